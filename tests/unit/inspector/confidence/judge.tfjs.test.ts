/** What a judge gives against tfjs' own models, and its gradients against finite differences of the loss that gan() minimizes. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../../src/engine/engine';
import { Judge } from '../../../../src/inspector/confidence/judge';
import type { Rivals } from '../../../../src/inspector/confidence/rivals';
import { signedBytes, steepness } from '../../../../src/inspector/confidence/sample-gradients';
import { NoiseGenerator } from '../../../../src/noise/noise-generator';
import { startOnnx } from '../../engine/engines';

const CODINGS = 3;
const SHAPE = [4, 4, 1];
const SIZE = 16;
const CLASSES = 3;

let engine: Engine;
beforeAll(async () => {
  engine = await startOnnx();
});
afterAll(() => engine.dispose());

/** With weights that make no sample look like another. */
function seeded(model: tf.LayersModel, seed: number): tf.LayersModel {
  const noise = new NoiseGenerator(seed);
  const weights = model.weights.map(({ shape }) =>
    tf.tensor<tf.Rank>(
      noise.normal(new Float32Array(tf.util.sizeFromShape(shape as number[])), 0, 0.5),
      shape as number[],
    ),
  );
  model.setWeights(weights);
  tf.dispose(weights);
  return model;
}

function rivals(gives: Rivals['gives'], classes: number): Rivals {
  const told = () => (classes > 0 ? [tf.input({ shape: [classes] })] : []);
  const joined = (inputs: tf.SymbolicTensor[]) =>
    inputs.length > 1 ? (tf.layers.concatenate().apply(inputs) as tf.SymbolicTensor) : inputs[0]!;
  const coding = [tf.input({ shape: [CODINGS] }), ...told()];
  const drawn = tf.layers.dense({ units: SIZE, activation: 'sigmoid' }).apply(joined(coding)) as tf.SymbolicTensor;
  const generator = tf.model({
    inputs: coding,
    outputs: tf.layers.reshape({ targetShape: SHAPE }).apply(drawn) as tf.SymbolicTensor,
  });
  const sample = [tf.input({ shape: SHAPE }), ...told()];
  const flat = tf.layers.flatten().apply(sample[0]!) as tf.SymbolicTensor;
  const hidden = tf.layers.dense({ units: 6, activation: 'tanh' }).apply(joined([flat, ...sample.slice(1)]));
  const activation = gives === 'probability' ? 'sigmoid' : 'linear';
  const discriminator = tf.model({
    inputs: sample,
    outputs: tf.layers.dense({ units: 1, activation }).apply(hidden) as tf.SymbolicTensor,
  });
  return {
    generator: seeded(generator, 1),
    discriminator: seeded(discriminator, 2),
    generatorRole: 'generator',
    discriminatorRole: 'discriminator',
    codingShape: [CODINGS],
    sampleShape: SHAPE,
    gives,
    classes,
  };
}

/** By tfjs' own predict: another way through the same layers. */
function predicted(
  model: tf.LayersModel,
  values: Float32Array,
  shape: readonly number[],
  classes?: number[],
): number[] {
  return tf.tidy(() => {
    const count = values.length / tf.util.sizeFromShape([...shape]);
    const given = tf.tensor<tf.Rank>(values, [count, ...shape]);
    const inputs = classes ? [given, tf.oneHot(tf.tensor1d(classes, 'int32'), CLASSES).toFloat()] : given;
    return [...(model.predict(inputs) as tf.Tensor).dataSync()];
  });
}

const near = (values: ArrayLike<number>, digits = 5) =>
  Array.from(values, (value) => expect.closeTo(value, digits) as number);

