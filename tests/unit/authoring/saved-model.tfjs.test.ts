/** savedModel(): what TensorFlow.js has saved is what is read, its pixels from another range or not; and what can't be read. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { savedModel } from '../../../src/authoring/saved-model';
import { ExperimentError } from '../../../src/authoring/experiment-error';
import { readModelsFrom } from '../../../src/loading/file-models';

let folder: string;
let original: tf.LayersModel;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-saved-model-'));
  readModelsFrom(folder);
  original = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu', inputShape: [5, 5, 1] }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4, activation: 'softmax' }),
    ],
  });
  await save(original, 'model.json');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As model.save() does, where there is a disk. */
async function save(model: tf.LayersModel, name: string, weights = `${name}.bin`): Promise<void> {
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      writeFileSync(path.join(folder, weights), Buffer.from(artifacts.weightData as ArrayBuffer));
      const { modelTopology, weightSpecs } = artifacts;
      const saved = {
        format: 'layers-model',
        modelTopology,
        weightsManifest: [{ paths: [weights], weights: weightSpecs }],
      };
      writeFileSync(path.join(folder, name), JSON.stringify(saved));
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } });
    }),
  );
}
const told = (model: tf.LayersModel, images: tf.Tensor) => [...(model.predict(images) as tf.Tensor).dataSync()];
const close = (values: number[]) => values.map((value) => expect.closeTo(value, 5) as number);

test('it is the model that was saved; with a range, it takes pixels from 0 to 1 as the model takes its own', async () => {
  const images = tf.randomUniform([3, 5, 5, 1], 0, 1, 'float32', 7);
  expect(told(await savedModel('model.json'), images)).toEqual(told(original, images));
  const ranged = await savedModel('model.json', { range: [-1, 1] });
  expect(told(ranged, images)).toEqual(close(told(original, images.mul(2).sub(1))));
  const bytes = await savedModel(path.join(folder, 'model.json'), { range: [0, 255] });
  expect(told(bytes, images)).toEqual(close(told(original, images.mul(255))));
});

describe('what can not be read is a sentence at the call', () => {
  test.each<[string, object | string | undefined, RegExp]>([
    ['none.json', undefined, /none\.json expected a file, and got nothing/],
    ['text.json', 'weights, I think', /text\.json expected JSON, and got none/],
    ['graph.json', { format: 'graph-model', modelTopology: {} }, /expected a LayersModel, and got a GraphModel/],
    ['empty.json', {}, /expected the topology of a LayersModel, and got none/],
    [
      'odd.json',
      { modelTopology: { class_name: 'Oddity', config: {} } },
      /expected a LayersModel that TensorFlow\.js can read/,
    ],
  ])('%s', async (name, contents, message) => {
    if (contents !== undefined)
      writeFileSync(path.join(folder, name), typeof contents === 'string' ? contents : JSON.stringify(contents));
    const error = await savedModel(name).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ExperimentError);
    expect((error as Error).message).toMatch(message);
    // At the call, though it was awaited.
    expect((error as Error).stack).toContain('saved-model.tfjs.test');
  });

  test('weights that are gone; two inputs; a range that is none', async () => {
    await save(original, 'alone.json', 'gone.bin');
    rmSync(path.join(folder, 'gone.bin'));
    await expect(savedModel('alone.json')).rejects.toThrow('gone.bin expected weights, and got nothing.');
    const [one, two] = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
    await save(
      tf.model({ inputs: [one, two], outputs: tf.layers.add().apply([one, two]) as tf.SymbolicTensor }),
      'two.json',
    );
    await expect(savedModel('two.json')).rejects.toThrow(
      'expected a model with one input, the image, and got one with 2.',
    );
    expect(() => savedModel('model.json', { range: [1, 0] })).toThrow('range expected [least, most]');
    expect(() => savedModel('model.json', { rang: [0, 1] } as object)).toThrow('expected options among range');
  });

  test('weights that are too few are no half of a model', async () => {
    await save(original, 'short.json', 'short.bin');
    writeFileSync(path.join(folder, 'short.bin'), readFileSync(path.join(folder, 'short.bin')).subarray(0, 100));
    await expect(savedModel('short.json')).rejects.toBeInstanceOf(ExperimentError);
  });
});
