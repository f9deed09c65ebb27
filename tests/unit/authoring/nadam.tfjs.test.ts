/** Nadam against Keras' own, and against its formula in float64: tests/golden/keras/nadam.py made the numbers. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ExperimentError } from '../../../src/authoring/experiment-error';
import { NadamOptimizer, type NadamOptions } from '../../../src/authoring/nadam';
import { optimizers } from '../../../src/authoring/optimizers';

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(() => tf.disposeVariables());

const STEPS = 50;
const START = [0.5, -2, 3, 0, 1e-3, -40];

/** As in nadam.py: of sizes that differ by seven orders, the last one of a weight that has one only in every fifth step. */
function gradientAt([a = 0, b = 0, c = 0, , e = 0, f = 0]: ArrayLike<number> & Iterable<number>, t: number): number[] {
  return [Math.sin(a), 0.1 * b, c ** 3, 1e-4 * Math.cos(t), 1e3 * (e - 0.01), t % 5 ? 0 : f];
}

function train(optimizer: tf.Optimizer, weight: tf.Variable, from = 1, to = STEPS): void {
  for (let t = from; t <= to; t++)
    tf.tidy(() => optimizer.applyGradients({ [weight.name]: tf.tensor1d(gradientAt(weight.dataSync(), t)) }));
}

const settings: Record<string, [number, NadamOptions]> = {
  default: [0.001, {}],
  other: [0.05, { beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }],
};

/** Keras 3.15.1 itself, float32; its own distance from the float64 formula is up to 1e-5 at 40. */
const kerasOf: Record<string, number[]> = {
  default: [0.454766989, -1.95430672, 2.95447159, 0.000605252106, 0.00985902827, -39.9801598],
  other: [6.29656483e-13, -0.168305337, 1.29353201, 0.00165725104, -0.00809913129, -38.9865265],
};
/** The formula with the paper's schedule, which Keras had before 2.11 and PyTorch has. */
const paperOf: Record<string, number[]> = {
  default: [0.454124118, -1.95352982, 2.95374233, 0.00033898728, 0.00998294067, -39.9795063],
  other: [-2.02021539e-14, -0.177963707, 1.30457695, 0.00119476702, -0.013611753, -38.9903201],
};

describe.each(Object.entries(settings))(
  'after 50 steps with %s settings, a weight is where it is',
  (name, [rate, rest]) => {
    test.each([
      ["by Keras 3.15.1, whose schedule's decay is 1", 1, kerasOf[name]!],
      ["by the formula with the paper's 0.004", undefined, paperOf[name]!],
    ])('%s', (_source, momentumDecay, expected) => {
      const weight = tf.variable<tf.Rank>(tf.tensor1d(START));
      train(optimizers.nadam(rate, { ...rest, ...(momentumDecay && { momentumDecay }) }), weight);
      weight.dataSync().forEach((value, at) => {
        // Of float32: 2⁻²³ of a value for each two steps, and of an update's size for one that has gone to nearly 0.
        const allowed = 5e-7 * Math.abs(expected[at]!) + 1e-7 + (name === 'other' ? 3e-8 : 0);
        expect(Math.abs(value - expected[at]!), `weight ${at}: ${value}, expected ${expected[at]}`).toBeLessThan(
          allowed,
        );
      });
    });
  },
);

test('what it saves of itself, loaded into a new one, goes on as if nothing had happened', async () => {
  const [straight, interrupted] = ['straight', 'interrupted'].map((name) =>
    tf.variable<tf.Rank>(tf.tensor1d(START), true, name),
  ) as [tf.Variable, tf.Variable];
  train(optimizers.nadam(0.01), straight);
  const first = optimizers.nadam(0.01);
  train(first, interrupted, 1, 20);
  const second = NadamOptimizer.fromConfig<NadamOptimizer>(NadamOptimizer, first.getConfig());
  await second.setWeights(await first.getWeights());
  expect(second.iterations).toBe(20);
  expect((await second.getWeights()).map(({ name }) => name)).toEqual(['iter', 'interrupted/m', 'interrupted/v']);
  train(second, interrupted, 21);
  interrupted.dataSync().forEach((value, at) => expect(value).toBeCloseTo(straight.dataSync()[at]!, 5));
});

test('its settings come through a config, and it is registered', () => {
  const options = { beta1: 0.8, beta2: 0.99, epsilon: 1e-5, momentumDecay: 0.1 };
  const config = optimizers.nadam(0.3, options).getConfig();
  expect(config).toEqual({ learningRate: 0.3, ...options });
  expect(NadamOptimizer.fromConfig<NadamOptimizer>(NadamOptimizer, config).getConfig()).toEqual(config);
  expect(tf.serialization.SerializationMap.getMap().classNameMap.Nadam?.[0]).toBe(NadamOptimizer);
});

test('minimize() works as with any optimizer, and dispose() leaves nothing', () => {
  const before = tf.memory().numTensors;
  const optimizer = optimizers.nadam(0.1);
  const weight = tf.tidy(() => tf.variable(tf.scalar(3)));
  for (let i = 0; i < 200; i++) optimizer.minimize(() => tf.square(weight), false, [weight]);
  expect(Math.abs(weight.dataSync()[0]!)).toBeLessThan(0.05);
  optimizer.dispose();
  weight.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test.each<[string, () => unknown, RegExp]>([
  ['a rate below 0', () => optimizers.nadam(-1), /Nadam's learningRate expected a number of at least 0, .* and got -1/],
  ['a rate in words', () => optimizers.nadam('fast' as unknown as number), /learningRate expected .* got "fast"/],
  ['a beta of 1', () => optimizers.nadam(0.1, { beta1: 1 }), /beta1 expected a number from 0 to below 1/],
  ['an epsilon of 0', () => optimizers.nadam(0.1, { epsilon: 0 }), /epsilon expected a number above 0/],
  ['no decay', () => optimizers.nadam(0.1, { momentumDecay: NaN }), /momentumDecay expected .* got null/],
])('%s is a mistake, said in a sentence', (_what, make, message) => {
  expect(make).toThrow(ExperimentError);
  expect(make).toThrow(message);
});
