/** What conditionalGan() checks, that a step is what it says, by a second computation in plain numbers, and what its wall asks for. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { conditionalGan, type ConditionalGanOptions } from '../../../src/authoring/conditional-gan';
import { datasets } from '../../../src/authoring/datasets';
import type { Batch, Experiment, PictureContext } from '../../../src/authoring/experiment';
import { startPlainEngine } from '../training/in-process';
import { oneStep } from './one-step';
import { mistakeOf } from './mistake-of';

beforeAll(startPlainEngine);

const CODINGS = 3;
const { concatenate, dense, flatten, reshape } = tf.layers;
const joined = (parts: tf.SymbolicTensor[], units: number, name: string, activation: 'sigmoid' | 'tanh' = 'sigmoid') =>
  dense({ units, activation, name }).apply(concatenate().apply(parts)) as tf.SymbolicTensor;

interface GeneratorChoice {
  readonly side?: number;
  /** Of its second input. */
  readonly shape?: number[];
  readonly last?: 'sigmoid' | 'tanh';
}

function generatorOf({ side = 28, shape = [10], last = 'sigmoid' }: GeneratorChoice = {}) {
  const [random, asked] = [tf.input({ shape: [CODINGS] }), tf.input({ shape })];
  const flatAsked = shape.length > 1 ? (flatten().apply(asked) as tf.SymbolicTensor) : asked;
  const pixels = joined([random, flatAsked], side * side, 'pixels', last);
  const outputs = reshape({ targetShape: [side, side, 1], name: 'images' }).apply(pixels) as tf.SymbolicTensor;
  return tf.model({ inputs: [random, asked], outputs });
}

function discriminatorOf({ classes = 10, units = 1 } = {}) {
  const [images, told] = [tf.input({ shape: [28, 28, 1] }), tf.input({ shape: [classes] })];
  const outputs = joined([flatten().apply(images) as tf.SymbolicTensor, told], units, 'verdict');
  return tf.model({ inputs: [images, told], outputs });
}

const optimizer = () => tf.train.sgd(0.1);
const make = (change: Partial<Record<keyof ConditionalGanOptions, unknown>> = {}): Experiment =>
  conditionalGan({
    dataset: datasets.glyphs(),
    generator: generatorOf(),
    discriminator: discriminatorOf(),
    codings: CODINGS,
    optimizer,
    ...change,
  } as ConditionalGanOptions);

const glyphs = { shape: [28, 28, 1], classCount: 10, range: [0, 1] } as const;

describe('conditionalGan() says what is wrong with', () => {
  const plain = () => tf.sequential({ layers: [dense({ units: 784, inputShape: [CODINGS] })] });
  test.each<[string, () => Partial<Record<keyof ConditionalGanOptions, unknown>>, RegExp, string?]>([
    ['a missing generator', () => ({ generator: undefined }), /The generator expected a model .* got nothing/],
    [
      'a generator that is told no class',
      () => ({ generator: plain() }),
      /The generator of conditionalGan\(\) expected 2 inputs \(codings, class\), and takes 1/,
      'Dense',
    ],
    [
      'a discriminator that is told no class',
      () => ({
        discriminator: tf.sequential({ layers: [flatten({ inputShape: [28, 28, 1] }), dense({ units: 1 })] }),
      }),
      /The discriminator of conditionalGan\(\) expected 2 inputs \(images, class\), and takes 1/,
      'Flatten',
    ],
    [
      'codings of another length',
      () => ({ codings: 5 }),
      /input is not a vector of `codings`: expected \[batch, 5\], got \[batch, 3\]/,
      'Reshape',
    ],
    [
      'a class that is an image',
      () => ({ generator: generatorOf({ shape: [5, 2] }) }),
      /The generator's second input expected \[batch, classes\], a number for each class, and is \[batch, 5, 2\]/,
      'InputLayer',
    ],
    [
      'two numbers of classes',
      () => ({ discriminator: discriminatorOf({ classes: 7 }) }),
      /The discriminator's second input expected 10 classes, as many as the generator's, and takes 7/,
      'InputLayer',
    ],
    [
      'images that do not fit',
      () => ({ generator: generatorOf({ side: 20 }) }),
      /fit the discriminator's input: expected \[batch, 28, 28, 1\], got \[batch, 20, 20, 1\]/,
      'Reshape',
    ],
    ['two verdicts', () => ({ discriminator: discriminatorOf({ units: 2 }) }), /one probability an image/, 'Dense'],
    [
      'labels that say nothing',
      () => ({ labelSmoothing: 0.5 }),
      /labelSmoothing expected a number from 0 to below 0.5/,
    ],
    ['a mismatch of another kind', () => ({ mismatched: 'yes' }), /mismatched expected true or false, and got "yes"/],
    ['a meeting of another kind', () => ({ meeting: 'both' }), /meeting expected 'mixed' or 'apart', and got "both"/],
  ])('%s', (_what, change, message, layer) => {
    const mistake = mistakeOf(() => make(change()));
    expect(mistake.message).toMatch(message);
    expect(mistake.remedy).toMatch(/^[A-Z].*\.$/);
    expect(mistake.layer?.getClassName()).toBe(layer);
  });

  test.each<[string, number, RegExp]>([
    ['data without labels', 0, /conditionalGan\(\) expected data of at least 2 classes, and got none: its samples/],
    ['data of one class', 1, /at least 2 classes, and got 1/],
    [
      'data of other classes',
      26,
      /The model's second input expected 26 numbers, one for each class of the data, and takes 10/,
    ],
  ])('%s', (_what, classCount, message) => {
    const mistake = mistakeOf(() => make().checkData({ ...glyphs, classCount }));
    expect(mistake.message).toMatch(message);
    expect(mistake.remedy).toMatch(/^[A-Z].*\.$/);
  });

  test('images of another shape or range than the data’s', () => {
    expect(mistakeOf(() => make().checkData({ ...glyphs, shape: [32, 32, 1] })).message).toMatch(/shape of the data/);
    const ofTanh = make({ generator: generatorOf({ last: 'tanh' }) });
    const mistake = mistakeOf(() => ofTanh.checkData(glyphs));
    expect(mistake.message).toMatch(/'tanh', which gives numbers from -1 to 1, and the data lie from 0 to 1/);
    expect(mistake.layer?.name).toBe('pixels');
    expect(() => ofTanh.checkData({ ...glyphs, range: [-1, 1] })).not.toThrow();
  });
});

