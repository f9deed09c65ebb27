import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, test } from 'vitest';
import { accepts } from '../../../src/engine/lowering/lowering';
import { loweringTable } from '../../../src/engine/lowering/lowering-table';
import { denseAutoencoder, denseClassifier, denseGan } from './dense-models';
import type { TrainedModel } from './dense-models';
import { on, startOnnx, startReferences } from './engines';
import { expectClose } from './expect-close';
import { recordKernels } from './kernel-recorder';

const engine = await startOnnx();
/** TensorFlow where it is there. */
const reference = (await startReferences()).at(-1) ?? 'cpu';
afterAll(() => engine.dispose());

const models: Record<string, () => TrainedModel> = {
  'the dense GAN': () => denseGan(11),
  'the dense classifier': () => denseClassifier(12),
};
const autoencoders = [
  ['sgd', 'binaryCrossentropy'],
  ['momentum', 'meanSquaredError'],
  ['nesterov', 'binaryCrossentropy'],
  ['rmsprop', 'meanSquaredError'],
  ['adam', 'binaryCrossentropy'],
] as const;
for (const [optimizer, loss] of autoencoders) {
  models[`a dense autoencoder (${optimizer}, ${loss})`] = () => denseAutoencoder(13, optimizer, loss);
}

/** Trains a fresh model. @returns its weights and all losses */
function train(make: () => TrainedModel, steps: number): { weights: Float32Array[]; losses: number[] } {
  const model = make();
  const losses = Array.from({ length: steps }, () => engine.prepare(() => model.step()).run()).flat();
  const weights = model.weights();
  model.dispose();
  return { weights, losses };
}

/**
 * A weight moves by about 1e-3 a step; the differences seen are below 6e-7. They are not just rounding: RMSprop and Adam
 * divide by the root of a mean square, which magnifies the last bits of a gradient near zero.
 */
const STEP_TOLERANCE = { absolute: 2e-6, relative: 1e-6 };

describe('three training steps give the same weights and losses', () => {
  for (const [name, make] of Object.entries(models)) {
    test(`${name}: on onnx and on ${reference}`, async () => {
      const ours = await on('onnx', () => train(make, 3));
      const theirs = await on(reference, () => train(make, 3));
      expectClose(ours.losses, theirs.losses, { absolute: 1e-6, relative: 1e-5 }, 'losses');
      ours.weights.forEach((weights, at) => expectClose(weights, theirs.weights[at]!, STEP_TOLERANCE, `weights ${at}`));
    });
  }
});

describe('nothing falls back to plain JavaScript for want of a lowering', () => {
  for (const [name, make] of Object.entries(models)) {
    test(`every kernel of ${name} is in the table and accepted`, async () => {
      await on('onnx', () => {
        const model = make();
        // Optimizers make their slots in the first step.
        model.step();
        const calls = recordKernels('onnx', () => model.step()).map(({ call }) => call);
        model.dispose();
        expect(calls.length).toBeGreaterThan(20);
        const notLowered = calls.filter((call) => {
          const lowering = loweringTable.get(call.kernel);
          return !lowering || !accepts(lowering, call);
        });
        expect([...new Set(notLowered.map((call) => JSON.stringify(call)))]).toEqual([]);
      });
    });
  }
});

test('two runs of 20 steps are equal to the last bit', async () => {
  await on('onnx', () => {
    const [first, second] = [train(() => denseGan(5), 20), train(() => denseGan(5), 20)];
    expect(second.losses).toEqual(first.losses);
    second.weights.forEach((weights, at) => expect(Buffer.compare(bytes(weights), bytes(first.weights[at]!))).toBe(0));
  });
});

/** What tfjs counts, and what our backend itself holds. */
function held(): { tensors: number; bytes: number; dataIds: number } {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes, dataIds: tf.engine().backend.numDataIds() };
}

const bytes = (array: Float32Array): Buffer => Buffer.from(array.buffer, array.byteOffset, array.byteLength);

for (const [name, make] of Object.entries(models)) {
  test(`steps of ${name} leave no tensors behind`, async () => {
    await on('onnx', () => {
      const before = held();
      const model = make();
      model.step();
      const afterFirst = held();
      for (let i = 0; i < 3; i++) model.step();
      expect(held()).toEqual(afterFirst);
      model.dispose();
      // tfjs' momentum optimizer never frees the scalar that it keeps its momentum in.
      expect(held().tensors - before.tensors).toBeLessThanOrEqual(
        name.includes('(momentum') || name.includes('(nesterov') ? 1 : 0,
      );
    });
  });
}
