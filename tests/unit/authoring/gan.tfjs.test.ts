/** How real and generated images meet the discriminator of a GAN, and what its batch normalization goes by in each phase. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { datasets } from '../../../src/authoring/datasets';
import type { Batch, Experiment } from '../../../src/authoring/experiment';
import { gan, type GanOptions } from '../../../src/authoring/gan';
import { build, startPlainEngine } from '../training/in-process';
import { mistakeOf } from './mistake-of';
import { oneStep } from './one-step';

beforeAll(startPlainEngine);

const CODINGS = 3;
const MOMENTUM = 0.9;
const { batchNormalization, dense, dropout, flatten, reshape } = tf.layers;

const generatorOf = (...last: tf.layers.Layer[]) =>
  tf.sequential({
    layers: [
      dense({ units: 784, activation: 'sigmoid', inputShape: [CODINGS] }),
      reshape({ targetShape: [28, 28, 1] }),
      ...last,
    ],
  });
const discriminatorOf = (...first: tf.layers.Layer[]) =>
  tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [28, 28, 1] }),
      ...first,
      flatten(),
      dense({ units: 1, activation: 'sigmoid', kernelInitializer: tf.initializers.randomNormal({ seed: 2 }) }),
    ],
  });
const normalized = () => batchNormalization({ momentum: MOMENTUM });
const make = (change: Partial<GanOptions> = {}): Experiment =>
  gan({
    dataset: datasets.glyphs({ count: 60 }),
    generator: generatorOf(),
    discriminator: discriminatorOf(),
    codings: CODINGS,
    optimizer: () => tf.train.sgd(0.1),
    batchSize: 16,
    ...change,
  });

const SIZE = 6;
const batchOf = (): Batch => ({
  images: tf.randomUniform([SIZE, 28, 28, 1], 0, 1, 'float32', 3),
  labels: tf.zeros([SIZE], 'int32'),
  size: SIZE,
});
const noisesOf = () => [1, 2].map((seed) => tf.randomNormal([SIZE, CODINGS], 0, 1, 'float32', seed));
const modelsOf = ({ models }: Experiment) => models as Record<'generator' | 'discriminator', tf.LayersModel>;
const near = (values: Iterable<number>, digits = 5) =>
  [...values].map((value) => expect.closeTo(value, digits) as number);
const judged = (model: tf.LayersModel, images: tf.Tensor, training: boolean): number[] =>
  tf.tidy(() => [...(model.apply(images, { training }) as tf.Tensor).dataSync()]);
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);

describe('a discriminator', () => {
  test.each(['linear', 'relu', 'tanh', 'softmax'] as const)('that ends in %s gives no probability', (activation) => {
    const discriminator = discriminatorOf();
    discriminator.pop();
    discriminator.add(dense({ units: 1, activation }));
    const { message, layer } = mistakeOf(() => make({ discriminator }));
    expect(message).toBe(
      `The discriminator's last layer expected the activation 'sigmoid', which gives a probability, and got '${activation}'.`,
    );
    expect(layer).toBe(discriminator.layers.at(-1));
  });

  test('has one output', () => {
    const input = tf.input({ shape: [28, 28, 1] });
    const flat = flatten().apply(input) as tf.SymbolicTensor;
    const outputs = [1, 2].map((units) => dense({ units, activation: 'sigmoid' }).apply(flat) as tf.SymbolicTensor);
    expect(mistakeOf(() => make({ discriminator: tf.model({ inputs: input, outputs }) })).message).toMatch(
      /discriminator.*one output|has to give one probability/,
    );
  });
});

test('both models need an optimizer each', () => {
  const adam = tf.train.adam(0.001);
  const { message, remedy } = mistakeOf(() => make({ optimizer: () => adam }));
  expect(message).toBe('discriminator and generator expected an optimizer each, and got the same one.');
  expect(remedy).toContain('within the function');
});

describe('images meet the discriminator', () => {
  test('mixed in one batch where it has no batch normalization, and apart where it has', () => {
    for (const [discriminator, isApart] of [
      [discriminatorOf(), false],
      [discriminatorOf(normalized()), true],
      // Within a model within it, too.
      [discriminatorOf(tf.sequential({ layers: [batchNormalization({ inputShape: [28, 28, 1] })] })), true],
    ] as const) {
      const experiment = make({ discriminator });
      const batch = batchOf();
      const noises = noisesOf();
      const { beliefs } = oneStep(experiment, batch, noises);
      const generated = modelsOf(experiment).generator.predict(noises[0]!) as tf.Tensor;
      const apart = [generated, batch.images].map((images) => judged(discriminator, images, true));
      const mixed = judged(discriminator, tf.concat([generated, batch.images]), true);
      const expected = isApart ? apart : [mixed.slice(0, SIZE), mixed.slice(SIZE)];
      expect([beliefs['generated'], beliefs['real']]).toEqual(expected.map((values) => near(values)));
    }
  });

  test('as is asked for', () => {
    const discriminator = discriminatorOf(normalized());
    const batch = batchOf();
    const noises = noisesOf();
    const experiment = make({ discriminator, meeting: 'mixed' });
    const { beliefs } = oneStep(experiment, batch, noises);
    const generated = modelsOf(experiment).generator.predict(noises[0]!) as tf.Tensor;
    const mixed = judged(discriminator, tf.concat([generated, batch.images]), true);
    expect(beliefs['generated']).toEqual(near(mixed.slice(0, SIZE)));
  });

  test('and both ways lead to the same losses and gradients where nothing hangs on the batch', () => {
    const [generator, discriminator] = [generatorOf(), discriminatorOf()];
    const [mixed, apart] = (['mixed', 'apart'] as const).map((meeting) =>
      oneStep(make({ generator, discriminator, meeting }), batchOf(), noisesOf()),
    );
    expect(apart!.scalars['dLoss']).toBeCloseTo(mixed!.scalars['dLoss']!, 6);
    expect([...apart!.gradients['discriminator']![0]!]).toEqual(near(mixed!.gradients['discriminator']![0]!, 6));
  });

  test('with real ones labelled less than sure by one-sided smoothing, generated ones surely', () => {
    const experiment = make({ labelSmoothing: 0.1 });
    const { scalars, beliefs } = oneStep(experiment, batchOf(), noisesOf());
    const real = beliefs['real']!.map((p) => -(0.9 * Math.log(p) + 0.1 * Math.log(1 - p)));
    const generated = beliefs['generated']!.map((p) => -Math.log(1 - p));
    expect(scalars['dLoss']).toBeCloseTo(meanOf([...real, ...generated]), 5);
    // The generator's wish is not smoothed.
    expect(scalars['gLoss']).toBeCloseTo(gLossOf(experiment, noisesOf()[1]!, true), 5);
  });
});

/** By the discriminator as it is, in training or inference mode. */
const gLossOf = (experiment: Experiment, noise: tf.Tensor, training: boolean): number => {
  const { generator, discriminator } = modelsOf(experiment);
  return meanOf(judged(discriminator, generator.predict(noise) as tf.Tensor, training).map((p) => -Math.log(p)));
};