describe.each([
  ['probability', 0],
  ['score', 0],
  ['probability', CLASSES],
] as const)('a discriminator that gives a %s, told %i classes', (gives, classes) => {
  // More than a batch, and not a multiple of one.
  const count = 1203;
  const asked = classes > 0 ? Array.from({ length: count }, (_, i) => i % classes) : undefined;

  test('gives for samples what its model gives, in whatever number they come', () => {
    const pair = rivals(gives, classes);
    const judge = new Judge(pair, engine, true);
    const codings = new NoiseGenerator(3).normal(new Float32Array(count * CODINGS));
    const samples = judge.draw(codings, asked);
    expect([...samples]).toEqual(near(predicted(pair.generator, codings, [CODINGS], asked)));
    expect([...judge.believe(samples, asked)]).toEqual(near(predicted(pair.discriminator, samples, SHAPE, asked)));
    expect([...judge.believe(samples.slice(0, SIZE), asked)]).toEqual(
      near(predicted(pair.discriminator, samples.slice(0, SIZE), SHAPE, asked?.slice(0, 1))),
    );
    judge.dispose();
  });

  test('has on each number of each sample the gradient of that sample’s loss, by finite differences', () => {
    const pair = rivals(gives, classes);
    const judge = new Judge(pair, engine, true);
    const some = 37;
    const told = asked?.slice(0, some);
    const samples = new NoiseGenerator(4).uniform(new Float32Array(some * SIZE));
    const { values, gradients } = judge.convince(samples, told);
    expect([...values]).toEqual(near(predicted(pair.discriminator, samples, SHAPE, told)));
    const loss = (value: number) => (gives === 'probability' ? -Math.log(value) : -value);
    const h = 1e-2;
    for (const at of [0, 5, SIZE * 20 + 3, SIZE * 36 + 15]) {
      const [up, down] = [h, -h].map((by) => {
        const moved = samples.slice();
        moved[at]! += by;
        return loss(predicted(pair.discriminator, moved, SHAPE, told)[Math.floor(at / SIZE)]!);
      });
      expect(Math.abs(gradients[at]! - (up! - down!) / (2 * h))).toBeLessThan(1e-3);
    }
    judge.dispose();
  });
});

test('keeps no tensor, and looks the same after weights have changed and are changed back', () => {
  const pair = rivals('probability', 0);
  const judge = new Judge(pair, engine, true);
  const samples = new NoiseGenerator(5).uniform(new Float32Array(40 * SIZE));
  const first = judge.convince(samples);
  const { numTensors } = tf.memory();
  const kept = pair.discriminator.getWeights().map((weight) => weight.clone());
  const zeros = kept.map((weight) => tf.zerosLike(weight));
  pair.discriminator.setWeights(zeros);
  expect(new Set(judge.believe(samples))).toEqual(new Set([0.5]));
  expect(Math.max(...judge.convince(samples).gradients.map(Math.abs))).toBe(0);
  pair.discriminator.setWeights(kept);
  expect(judge.convince(samples)).toEqual(first);
  tf.dispose([...kept, ...zeros]);
  expect(tf.memory().numTensors).toBe(numTensors);
  judge.dispose();
});

test('where D is sure to the last digit, G gets no gradient at all, as in gan() itself', () => {
  const pair = rivals('probability', 0);
  const bias = pair.discriminator.weights.at(-1)!;
  bias.write(tf.tensor1d([-60]));
  const judge = new Judge(pair, engine, true);
  const { gradients, values } = judge.convince(new Float32Array(2 * SIZE));
  expect(Math.max(...values)).toBeLessThan(1e-7);
  expect(steepness(gradients, SIZE)).toEqual({ samples: 2, meanSize: 0, zeroShare: 1 });
  judge.dispose();
});

test('gradients as bytes: 128 is nothing, the largest of each sample 1 or 255, and 0 what is no number', () => {
  const { bytes, scales } = signedBytes(Float32Array.of(0, 2, -1, -4, 0, 0, 0, NaN, 3, -3, 1.5, 0), 3);
  expect([...bytes]).toEqual([128, 192, 96, 1, 128, 128, 128, 0, 255, 1, 192, 128]);
  expect([...scales]).toEqual([4, 0, 3]);
  expect(steepness(Float32Array.of(1, -1, 0, 0), 2)).toEqual({ samples: 2, meanSize: 0.5, zeroShare: 0.5 });
});
