/** Models of a run saved by command: what others load from the files computes what it computed in the run. */
import * as tf from '@tensorflow/tfjs';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { unwrap } from '../../../src/base/result';
import { loadNewestCheckpoint } from '../../../src/store/checkpoints';
import { readManifest } from '../../../src/store/manifest-file';
import { parseSafetensors } from '../../../src/store/safetensors';
import { gibbon, temporaryFolder } from '../../programs/gibbon-cli';
import { trainedFixture } from '../../programs/inspected-fixture';

const STEPS = 150;

interface SavedByCli {
  readonly step: number;
  readonly path: string;
  readonly note?: string;
}

async function aRun(experiment: string): Promise<{ runs: string; folder: string; runFolder: string }> {
  const runFolder = await trainedFixture(experiment, STEPS);
  const runs = path.dirname(runFolder);
  onTestFinished(() => rmSync(runs, { recursive: true, force: true }));
  return { runs, folder: temporaryFolder(), runFolder };
}

async function save(runs: string, role: string, format: string, out: string, ...more: string[]): Promise<SavedByCli> {
  const { code, stdout, stderr } = await gibbon([
    ...['save-model', 'latest', '--runs', runs, '--role', role, '--format', format, '--out', out, '--json', ...more],
  ]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout.trim()) as SavedByCli;
}

/** As a user's program would, from the two files. */
async function loadLayersModel(folder: string): Promise<tf.LayersModel> {
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8')) as {
    modelTopology: object;
    weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[];
  };
  const bytes = readFileSync(path.join(folder, 'weights.bin'));
  return tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
      weightData: new Uint8Array(bytes).buffer,
    }),
  );
}

const bytesOf = (tensor: tf.Tensor): Uint8Array => new Uint8Array(Float32Array.from(tensor.dataSync()).buffer);

const inAnyLane = [
  { experiment: 'tiny-gan', role: 'generator' },
  { experiment: 'tiny-autoencoder', role: 'encoder' },
];
const inTheFullLane = [
  { experiment: 'tiny-gan', role: 'discriminator' },
  { experiment: 'tiny-autoencoder', role: 'decoder' },
];

describe.each([...inAnyLane, ...(process.env.GIBBON_FULL === '1' ? inTheFullLane : [])])(
  'the $role of $experiment',
  ({ experiment, role }) => {
    test('saved in three formats, computes in each what it computed in the run', async () => {
      const { runs, folder, runFolder } = await aRun(experiment);
      const checkpoint = unwrap(loadNewestCheckpoint(runFolder));

      const weightsFile = path.join(folder, 'weights.safetensors');
      expect((await save(runs, role, 'safetensors', weightsFile)).step).toBe(STEPS);
      const { state: weights } = unwrap(parseSafetensors(readFileSync(weightsFile), weightsFile));
      for (const [name, { bytes }] of weights)
        expect(Buffer.compare(bytes, checkpoint.state.get(name)?.bytes ?? Buffer.of()), name).toBe(0);
      expect([...weights.keys()].filter((name) => !/^\w+\/dense_\d\/(kernel|bias)$/.test(name))).toEqual([]);

      const modelFolder = path.join(folder, 'model');
      await save(runs, role, 'tfjs', modelFolder);
      const model = await loadLayersModel(modelFolder);
      const inFile = model.getWeights().map((tensor) => Buffer.from(bytesOf(tensor)).toString('hex'));
      expect(inFile.length).toBeGreaterThan(1);
      expect(inFile.sort()).toEqual(
        [...weights.values()].map(({ bytes }) => Buffer.from(bytes).toString('hex')).sort(),
      );

      const onnxFile = path.join(folder, 'model.onnx');
      expect((await save(runs, role, 'onnx', onnxFile)).note).toBeUndefined();
      const session = await InferenceSession.create(onnxFile);
      expect([session.inputNames, session.outputNames]).toEqual([['input'], ['output']]);
      for (const batch of [1, 3, 97]) {
        const shape = [batch, ...(model.inputs[0]?.shape.slice(1) ?? [])].map(Number);
        const values = new NoiseGenerator(batch).uniform(new Float32Array(tf.util.sizeFromShape(shape)), -1, 1);
        const { output } = await session.run({ input: new Tensor('float32', values, shape) });
        const expected = model.predict(tf.tensor(values, shape)) as tf.Tensor;
        expect(output?.dims).toEqual(expected.shape);
        const reference = expected.dataSync();
        const furthest = (output?.data as Float32Array).reduce(
          (most, value, i) => Math.max(most, Math.abs(value - (reference[i] ?? NaN))),
          0,
        );
        expect(furthest, `batch ${batch}`).toBeLessThan(1e-5);
      }
      await session.release();
      model.dispose();
    });
  },
);

/** As a user would write it to load a model that has one: it gives the mean, as the file in ONNX does. */
class MeanOfSampling extends tf.layers.Layer {
  static readonly className = 'Sampling';
  override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape {
    return shapes[0] as tf.Shape;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.clone([inputs].flat()[0]!);
  }
}

