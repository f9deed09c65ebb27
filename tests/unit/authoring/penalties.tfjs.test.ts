/** Penalties against Keras (tests/golden/keras/penalties.py made the numbers) and their gradients against finite differences. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, test } from 'vitest';
import { penalties } from '../../../src/authoring/penalties';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { expectGradient } from '../engine/gradient-check';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const BATCH = 4;
const activations = [
  [0.1, 0.9, 0.5],
  [0.2, 0.8, 0.25],
  [0.05, 0.99, 0.75],
  [0.4, 0.6, 0.125],
];

const kinds: Record<string, { of: (x: tf.Tensor) => tf.Scalar; keras: number }> = {
  l1: { of: (x) => penalties.l1(x, 0.05), keras: 0.07081250101327896 },
  l2: { of: (x) => penalties.l2(x, 0.05), keras: 0.04866531118750572 },
  divergence: { of: (x) => penalties.divergence(x, 0.1, 0.05), keras: 0.07568583637475967 },
};

test.each(Object.entries(kinds))('%s is what Keras computes', (_name, { of, keras }) => {
  // Both in float32.
  expect(Math.abs(of(tf.tensor2d(activations)).dataSync()[0]! / keras - 1)).toBeLessThan(1e-6);
});

test.each(Object.entries(kinds))('the gradient of %s is its slope', (_name, { of }) => {
  const noise = new NoiseGenerator(3);
  const at = noise.uniform(new Float32Array(BATCH * 5), 0.1, 0.9);
  const lossOf = (values: Float32Array) => tf.tidy(() => of(tf.tensor(values, [BATCH, 5])).dataSync()[0]!);
  const gradient = tf
    .grad(of)(tf.tensor(at, [BATCH, 5]))
    .dataSync();
  expectGradient(gradient, at, lossOf, noise, 'penalty');
});

test('the divergence is 0 at the target, and finite where a unit is always on or always off', () => {
  expect(penalties.divergence(tf.fill([BATCH, 3], 0.1), 0.1, 1).dataSync()[0]).toBeCloseTo(0, 5);
  for (const stuck of [0, 1]) {
    const { value, grad } = tf.valueAndGrad((x) => penalties.divergence(x, 0.1, 1))(tf.fill([BATCH, 3], stuck));
    expect(Number.isFinite(value.dataSync()[0])).toBe(true);
    expect([...grad.dataSync()].every(Number.isFinite)).toBe(true);
  }
});

test('a penalty leaves no tensor behind but its value', () => {
  const x = tf.tensor2d(activations);
  const before = tf.memory().numTensors;
  for (const { of } of Object.values(kinds)) of(x).dispose();
  expect(tf.memory().numTensors).toBe(before);
});
