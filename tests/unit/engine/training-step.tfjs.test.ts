import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, test } from 'vitest';
import { accepts } from '../../../src/engine/lowering/lowering';
import { loweringTable } from '../../../src/engine/lowering/lowering-table';
import { denseGan } from './dense-models';
import { on, startOnnx, startReferences } from './engines';
import { expectClose } from './expect-close';
import { recordKernels } from './kernel-recorder';
import type { TrainedModel } from './trained-model';
import { denseModels, gradientDescent, structuredModels, trainedModels } from './trained-models';

const engine = await startOnnx();
/** TensorFlow where it is there. */
const reference = (await startReferences()).at(-1) ?? 'cpu';
afterAll(() => engine.dispose());

/** Trains a fresh model. @returns its weights, before and after, and all losses */
function train(make: () => TrainedModel, steps: number) {
  const model = make();
  const initial = model.weights();
  const losses = Array.from({ length: steps }, () => model.step()).flat();
  const weights = model.weights();
  model.dispose();
  return { initial, weights, losses };
}

/**
 * A weight moves by about 1e-3 a step; the differences seen are below 6e-7. They are not just rounding: RMSprop and Adam
 * divide by the root of a mean square, which magnifies the last bits of a gradient near zero.
 */
const STEP_TOLERANCE = { absolute: 2e-6, relative: 1e-6 };

describe('three training steps give the same weights and losses', () => {
  for (const [name, make] of Object.entries(denseModels)) {
    test(`${name}: on onnx and on ${reference}`, async () => {
      const ours = await on('onnx', () => train(make, 3));
      const theirs = await on(reference, () => train(make, 3));
      expectClose(ours.losses, theirs.losses, { absolute: 1e-6, relative: 1e-5 }, 'losses');
      ours.weights.forEach((weights, at) => expectClose(weights, theirs.weights[at]!, STEP_TOLERANCE, `weights ${at}`));
    });
  }
});

const norm = (values: Float32Array): number => Math.hypot(...values);
const difference = (a: Float32Array, b: Float32Array): Float32Array => a.map((value, i) => value - (b[i] ?? NaN));

/**
 * Of the way that a tensor went in three steps of plain gradient descent: what the sums of its gradients may differ by.
 * The largest seen is 2.2e-5. The floor is for tensors that don't move, such as a bias before a batch norm.
 */
const WAY_TOLERANCE = { relative: 5e-5, absolute: 5e-7 };

describe('three steps of gradient descent lead the same way', () => {
  for (const [name, { make, isWrongOnCpu }] of Object.entries(structuredModels)) {
    // Without TensorFlow, finite differences have tested the kernels that the other reference gets wrong.
    if (isWrongOnCpu && reference === 'cpu') continue;
    test(`${name}: on onnx and on ${reference}`, async () => {
      const ours = await on('onnx', () => train(() => make(gradientDescent), 3));
      const theirs = await on(reference, () => train(() => make(gradientDescent), 3));
      // Processors add in vectors of different widths: 1.6e-5 was seen on one.
      expectClose(ours.losses, theirs.losses, { absolute: 1e-6, relative: 4e-5 }, 'losses');
      theirs.weights.forEach((weights, at) => {
        const way = norm(difference(weights, theirs.initial[at]!));
        const allowed = WAY_TOLERANCE.relative * way + WAY_TOLERANCE.absolute * Math.sqrt(weights.length);
        const apart = norm(difference(ours.weights[at]!, weights));
        expect(apart, `distance of weights ${at}, which went ${way}`).toBeLessThanOrEqual(allowed);
      });
    });
  }
});

describe('nothing falls back to plain JavaScript for want of a lowering', () => {
  for (const [name, make] of Object.entries(trainedModels)) {
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

test('two runs of five steps are equal to the last bit', async () => {
  await on('onnx', () => {
    const [first, second] = [train(() => denseGan(5), 5), train(() => denseGan(5), 5)];
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

for (const [name, make] of Object.entries(trainedModels)) {
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
