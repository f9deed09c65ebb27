/** What an experiment may say: every mistake gets a sentence with expected, got and remedy, and points at its layer. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { autoencoder, type AutoencoderOptions } from '../../../src/authoring/autoencoder';
import { datasets } from '../../../src/authoring/datasets';
import { experiment, type ExperimentOptions, isExperiment } from '../../../src/authoring/experiment';
import { gan, type GanOptions } from '../../../src/authoring/gan';
import { binaryCrossentropy, meanSquaredError } from '../../../src/authoring/losses';
import { tinyAutoencoder, tinyGan, tinyOwnStep } from '../training/tiny-experiments';
import { mistakeOf } from './mistake-of';

const { dense, flatten, reshape } = tf.layers;
const optimizer = () => tf.train.sgd(0.1);
const generator = (codings = 4, size = 784) =>
  tf.sequential({
    layers: [
      dense({ units: size, inputShape: [codings] }),
      reshape({ targetShape: [28, size / 28, 1], name: 'images' }),
    ],
  });
const discriminator = (units = 1) =>
  tf.sequential({
    layers: [flatten({ inputShape: [28, 28, 1] }), dense({ units, name: 'verdict', activation: 'sigmoid' })],
  });
const good: GanOptions = {
  dataset: datasets.glyphs(),
  generator: generator(),
  discriminator: discriminator(),
  codings: 4,
  optimizer,
};

describe('gan() says what is wrong with', () => {
  test.each<[string, Partial<Record<keyof GanOptions, unknown>>, RegExp, string?]>([
    ['a missing generator', { generator: undefined }, /The generator expected a model .* got nothing/],
    ['a layer in place of a model', { discriminator: dense({ units: 1 }) }, /The discriminator expected a model/],
    [
      'a model without layers',
      { generator: tf.sequential() },
      /The generator expected at least one layer and has none/,
    ],
    [
      'codings of another length',
      { codings: 5 },
      /input is not a vector of `codings`: expected \[batch, 5\], got \[batch, 4\]/,
      'images',
    ],
    [
      "images that don't fit",
      { generator: generator(4, 756) },
      /expected \[batch, 28, 28, 1\], got \[batch, 28, 27, 1\]/,
      'images',
    ],
    [
      'two verdicts',
      { discriminator: discriminator(2) },
      /one probability an image: expected \[batch, 1\], got \[batch, 2\]/,
      'verdict',
    ],
    ['an unknown loss', { loss: 'hinge' }, /loss expected 'binaryCrossentropy', and got "hinge"/],
    [
      'a shared optimizer',
      { optimizer: tf.train.sgd(0.1) },
      /expected a function that makes one, and got an object \(SGDOptimizer\)/,
    ],
    ['a factory of something else', { optimizer: () => 0.1 }, /to return an optimizer, and got 0.1/],
    ['a batch of nothing', { batchSize: 0 }, /batchSize expected a whole number of at least 1, and got 0/],
    ['half an epoch', { epochs: 0.5 }, /epochs expected a whole number/],
    ['a negative seed', { seed: -1 }, /seed expected a whole number of at least 0/],
    ['no data', { dataset: undefined }, /dataset expected one of Gibbon's data sets, and got nothing/],
  ])('%s', (_what, change, message, layer) => {
    const mistake = mistakeOf(() => gan({ ...good, ...change } as GanOptions));
    expect(mistake.message).toMatch(message);
    expect(mistake.remedy).toMatch(/^[A-Z].*\.$/);
    expect(mistake.layer?.name).toBe(layer);
  });

  test('data of another shape', () => {
    expect(mistakeOf(() => gan(good).checkData({ shape: [32, 32, 3], classCount: 10, range: [0, 1] })).message).toMatch(
      /shape of the data: expected \[batch, 32, 32, 3\], got \[batch, 28, 28, 1\]/,
    );
  });
});

test.each<[string, Partial<Record<keyof AutoencoderOptions, unknown>>, RegExp]>([
  ['codings that do not fit', { decoder: generator(5) }, /expected \[batch, 5\], got \[batch, 4\]/],
  [
    'a decoder of another image',
    { decoder: generator(4, 756) },
    /give back the encoder's input shape: expected \[batch, 28, 28, 1\]/,
  ],
  ['an unknown loss', { loss: 'mae' }, /loss expected 'binaryCrossentropy' or 'meanSquaredError', and got "mae"/],
])('autoencoder() says what is wrong with %s', (_what, change, message) => {
  const encoder = tf.sequential({ layers: [flatten({ inputShape: [28, 28, 1] }), dense({ units: 4 })] });
  const options = {
    dataset: datasets.glyphs(),
    encoder,
    decoder: generator(4),
    optimizer,
    ...change,
  } as AutoencoderOptions;
  expect(mistakeOf(() => autoencoder(options)).message).toMatch(message);
});

test.each<[string, Partial<Record<keyof ExperimentOptions, unknown>>, RegExp]>([
  ['no models', { models: {} }, /expected `models`/],
  ['no step', { step: undefined }, /expected `step`/],
  ['no optimizers', { optimizers: {} }, /expected `optimizers`/],
  ['a class for no model', { conditional: ['judge'] }, /conditional expected names of the models model, and got judge/],
  [
    'a class for a model that takes none',
    { conditional: ['model'] },
    /The model expected 2 inputs, of which the second is the class, and takes 1/,
  ],
  [
    'an optimizer of no model',
    { optimizers: { critic: optimizer } },
    /expected to train one of the models model, and got critic/,
  ],
])('experiment() says what is wrong with %s', (_what, change, message) => {
  const options = {
    models: { model: discriminator() },
    optimizers: { model: optimizer },
    dataset: datasets.glyphs(),
    step: () => ({}),
    ...change,
  } as ExperimentOptions;
  expect(mistakeOf(() => experiment(options)).message).toMatch(message);
});

test('an experiment is told from everything else', () => {
  for (const make of [tinyGan, tinyAutoencoder, tinyOwnStep]) expect(isExperiment(make())).toBe(true);
  for (const other of [undefined, null, 3, {}, tf.sequential]) expect(isExperiment(other)).toBe(false);
});

describe('losses agree with Keras', () => {
  // keras.losses.BinaryCrossentropy()([0, 1, 0.5, 1], [0, 1, 0.25, 0]) and MeanSquaredError(), Keras 3, float32;
  // worked out by hand too: the clip at 1e-7 bounds each term at 16.118.
  test('binary cross-entropy, clipped', () => {
    const loss = binaryCrossentropy(tf.tensor1d([0, 1, 0.5, 1]), tf.tensor1d([0, 1, 0.25, 0])).dataSync()[0]!;
    const half = -(0.5 * Math.log(0.25) + 0.5 * Math.log(0.75));
    expect(loss).toBeCloseTo((half - Math.log(1e-7)) / 4, 3);
  });
  test('mean squared error', () => {
    expect(meanSquaredError(tf.tensor1d([0, 1]), tf.tensor1d([0.5, 1])).dataSync()[0]).toBe(0.125);
  });
});