describe('the discriminator’s batch normalization', () => {
  /** Mean over the batch and the pixels, one channel. */
  const meanPixel = (images: tf.Tensor): number => images.mean().dataSync()[0]!;

  test('moves its averages by the generated and the real batch of its own phase, and not in the generator’s', () => {
    for (const frozenStatistics of ['batch', 'movingAverages'] as const) {
      const normalization = normalized();
      const experiment = make({ discriminator: discriminatorOf(normalization), frozenStatistics });
      const batch = batchOf();
      const noises = noisesOf();
      const generated = modelsOf(experiment).generator.predict(noises[0]!) as tf.Tensor;
      oneStep(experiment, batch, noises);
      const [, , movingMean] = normalization.getWeights();
      const after = [generated, batch.images].reduce(
        (average, images) => MOMENTUM * average + (1 - MOMENTUM) * meanPixel(images),
        0,
      );
      expect(movingMean!.dataSync()[0]).toBeCloseTo(after, 5);
    }
  });

  test('goes by the batch in the generator’s phase, or by its averages where that is asked for', () => {
    for (const [frozenStatistics, training] of [
      [undefined, true],
      ['batch', true],
      ['movingAverages', false],
    ] as const) {
      const experiment = make({
        discriminator: discriminatorOf(normalized()),
        ...(frozenStatistics && { frozenStatistics }),
      });
      const noises = noisesOf();
      const { scalars } = oneStep(experiment, batchOf(), noises);
      expect(scalars['gLoss']).toBeCloseTo(gLossOf(experiment, noises[1]!, training), 5);
      // The two differ, or the test would say nothing.
      const other = gLossOf(experiment, noises[1]!, !training);
      expect(Math.abs(other - scalars['gLoss']!)).toBeGreaterThan(1e-3);
    }
  });

  test('by its averages still leaves dropout at work', () => {
    const discriminator = discriminatorOf(normalized(), dropout({ rate: 0.5 }));
    const experiment = make({ discriminator, frozenStatistics: 'movingAverages' });
    const noises = noisesOf();
    const { scalars } = oneStep(experiment, batchOf(), noises);
    expect(Math.abs(scalars['gLoss']! - gLossOf(experiment, noises[1]!, false))).toBeGreaterThan(1e-4);
  });

  test('makes a training of many steps leave no tensor behind', async () => {
    const { step } = await build(() => make({ discriminator: discriminatorOf(normalized()) }));
    step.run();
    const before = tf.memory().numTensors;
    for (let i = 0; i < 3; i++) step.run();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('each model may have an optimizer of its own kind', () => {
  const optimizer = { generator: () => tf.train.adam(0.0002, 0.5), discriminator: () => tf.train.sgd(0.1) };
  const { optimizers } = make({ optimizer });
  expect(optimizers['generator']?.optimizer).toBeInstanceOf(tf.AdamOptimizer);
  expect(optimizers['discriminator']?.optimizer).toBeInstanceOf(tf.SGDOptimizer);
  const half = { generator: optimizer.generator } as unknown as typeof optimizer;
  expect(() => make({ optimizer: half })).toThrow(/optimizer of discriminator expected a function/);
});

test('a generator in training mode is what both phases see', () => {
  const normalization = normalized();
  const experiment = make({ generator: generatorOf(normalization) });
  const noises = noisesOf();
  oneStep(experiment, batchOf(), noises);
  const [, , movingMean] = normalization.getWeights();
  // Two batches of its own have moved the average from 0: once in each phase.
  const raw = tf.sequential({ layers: modelsOf(experiment).generator.layers.slice(0, 2) });
  const after = noises.reduce(
    (average, noise) => MOMENTUM * average + (1 - MOMENTUM) * (raw.predict(noise) as tf.Tensor).mean().dataSync()[0]!,
    0,
  );
  expect(movingMean!.dataSync()[0]).toBeCloseTo(after, 5);
});