test('data that fit are taken', () => expect(() => make().checkData(glyphs)).not.toThrow());

/** Numbers in and out as float64, rows first. */
type Rows = readonly (readonly number[])[];
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
/** One dense layer with a sigmoid: inputs × [inputs, units] + [units]. */
const forward = (rows: Rows, kernel: Float32Array, bias: Float32Array): number[][] =>
  rows.map((row) =>
    Array.from(bias, (own, unit) =>
      sigmoid(row.reduce((sum, value, i) => sum + value * kernel[i * bias.length + unit]!, own)),
    ),
  );
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);

test('a step has the losses, beliefs and gradients that plain numbers give for it', () => {
  const experiment = make();
  const { generator, discriminator } = experiment.models as Record<'generator' | 'discriminator', tf.LayersModel>;
  const classes = [7, 0, 7];
  const size = classes.length;
  const noises = [1, 2].map((seed) => tf.randomNormal([size, CODINGS], 0, 1, 'float32', seed));
  const images = tf.randomUniform([size, 28, 28, 1], 0, 1, 'float32', 3);
  const batch: Batch = { images, labels: tf.tensor1d(classes, 'int32'), size };
  const step = oneStep(experiment, batch, noises);

  const oneHot = classes.map((one) => Array.from({ length: 10 }, (_, index) => (index === one ? 1 : 0)));
  const weightsOf = (model: tf.LayersModel) => model.getWeights().map((weight) => weight.dataSync<'float32'>());
  const [gKernel, gBias] = weightsOf(generator) as [Float32Array, Float32Array];
  const [dKernel, dBias] = weightsOf(discriminator) as [Float32Array, Float32Array];
  const rowsOf = (tensor: tf.Tensor, width: number): number[][] => {
    const values = [...tensor.dataSync()];
    return Array.from({ length: size }, (_, row) => values.slice(row * width, (row + 1) * width));
  };
  const withClass = (rows: Rows) => rows.map((row, i) => [...row, ...oneHot[i]!]);
  const generate = (noise: tf.Tensor) => forward(withClass(rowsOf(noise, CODINGS)), gKernel, gBias);

  const judged = [...withClass(generate(noises[0]!)), ...withClass(rowsOf(images, 784))];
  const probabilities = forward(judged, dKernel, dBias).map(([p = NaN]) => p);
  const labels = judged.map((_, i) => (i < size ? 0 : 1));
  const losses = probabilities.map((p, i) => -Math.log(labels[i] === 1 ? p : 1 - p));
  expect(step.scalars['dLoss']).toBeCloseTo(meanOf(losses), 5);
  expect(step.beliefs['generated']).toEqual(probabilities.slice(0, size).map((p) => expect.closeTo(p, 5) as number));
  expect(step.beliefs['real']).toEqual(probabilities.slice(size).map((p) => expect.closeTo(p, 5) as number));
  // Of a sigmoid under cross-entropy the gradient is the mean of (probability − label) × input.
  const dGradient = judged[0]!.map((_, input) =>
    meanOf(judged.map((row, i) => (probabilities[i]! - labels[i]!) * row[input]!)),
  );
  expectNear(step.gradients['discriminator']![0]!, dGradient);

  const fakes = generate(noises[1]!);
  const verdicts = forward(withClass(fakes), dKernel, dBias).map(([p = NaN]) => p);
  expect(step.scalars['gLoss']).toBeCloseTo(meanOf(verdicts.map((p) => -Math.log(p))), 5);
  const inputs = withClass(rowsOf(noises[1]!, CODINGS));
  const gGradient = inputs[0]!.flatMap((_, input) =>
    Array.from({ length: 784 }, (__, pixel) =>
      meanOf(
        fakes.map((image, i) => {
          const x = image[pixel]!;
          return (verdicts[i]! - 1) * dKernel[pixel]! * x * (1 - x) * inputs[i]![input]!;
        }),
      ),
    ),
  );
  expectNear(step.gradients['generator']![0]!, gGradient);
});