test("layers of Gibbon's are saved so that others have them", async () => {
  const { runs, folder, runFolder } = await aRun('book-layers');
  const manifest = unwrap(readManifest(runFolder));
  expect(manifest.notes ?? []).toEqual([]);
  expect(manifest.tracks.map(({ id }) => id)).toContain('regularization');
  const layersOf = (role: string) => manifest.models.find((model) => model.role === role)?.layers ?? [];
  expect(layersOf('decoder').find(({ name }) => name === 'decoder/tied_dense_1')).toMatchObject({
    tiedTo: 'encoder/dense_1/kernel',
    parameters: 784,
  });

  // The shared matrix is in both files, under its one name.
  const state = unwrap(loadNewestCheckpoint(runFolder)).state;
  const safetensors = path.join(folder, 'decoder.safetensors');
  await save(runs, 'decoder', 'safetensors', safetensors);
  const weights = unwrap(parseSafetensors(readFileSync(safetensors), safetensors)).state;
  expect([...weights.keys()].sort()).toEqual([
    'decoder/dense_1/bias',
    'decoder/dense_1/kernel',
    'decoder/tied_dense_1/bias',
    'encoder/dense_1/kernel',
  ]);
  for (const [name, { bytes }] of weights) expect(Buffer.compare(bytes, state.get(name)!.bytes), name).toBe(0);

  const savedAs = async (role: string): Promise<{ target: string; note?: string | undefined }> => {
    const target = path.join(folder, `${role}-model`);
    const { note } = await save(runs, role, 'tfjs', target);
    return { target, note };
  };
  const onnxOf = async (role: string) => {
    const target = path.join(folder, `${role}.onnx`);
    const { note } = await save(runs, role, 'onnx', target);
    return { session: await InferenceSession.create(target), note };
  };
  const furthest = async (session: InferenceSession, model: tf.LayersModel, shape: number[]): Promise<number> => {
    const values = new NoiseGenerator(3).uniform(new Float32Array(tf.util.sizeFromShape(shape)), -1, 1);
    const { output } = await session.run({ input: new Tensor('float32', values, shape) });
    const expected = (model.predict(tf.tensor(values, shape)) as tf.Tensor).dataSync();
    return Math.max(...(output?.data as Float32Array).map((value, i) => Math.abs(value - expected[i]!)));
  };

  // The decoder needs no class that TensorFlow.js lacks: its tied layer is a dense one with the matrix, transposed.
  const decoder = await savedAs('decoder');
  expect(decoder.note).toBeUndefined();
  const decoderModel = await loadLayersModel(decoder.target);
  expect(decoderModel.layers.map((layer) => layer.getClassName())).toEqual(['Dense', 'Activation', 'Dense', 'Reshape']);
  const [kernel] = decoderModel.layers[2]!.getWeights();
  const shared = tf.tensor(new Float32Array(weights.get('encoder/dense_1/kernel')!.bytes.slice().buffer), [784, 12]);
  expect([...kernel!.dataSync()]).toEqual([...tf.transpose(shared).dataSync()]);
  const decoderOnnx = await onnxOf('decoder');
  expect(decoderOnnx.note).toBeUndefined();
  expect(await furthest(decoderOnnx.session, decoderModel, [5, 6])).toBeLessThan(1e-5);

  // The encoder draws: in ONNX it gives the mean, and as a TensorFlow.js model it needs the class. Both are said.
  const encoder = await savedAs('encoder');
  await expect(loadLayersModel(encoder.target)).rejects.toThrow(/Unknown layer: Sampling/);
  tf.serialization.registerClass(MeanOfSampling);
  const encoderModel = await loadLayersModel(encoder.target);
  expect(encoder.note).toMatch(/a layer of the class Sampling, which TensorFlow\.js lacks/);
  const encoderOnnx = await onnxOf('encoder');
  expect(encoderOnnx.note).toMatch(/the file has their mean/);
  expect(await furthest(encoderOnnx.session, encoderModel, [5, 28, 28, 1])).toBeLessThan(1e-5);
});

test('what can not be saved is said in a sentence, and leaves no file', async () => {
  const { runs, folder } = await aRun('tiny-gan');
  const attempt = (...args: string[]) => gibbon(['save-model', 'latest', '--runs', runs, ...args]);
  const out = path.join(folder, 'out');
  const tried = [
    await attempt('--role', 'painter', '--format', 'onnx', '--out', out),
    await attempt('--role', 'painter', '--format', 'safetensors', '--out', out),
    await attempt('--role', 'generator', '--format', 'pickle', '--out', out),
    await attempt('--role', 'generator', '--format', 'tfjs', '--out', out, '--step', '17'),
    await attempt('--role', 'generator', '--format', 'onnx', '--out', path.join(out, 'missing', 'model.onnx')),
    await attempt('--role', 'generator', '--format', 'onnx'),
  ];
  expect(tried.map(({ code }) => code)).toEqual(tried.map(() => 2));
  const sentences = tried.map(({ stderr }) => stderr);
  expect(sentences[0]).toMatch(/no model "painter"; it has generator, discriminator/);
  expect(sentences[1]).toMatch(/no weights of a model "painter"/);
  expect(sentences[2]).toMatch(/--format expected tfjs, onnx, safetensors, and got pickle/);
  expect(sentences[3]).toMatch(/no valid checkpoint of step 17; the one before it is of step \d+/);
  expect(sentences[4]).toMatch(/model\.onnx could not be written/);
  expect(sentences[5]).toMatch(/--out expected where to save to/);
  expect(existsSync(out)).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});
