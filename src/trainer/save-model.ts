/**
 * Writes a model of a run as others read it: rebuilds it from the run's own bundle, puts the weights of a checkpoint into
 * it, and saves it as a TensorFlow.js layers model or as ONNX. Trains nothing and changes nothing in the run.
 */
import * as tf from '@tensorflow/tfjs';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Sampling } from '../authoring/sampling';
import { NoiseGenerator } from '../noise/noise-generator';
import { ProblemError } from '../base/problem';
import { unwrap } from '../base/result';
import type { StateValue } from '../base/state-value';
import { exportOnnx } from '../engine/export-onnx';
import { startEngine } from '../engine/engine';
import type { ModelSaved, SaveModelJob } from '../protocol/save-model-job';
import { writeFileDurably } from '../store/durable-file';
import { attempt } from '../store/file-problem';
import { readManifest } from '../store/manifest-file';
import { loadCheckpoint } from '../store/model-weights';
import { watchLayers } from '../loading/layer-origins';
import { loadExperiment } from '../loading/load-experiment';
import { namedLayers, type NamedVariable, namedWeights } from '../loading/model-roles';
import { readBundle } from '../training/stored-bundle';
import { installRandomness, type RandomnessSource } from '../loading/tfjs-randomness';
import { withPlainLayers } from './plain-layers';

type Saved = Extract<ModelSaved, { kind: 'saved' }>;

/** @throws ProblemError: no such model, no valid checkpoint, a model that the format can't hold, a disk that refuses */
export async function saveModel(job: SaveModelJob): Promise<Saved> {
  const { runFolder, role } = job;
  const manifest = unwrap(readManifest(runFolder));
  const bundle = await readBundle(runFolder, manifest);
  const checkpoint = loadCheckpoint(runFolder, job.step);
  unwrap(await startEngine('onnx'));
  const randomness: RandomnessSource = { current: new NoiseGenerator(0) };
  installRandomness(randomness);
  const { experiment } = await loadExperiment(bundle, {
    experimentFile: manifest.experiment.file,
    scratchFolder: job.scratchFolder,
    randomness,
    origins: watchLayers(),
    seed: manifest.seed,
  });
  const model = experiment.models[role];
  if (!model)
    throw new ProblemError({
      message: `The run has no model "${role}"; it has ${Object.keys(experiment.models).join(', ')}.`,
      remedy: 'Name one of these.',
      file: runFolder,
      blame: 'environment',
    });
  const weights = namedWeights(experiment.models);
  restoreWeights(weights, checkpoint.state, runFolder);
  const saved: Saved = { kind: 'saved', step: checkpoint.step };
  const notes: string[] = [];
  if (job.format === 'tfjs') {
    await writeLayersModel(model, job.target);
    if (samplingLayers(model).length > 0)
      notes.push('It has a layer of the class Sampling, which TensorFlow.js lacks: register one before you load it.');
  } else {
    // ONNX files are tried against the model, and used where nobody knows of a seed.
    const drawing = samplingLayers(model).filter(({ inference }) => inference === 'sample');
    for (const layer of drawing) layer.inference = 'mean';
    if (drawing.length > 0) notes.push('Where the model draws codings, the file has their mean.');
    const { bytes, batchSize } = unwrap(await exportOnnx(model, weights));
    unwrap(attempt(job.target, 'written', () => writeFileDurably(job.target, bytes)));
    if (batchSize !== undefined) notes.push(`It takes batches of ${batchSize} only.`);
  }
  return notes.length > 0 ? { ...saved, note: notes.join(' ') } : saved;
}

const samplingLayers = (model: tf.LayersModel): Sampling[] =>
  namedLayers('', model).flatMap(({ layer }) => (layer instanceof Sampling ? [layer] : []));

/** @throws ProblemError when the checkpoint belongs to other models */
function restoreWeights(weights: readonly NamedVariable[], state: StateValue, runFolder: string): void {
  for (const { name, variable } of weights) {
    const entry = state.get(name);
    if (entry?.shape.join() !== variable.shape.join())
      throw new ProblemError({
        message: `The checkpoint does not fit the model: ${name} expected [${variable.shape.join(', ')}], got ${entry ? `[${entry.shape.join(', ')}]` : 'nothing'}.`,
        remedy: 'Use a checkpoint that this run has written itself.',
        file: runFolder,
        blame: 'environment',
      });
    // A copy, so that a typed array may begin where it begins.
    const { buffer } = entry.bytes.slice();
    const values = variable.dtype === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape, variable.dtype)));
  }
}

/** model.json and weights.bin, as `tf.loadLayersModel` reads them. */
async function writeLayersModel(model: tf.LayersModel, folder: string): Promise<void> {
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const { modelTopology, weightSpecs = [], weightData, format, generatedBy } = withPlainLayers(artifacts, model);
      const parts = weightData === undefined ? [] : [weightData].flat();
      const content = {
        format,
        generatedBy,
        convertedBy: 'Gibbon',
        modelTopology,
        weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
      };
      const write = (name: string, bytes: Uint8Array | string): void => {
        const file = path.join(folder, name);
        unwrap(attempt(file, 'written', () => writeFileDurably(file, bytes)));
      };
      unwrap(attempt(folder, 'made', () => mkdirSync(folder, { recursive: true })));
      write('weights.bin', Buffer.concat(parts.map((part) => new Uint8Array(part))));
      write('model.json', JSON.stringify(content));
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' as const },
      });
    }),
  );
}