/** float32 sums of 800 products against float64. */
function expectNear(got: Float32Array, expected: readonly number[]): void {
  expect(got.length).toBe(expected.length);
  const apart = Math.max(...expected.map((value, i) => Math.abs(value - got[i]!)));
  expect(apart).toBeLessThan(1e-6);
  expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-3);
}

test('its wall asks each coding for each class: a row a coding, a column a class', () => {
  // A generator that draws its class alone: all pixels are c / 10 for class c.
  const generator = generatorOf();
  generator.setWeights([
    tf.tidy(() =>
      tf.concat([
        tf.zeros([CODINGS, 784]),
        tf.tile(tf.tensor2d(Array.from({ length: 10 }, (_, c) => [Math.log((c + 1) / (10 - c))])), [1, 784]),
      ]),
    ),
    tf.zeros([784]),
  ]);
  const [picture] = make({ generator }).pictures;
  expect(picture).toMatchObject({ columns: 10, rows: 8, columnsAreClasses: true });
  const context = {
    fixedNormal: (shape: number[]) => tf.randomNormal(shape, 0, 1, 'float32', 5),
  } as unknown as PictureContext;
  const tiles = tf.tidy(() => picture!.draw(context));
  expect(tiles.shape).toEqual([80, 28, 28, 1]);
  const firstPixels = Array.from({ length: 80 }, (_, tile) => tiles.dataSync()[tile * 784]!);
  const shown = Array.from({ length: 80 }, (_, tile) => ((tile % 10) + 1) / 11);
  expect(firstPixels).toEqual(shown.map((value) => expect.closeTo(value, 5) as number));
});

test('mismatched shows real images beside another class, to be taken for generated, at half the weight', () => {
  const experiment = make({ mismatched: true });
  const { discriminator } = experiment.models as Record<'discriminator', tf.LayersModel>;
  const size = 4;
  const classes = [0, 3, 9, 9];
  const images = tf.randomUniform([size, 28, 28, 1], 0, 1, 'float32', 3);
  // Where chance is largest for the own class, the second largest counts: 3 → 5, and 9 → 2.
  const chances = tf.tensor2d(
    [
      [4, 0.6],
      [3, 0.9, 5, 0.8],
      [0, 0.7],
      [9, 0.9, 2, 0.3],
    ].map((row) => Array.from({ length: 10 }, (_, own) => (row[0] === own ? row[1]! : row[2] === own ? row[3]! : 0.1))),
  );
  const wrong = [4, 5, 0, 2];
  const normals = [1, 2].map((seed) => tf.randomNormal([size, CODINGS], 0, 1, 'float32', seed));
  const { scalars, beliefs } = oneStep(experiment, { images, labels: tf.tensor1d(classes, 'int32'), size }, [
    chances,
    ...normals,
  ]);
  const oneHot = tf.tensor2d(wrong.map((one) => Array.from({ length: 10 }, (_, own) => (own === one ? 1 : 0))));
  const ofWrong = [...(discriminator.predict([images, oneHot]) as tf.Tensor).dataSync()];
  const cross = (values: readonly number[], isReal: boolean) =>
    meanOf(values.map((p) => -Math.log(isReal ? p : 1 - p)));
  const fake = (cross(beliefs['generated']!, false) + cross(ofWrong, false)) / 2;
  expect(scalars['dLoss']).toBeCloseTo((cross(beliefs['real']!, true) + fake) / 2, 5);
});
