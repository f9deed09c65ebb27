import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { FedComputation } from '../../../src/engine/fed-computation';
import { startOnnx } from './engines';

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx();
});
afterAll(() => engine.dispose());

const matrix = (rows: number, ...values: number[]) => ({
  shape: [rows, values.length / rows],
  values: Float32Array.from(values),
});

describe.each([true, false])('arithmetic on what is fed (known code: %s)', (isKnown) => {
  test('computes anew with each feeding, each weight and each shape, and keeps no tensor', () => {
    const weight = tf.variable(tf.tensor2d([1, 2], [2, 1]));
    const product = new FedComputation(engine, ({ x }) => ({ y: tf.matMul(x as tf.Tensor2D, weight) }), isKnown);
    const first = product.run({ x: matrix(1, 3, 4) });
    expect([...first.y.values]).toEqual([11]);
    const { numTensors } = tf.memory();
    for (let i = 0; i < 4; i++) expect([...product.run({ x: matrix(1, i, 1) }).y.values]).toEqual([i + 2]);
    expect(product.run({ x: matrix(2, 1, 0, 0, 1) }).y).toEqual({ shape: [2, 1], values: Float32Array.of(1, 2) });
    const heavier = tf.tensor2d([10, 20], [2, 1]);
    weight.assign(heavier);
    heavier.dispose();
    expect([...product.run({ x: matrix(1, 1, 1) }).y.values]).toEqual([30]);
    expect(tf.memory().numTensors).toBe(numTensors);
    product.dispose();
    weight.dispose();
  });
});

test('what hangs on more than what it is fed with is followed each time where its code is not known', () => {
  let times = 1;
  const scaled = new FedComputation(engine, ({ x }) => ({ y: tf.mul(x!, times) }), false);
  for (times = 1; times < 6; times++) expect([...scaled.run({ x: matrix(1, 2) }).y.values]).toEqual([2 * times]);
  scaled.dispose();
});
