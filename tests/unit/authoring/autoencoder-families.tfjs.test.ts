/** What the families of autoencoders minimise and report, against plain computations; and what they say of mistakes. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { autoencoder } from '../../../src/authoring/autoencoder';
import { corruptions } from '../../../src/authoring/corruptions';
import { datasets } from '../../../src/authoring/datasets';
import type { Experiment, LookContext, Noise } from '../../../src/authoring/experiment';
import { ExperimentError } from '../../../src/authoring/experiment-error';
import { greedy } from '../../../src/authoring/greedy';
import { pretraining } from '../../../src/authoring/pretraining';
import { sparsityPenalty } from '../../../src/authoring/sparsity';
import { vae } from '../../../src/authoring/vae';

const { dense } = tf.layers;
const optimizer = () => tf.train.sgd(0.1);
const dataset = datasets.glyphs();
const model = (inputs: number, units: number, activation: 'linear' | 'sigmoid' | 'softmax' = 'linear') =>
  tf.sequential({ layers: [dense({ units, activation, inputShape: [inputs] })] });

/** Numbers from 0 up, so that what is made of them can be computed by hand. */
const counting: Noise = {
  normal: (shape, mean = 0, std = 1) =>
    tf.tensor(
      Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => mean + std * ((i % 5) - 2)),
      shape,
    ),
  uniform: (shape) =>
    tf.tensor(
      Array.from({ length: tf.util.sizeFromShape(shape) }, (_, i) => (i % 10) / 10),
      shape,
    ),
};
const look = (stage = ''): LookContext => ({ ...counting, stage });
const batchOf = (values: number[][], labels = values.map(() => 0)) => ({
  images: tf.tensor2d(values),
  labels: tf.tensor1d(labels, 'int32'),
  size: values.length,
});

/** One step without its update. */
function stepOf(experiment: Experiment, batch: ReturnType<typeof batchOf>, stage = ''): Record<string, number> {
  const seen = experiment.step({
    step: 0,
    epoch: 0,
    stage,
    batch,
    state: {},
    ...counting,
    update: (_phase, loss) => loss() as tf.Scalar,
    believe: () => undefined,
  });
  return Object.fromEntries(
    Object.entries(seen).map(([name, value]) => [name, typeof value === 'number' ? value : value.dataSync()[0]!]),
  );
}
const numbersOf = (seen: Readonly<Record<string, tf.Scalar>> | undefined): Record<string, number> =>
  Object.fromEntries(Object.entries(seen ?? {}).map(([name, value]) => [name, value.dataSync()[0]!]));

const product = (a: number[][], b: number[][]): number[][] =>
  a.map((row) => b[0]!.map((_, column) => row.reduce((sum, value, k) => sum + value * b[k]![column]!, 0)));
const mse = (a: number[][], b: number[][]): number => {
  const squares = a.flatMap((row, i) => row.map((value, j) => (value - b[i]![j]!) ** 2));
  return squares.reduce((sum, value) => sum + value, 0) / squares.length;
};
const kernelOf = (of: tf.LayersModel): number[][] => of.getWeights()[0]!.arraySync() as number[][];

const IMAGES = [
  [0.1, 0.9, 0.3],
  [0.7, 0.2, 0.5],
];

describe('the variational autoencoder', () => {
  const input = tf.input({ shape: [3] });
  const [mean, logVariance] = [dense({ units: 2 }), dense({ units: 2 })];
  const encoder = tf.model({
    inputs: input,
    outputs: [mean.apply(input), logVariance.apply(input)] as tf.SymbolicTensor[],
  });
  const decoder = model(2, 3);
  const made = vae({ dataset, encoder, decoder, optimizer, beta: 2 });

  test('minimises the reconstruction error plus beta times the divergence per pixel', () => {
    const { loss, reconstructionLoss, klLoss } = stepOf(made, batchOf(IMAGES));
    const kernel = (of: tf.layers.Layer) => of.getWeights()[0]!.arraySync() as number[][];
    const [mu, lv] = [product(IMAGES, kernel(mean)), product(IMAGES, kernel(logVariance))];
    const divergence = mu.flatMap((row, i) =>
      row.map((m, j) => -0.5 * (1 + lv[i]![j]! - Math.exp(lv[i]![j]!) - m * m)),
    );
    const kl = divergence.reduce((sum, term) => sum + term, 0) / 2;
    const z = mu.map((row, i) => row.map((m, j) => m + Math.exp(lv[i]![j]! / 2) * (((2 * i + j) % 5) - 2)));
    const error = mse(product(z, kernelOf(decoder)), IMAGES);
    expect(klLoss).toBeCloseTo(kl, 5);
    expect(reconstructionLoss).toBeCloseTo(error, 5);
    expect(loss).toBeCloseTo(error + (2 * kl) / 3, 5);
  });

  test('reports the error of the mean codings beside its loss', () => {
    const { valMse, valLoss } = numbersOf(made.evaluate?.(batchOf(IMAGES), look()));
    const mu = product(IMAGES, mean.getWeights()[0]!.arraySync() as number[][]);
    expect(valMse).toBeCloseTo(mse(product(mu, kernelOf(decoder)), IMAGES), 5);
    expect(valLoss).toBeCloseTo(stepOf(made, batchOf(IMAGES))['loss']!, 5);
  });
});

