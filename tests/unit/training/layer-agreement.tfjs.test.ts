/**
 * What the lecture's systems need of tfjs' layers, one by one: each trains compiled, without a note, with the gradients of its
 * kernels one by one and of TensorFlow where that is set up.
 */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasets } from '../../../src/authoring/datasets';
import { experiment } from '../../../src/authoring/experiment';
import type { Engine } from '../../../src/engine/engine';
import { installRandomness } from '../../../src/loading/tfjs-randomness';
import { startOnnx, startReferences } from '../engine/engines';
import { expectEqualGradients } from './compiled-gradients';
import { randomness } from './in-process';

let engine: Engine;
let references: readonly string[];
beforeAll(async () => {
  engine = await startOnnx();
  references = await startReferences();
  installRandomness(randomness);
});
afterAll(() => engine.dispose());

const STEPS = 3;
/**
 * Of the norm of a gradient, between two orders of summing. A bias' gradient is a sum of up to 23,000 numbers of one sign here:
 * in float32, one after the other, such a sum is off by up to 2⁻²⁴ for each of them. The largest seen is 1.2e-4.
 */
const SUM_TOLERANCE = 5e-4;
const image = [28, 28, 1];
const { dense, flatten, reshape, conv2d, conv2dTranspose, maxPooling2d, upSampling2d, lstm, ...rest } = tf.layers;
const { repeatVector, timeDistributed, gaussianNoise, dropout, batchNormalization } = rest;

type Layers = () => tf.layers.Layer[];
const recurrent = { recurrentInitializer: 'glorotUniform' } as const;
const rows: Layers = () => [reshape({ targetShape: [28, 28], inputShape: image })];
const edges: Layers = () => [
  conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'selu', inputShape: image }),
];

/** From images to anything. */
const cases: Readonly<Record<string, Layers>> = {
  'dense with SELU': () => [flatten({ inputShape: image }), dense({ units: 8, activation: 'selu' })],
  'convolution, stride 2, same': () => [
    conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'selu', inputShape: image }),
  ],
  'convolution, stride 2, valid': () => [
    conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'valid', inputShape: image }),
  ],
  'max pooling': () => [...edges(), maxPooling2d({ poolSize: 2 })],
  'max pooling, same, stride 1': () => [...edges(), maxPooling2d({ poolSize: 3, strides: 1, padding: 'same' })],
  'transposed convolution, stride 2, same': () => [
    ...edges(),
    conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'selu' }),
  ],
  'transposed convolution, stride 2, valid': () => [
    ...edges(),
    conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'valid' }),
  ],
  'upsampling, nearest': () => [...edges(), upSampling2d({ size: [2, 2] }), conv2d({ filters: 2, kernelSize: 3 })],
  'upsampling, bilinear': () => [
    ...edges(),
    upSampling2d({ size: [2, 2], interpolation: 'bilinear' }),
    conv2d({ filters: 2, kernelSize: 3 }),
  ],
  'LSTM that gives sequences': () => [...rows(), lstm({ units: 5, returnSequences: true, ...recurrent })],
  'LSTM, repeated vector, LSTM, dense over time': () => [
    ...rows(),
    lstm({ units: 5, ...recurrent }),
    repeatVector({ n: 28 }),
    lstm({ units: 5, returnSequences: true, ...recurrent }),
    timeDistributed({ layer: dense({ units: 6, activation: 'sigmoid' }) }),
  ],
  'Gaussian noise': () => [
    flatten({ inputShape: image }),
    dense({ units: 16, activation: 'selu' }),
    gaussianNoise({ stddev: 15 }),
    dense({ units: 8, activation: 'sigmoid' }),
  ],
  dropout: () => [flatten({ inputShape: image }), dropout({ rate: 0.5 }), dense({ units: 8 })],
  'batch normalization after a dense layer': () => [
    flatten({ inputShape: image }),
    dense({ units: 8 }),
    batchNormalization(),
  ],
  // After a convolution, what it undoes of a bias is nothing but rounding; this is the DCGAN's way.
  'batch normalization of channels': () => [
    flatten({ inputShape: image }),
    dense({ units: 7 * 7 * 4 }),
    reshape({ targetShape: [7, 7, 4] }),
    batchNormalization(),
    conv2d({ filters: 2, kernelSize: 3, activation: 'selu' }),
  ],
};
/** tfjs' cpu backend computes a wrong gradient for them, so that only TensorFlow is a reference. */
const WRONG_ON_CPU = /^max pooling|^upsampling, nearest/;

describe.each(Object.entries(cases))('%s', (name, layers) => {
  const make = () => {
    const model = tf.sequential({ layers: layers() });
    return experiment({
      models: { model },
      optimizers: { model: () => tf.train.sgd(0.1) },
      dataset: datasets.glyphs({ count: 20 }),
      batchSize: 8,
      step: ({ batch, update }) => ({
        loss: update('model', () => {
          const outputs = model.apply(batch.images, { training: true }) as tf.Tensor;
          // Of no symmetry that a normalization could undo.
          return tf.mean(tf.square(tf.sub(tf.tanh(outputs), 0.3)));
        }),
      }),
    });
  };

  test('trains compiled, with the gradients of its kernels and of a reference', async () => {
    const oracles = ['onnx', references.at(-1)!].filter((oracle) => oracle !== 'cpu' || !WRONG_ON_CPU.test(name));
    expect(await expectEqualGradients(make, { engine, oracles, to: STEPS, tolerance: SUM_TOLERANCE })).toEqual([]);
    expect(engine.detail).toMatch(/compiled/);
  });
});

test('Gaussian noise is drawn from the noise of the run, and only in training', async () => {
  await tf.setBackend('onnx');
  const layer = gaussianNoise({ stddev: 1 });
  const valuesOf = (training: boolean) => [...(layer.apply(tf.zeros([2, 3]), { training }) as tf.Tensor).dataSync()];
  const before = randomness.current.save();
  const first = valuesOf(true);
  expect(valuesOf(true)).not.toEqual(first);
  randomness.current.restore(before);
  expect(valuesOf(true)).toEqual(first);
  expect(valuesOf(false)).toEqual([0, 0, 0, 0, 0, 0]);
});
