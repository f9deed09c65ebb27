/** The families of GANs, small in data, by the functions that experiments call. */
import * as tf from '@tensorflow/tfjs';
import { conditionalGan } from '../../src/authoring/conditional-gan';
import { datasets } from '../../src/authoring/datasets';
import { gan } from '../../src/authoring/gan';
import type { Make } from './make';

const {
  batchNormalization,
  concatenate,
  conv2d,
  conv2dTranspose,
  dense,
  flatten,
  leakyReLU,
  reLU,
  rescaling,
  reshape,
} = tf.layers;
const image = [28, 28, 1];
const adam = () => tf.train.adam(0.0002, 0.5) as tf.Optimizer;
const common = { dataset: datasets.glyphs({ count: 300 }), batchSize: 32 };
const scaled = (length: number, width: number): number => Math.round(length * width);
const convolution = { kernelSize: 4, strides: 2, padding: 'same' } as const;

/**
 * Row 14, by what the discriminator's batch normalization goes in the generator's phase. Without biases before it: their gradient is
 * rounding alone, which Adam makes whole steps of, and averages, other than the batch, don't take these away again.
 */
const convolutional =
  (frozenStatistics: 'batch' | 'movingAverages'): Make =>
  ({ width = 1, optimizer = adam } = {}) =>
    gan({
      ...common,
      generator: tf.sequential({
        layers: [
          dense({ units: 7 * 7 * scaled(64, width), inputShape: [20], useBias: false }),
          reshape({ targetShape: [7, 7, scaled(64, width)] }),
          batchNormalization(),
          reLU(),
          conv2dTranspose({ filters: scaled(32, width), ...convolution, useBias: false }),
          batchNormalization(),
          reLU(),
          conv2dTranspose({ filters: 1, ...convolution, activation: 'tanh' }),
          rescaling({ scale: 0.5, offset: 0.5 }),
        ],
      }),
      discriminator: tf.sequential({
        layers: [
          rescaling({ scale: 2, offset: -1, inputShape: image }),
          conv2d({ filters: scaled(32, width), ...convolution }),
          leakyReLU({ alpha: 0.2 }),
          conv2d({ filters: scaled(64, width), ...convolution, useBias: false }),
          batchNormalization(),
          leakyReLU({ alpha: 0.2 }),
          flatten(),
          dense({ units: 1, activation: 'sigmoid' }),
        ],
      }),
      codings: 20,
      frozenStatistics,
      labelSmoothing: 0.1,
      optimizer: { generator: optimizer, discriminator: optimizer },
    });

/** Row 15. */
const conditional: Make = ({ width = 1, optimizer = adam } = {}) => {
  const joined = (...parts: tf.SymbolicTensor[]) => concatenate().apply(parts) as tf.SymbolicTensor;
  const [random, asked] = [tf.input({ shape: [20] }), tf.input({ shape: [10] })];
  const hidden = batchNormalization().apply(
    dense({ units: scaled(100, width), activation: 'selu' }).apply(joined(random, asked)),
  );
  const pixels = dense({ units: 784, activation: 'sigmoid' }).apply(hidden);
  const [images, told] = [tf.input({ shape: image }), tf.input({ shape: [10] })];
  const judged = dense({ units: scaled(100, width), activation: 'selu' }).apply(
    joined(flatten().apply(images) as tf.SymbolicTensor, told),
  );
  return conditionalGan({
    ...common,
    generator: tf.model({
      inputs: [random, asked],
      outputs: reshape({ targetShape: image }).apply(pixels) as tf.SymbolicTensor,
    }),
    discriminator: tf.model({
      inputs: [images, told],
      outputs: dense({ units: 1, activation: 'sigmoid' }).apply(judged) as tf.SymbolicTensor,
    }),
    codings: 20,
    mismatched: true,
    optimizer,
  });
};

export const ganFamilies: Readonly<Record<string, Make>> = {
  'gan() with batch normalization': convolutional('batch'),
  'gan() with frozen averages': convolutional('movingAverages'),
  'conditionalGan()': conditional,
};