describe('corruptions', () => {
  const ones = tf.ones([1, 20]);
  const of = (tensor: tf.Tensor) => [...tensor.dataSync()];

  test('Gaussian noise is added', () => {
    expect(of(corruptions.gaussian(0.5).apply(ones, counting)).slice(0, 5)).toEqual([0, 0.5, 1, 1.5, 2]);
  });

  test('dropout takes its share, and keeps the mean', () => {
    const kept = of(corruptions.dropout(0.5).apply(ones, counting));
    expect(kept.filter((value) => value === 0)).toHaveLength(10);
    expect(kept.reduce((sum, value) => sum + value, 0)).toBe(20);
  });

  test('salt and pepper fall in equal shares', () => {
    const grey = of(corruptions.saltAndPepper(0.4).apply(tf.fill([1, 20], 0.5), counting));
    expect([0, 1, 0.5].map((value) => grey.filter((one) => one === value).length)).toEqual([4, 4, 12]);
  });

  test.each([
    ['gaussian', 0],
    ['dropout', 1],
    ['saltAndPepper', -0.1],
  ] as const)('%s of %d is refused', (kind, value) => {
    expect(() => corruptions[kind](value)).toThrow(new RegExp(`corruptions.${kind} expected .* and got ${value}`));
  });

  test('the target is the clean image, and so is what is validated', () => {
    const [encoder, decoder] = [model(3, 2), model(2, 3)];
    const made = autoencoder({ dataset, encoder, decoder, optimizer, corrupt: corruptions.gaussian(1) });
    const through = (images: number[][]) => product(product(images, kernelOf(encoder)), kernelOf(decoder));
    const corrupted = IMAGES.map((row, i) => row.map((value, j) => value + (((3 * i + j) % 5) - 2)));
    expect(stepOf(made, batchOf(IMAGES))['loss']).toBeCloseTo(mse(through(corrupted), IMAGES), 4);
    const { valMse, valMseCorrupted } = numbersOf(made.evaluate?.(batchOf(IMAGES), look()));
    expect(valMse).toBeCloseTo(mse(through(IMAGES), IMAGES), 5);
    expect(valMseCorrupted).toBeCloseTo(mse(through(corrupted), IMAGES), 4);
  });
});

describe('sparsity', () => {
  const codings = tf.tensor2d([
    [0.2, 0.9],
    [0.4, 0.5],
  ]);

  test('L1 is the sum of sizes, a mean over the batch', () => {
    expect(sparsityPenalty({ kind: 'l1', weight: 0.5 }, codings).dataSync()[0]).toBeCloseTo((0.5 * 2) / 2, 6);
  });

  test('the divergence is that of two coins', () => {
    const divergence = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
    expect(sparsityPenalty({ kind: 'kl', weight: 0.05, target: 0.1 }, codings).dataSync()[0]).toBeCloseTo(
      0.05 * (divergence(0.1, 0.3) + divergence(0.1, 0.7)),
      6,
    );
  });

  test('a coding that is always or never active costs much, and no NaN', () => {
    const all = sparsityPenalty({ kind: 'kl', weight: 1, target: 0.1 }, tf.tensor2d([[0, 1]])).dataSync()[0]!;
    expect(all).toBeGreaterThan(10);
    expect(all).toBeLessThan(100);
  });
});

test('binary codings are told apart by how near to a bit they are, and decoded rounded', () => {
  const encoder = model(3, 2, 'sigmoid');
  encoder.setWeights([
    tf.tensor2d([
      [9, 0],
      [0, 9],
      [0, 0],
    ]),
    tf.tensor1d([-4.5, -4.5]),
  ]);
  const decoder = model(2, 3);
  const made = autoencoder({ dataset, encoder, decoder, optimizer, binary: true });
  const images = [[1, 0.5, 0]];
  const { bits, valMseBits } = numbersOf(made.evaluate?.(batchOf(images), look()));
  expect(bits).toBe(0.5);
  expect(valMseBits).toBeCloseTo(mse(product([[1, 0]], kernelOf(decoder)), images), 5);
});

describe('greedy training', () => {
  const floors = [
    { encoder: model(3, 4), decoder: model(4, 3) },
    { encoder: model(4, 2), decoder: model(2, 4) },
  ] as const;
  const made = greedy({ dataset, autoencoders: floors, optimizer, epochs: 2, fineTuning: 3 });
  const [outer, inner] = floors;
  const codings = product(IMAGES, kernelOf(outer.encoder));
  const deep = product(
    product(product(codings, kernelOf(inner.encoder)), kernelOf(inner.decoder)),
    kernelOf(outer.decoder),
  );

  test('has a stage for each autoencoder, and one for all of them', () => {
    expect(made.stages).toEqual([
      { name: 'autoencoder 1', epochs: 2 },
      { name: 'autoencoder 2', epochs: 2 },
      { name: 'fine-tuning', epochs: 3 },
    ]);
    expect(made.epochs).toBe(7);
    expect(made.optimizers['autoencoder 2']?.trains).toEqual(['encoder2', 'decoder2']);
    expect(made.optimizers['fine-tuning']?.trains).toEqual(['encoder1', 'decoder1', 'encoder2', 'decoder2']);
  });

  test('each stage gives back what it is given', () => {
    const lossIn = (stage: string) => stepOf(made, batchOf(IMAGES), stage)['loss'];
    expect(lossIn('autoencoder 1')).toBeCloseTo(mse(product(codings, kernelOf(outer.decoder)), IMAGES), 5);
    const innerBack = product(product(codings, kernelOf(inner.encoder)), kernelOf(inner.decoder));
    expect(lossIn('autoencoder 2')).toBeCloseTo(mse(innerBack, codings), 5);
    expect(lossIn('fine-tuning')).toBeCloseTo(mse(deep, IMAGES), 5);
  });

  test('is validated on images at the depth of its stage', () => {
    const validIn = (stage: string) => numbersOf(made.evaluate?.(batchOf(IMAGES), look(stage)))['valMse'];
    expect(validIn('autoencoder 1')).toBeCloseTo(mse(product(codings, kernelOf(outer.decoder)), IMAGES), 5);
    expect(validIn('autoencoder 2')).toBeCloseTo(mse(deep, IMAGES), 5);
  });
});

describe('pretraining', () => {
  const parts = () => ({ encoder: model(3, 2), head: model(2, 2, 'softmax') });
  const own = parts();
  const made = pretraining({ dataset, ...own, decoder: model(2, 3), fromScratch: parts(), labelled: 50, optimizer });

  test('first learns from all images, then from the classes of a few', () => {
    expect(made.stages).toEqual([
      { name: 'pretraining', epochs: 10 },
      { name: 'classifying', epochs: 20, images: 50 },
    ]);
    expect(Object.keys(stepOf(made, batchOf(IMAGES), 'pretraining'))).toEqual(['loss']);
  });

  test('the loss of a classifier is the cross-entropy, and its accuracy the share of images told right', () => {
    const logits = product(product(IMAGES, kernelOf(own.encoder)), kernelOf(own.head));
    const probabilities = logits.map((row) => {
      const sum = row.reduce((all, value) => all + Math.exp(value), 0);
      return row.map((value) => Math.exp(value) / sum);
    });
    const labels = [1, 0];
    const expected = -labels.reduce((sum, label, i) => sum + Math.log(probabilities[i]![label]!), 0) / 2;
    const { classifierLoss, scratchLoss } = stepOf(made, batchOf(IMAGES, labels), 'classifying');
    expect(classifierLoss).toBeCloseTo(expected, 5);
    expect(scratchLoss).not.toBeCloseTo(expected, 5);
    const right = labels.filter((label, i) => probabilities[i]!.indexOf(Math.max(...probabilities[i]!)) === label);
    const { valAccuracy } = numbersOf(made.evaluate?.(batchOf(IMAGES, labels), look('classifying')));
    expect(valAccuracy).toBeCloseTo(right.length / 2, 6);
  });
});

describe('mistakes are said', () => {
  const fine = { dataset, encoder: model(3, 2), decoder: model(2, 3), optimizer };
  const twice = model(2, 2, 'softmax');
  test.each<[string, () => unknown, RegExp]>([
    ['an encoder with one output', () => vae(fine), /expected two outputs of one shape.*it has \[batch, 2\]/],
    [
      'codings that do not fit',
      () => greedy({ ...fine, autoencoders: [fine, { encoder: model(5, 2), decoder: model(2, 5) }] }),
      /The codings of autoencoder 1 don't fit the encoder of autoencoder 2: expected \[batch, 5\], got \[batch, 2\]/,
    ],
    ['a single autoencoder', () => greedy({ ...fine, autoencoders: [fine] }), /two or more pairs/],
    [
      'twins that are one',
      () => pretraining({ ...fine, head: twice, fromScratch: { encoder: model(3, 2), head: twice }, labelled: 5 }),
      /are the pretrained ones themselves/,
    ],
    [
      'twins of another size',
      () =>
        pretraining({
          ...fine,
          head: twice,
          fromScratch: { encoder: model(3, 7), head: model(2, 2, 'softmax') },
          labelled: 5,
        }),
      /The encoder from scratch expected as many parameters as the pretrained one, 8, and has 28/,
    ],
    [
      'a sparsity without a target',
      () => autoencoder({ ...fine, sparsity: { kind: 'kl', weight: 0.05, target: 0 } }),
      /sparsity.target expected the wanted mean of a coding, above 0 and below 1, and got 0/,
    ],
  ])('%s', (_name, make, sentence) => {
    expect(make).toThrow(sentence);
    expect(make).toThrow(ExperimentError);
  });
});
