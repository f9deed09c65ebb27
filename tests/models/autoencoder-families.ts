/** The families of autoencoders, small in data: what a model adds to the plain one, and those that train in stages. */
import * as tf from '@tensorflow/tfjs';
import { autoencoder, type AutoencoderOptions } from '../../src/authoring/autoencoder';
import { corruptions } from '../../src/authoring/corruptions';
import { datasets } from '../../src/authoring/datasets';
import { greedy } from '../../src/authoring/greedy';
import { pretraining } from '../../src/authoring/pretraining';
import { vae } from '../../src/authoring/vae';
import type { Make } from './make';

const { dense, flatten, reshape } = tf.layers;
const image = [28, 28, 1];
const adam = () => tf.train.adam(0.001) as tf.Optimizer;
const common = { dataset: datasets.glyphs({ count: 300 }), validation: 20, batchSize: 32 };
const scaled = (length: number, width: number): number => Math.round(length * width);

const encoderOf = (hidden: number, codings: number, activation: 'selu' | 'sigmoid' = 'selu') =>
  tf.sequential({
    layers: [
      flatten({ inputShape: image }),
      dense({ units: hidden, activation: 'selu' }),
      dense({ units: codings, activation }),
    ],
  });
const decoderOf = (hidden: number, codings: number) =>
  tf.sequential({
    layers: [
      dense({ units: hidden, activation: 'selu', inputShape: [codings] }),
      dense({ units: 784, activation: 'sigmoid' }),
      reshape({ targetShape: image }),
    ],
  });

const autoencoderWith =
  (more: Partial<AutoencoderOptions>, codings = 30, activation: 'selu' | 'sigmoid' = 'selu'): Make =>
  ({ width = 1, optimizer = adam } = {}) =>
    autoencoder({
      ...common,
      encoder: encoderOf(scaled(100, width), scaled(codings, width), activation),
      decoder: decoderOf(scaled(100, width), scaled(codings, width)),
      optimizer,
      ...more,
    });

/** Row 10: codings are distributions. */
const variational: Make = ({ width = 1, optimizer = adam } = {}) => {
  const input = tf.input({ shape: image });
  const hidden = dense({ units: scaled(150, width), activation: 'selu' }).apply(flatten().apply(input));
  const outputs = [10, 10].map((units) => dense({ units }).apply(hidden) as tf.SymbolicTensor);
  return vae({
    ...common,
    encoder: tf.model({ inputs: input, outputs }),
    decoder: decoderOf(scaled(150, width), 10),
    optimizer,
  });
};

/** Row 4: three stages. */
const stacked: Make = ({ width = 1, optimizer = adam } = {}) => {
  const [hidden, codings] = [scaled(100, width), scaled(30, width)];
  return greedy({
    ...common,
    autoencoders: [
      {
        encoder: tf.sequential({
          layers: [flatten({ inputShape: image }), dense({ units: hidden, activation: 'selu' })],
        }),
        decoder: tf.sequential({
          layers: [dense({ units: 784, activation: 'sigmoid', inputShape: [hidden] }), reshape({ targetShape: image })],
        }),
      },
      {
        encoder: tf.sequential({ layers: [dense({ units: codings, activation: 'selu', inputShape: [hidden] })] }),
        decoder: tf.sequential({ layers: [dense({ units: hidden, activation: 'selu', inputShape: [codings] })] }),
      },
    ],
    epochs: 4,
    fineTuning: 4,
    optimizer,
  });
};

/** Row 5: an autoencoder, then two classifiers on fifty labels. */
const pretrained: Make = ({ width = 1, optimizer = adam } = {}) => {
  const [hidden, codings] = [scaled(100, width), scaled(30, width)];
  const headOf = () => tf.sequential({ layers: [dense({ units: 10, activation: 'softmax', inputShape: [codings] })] });
  return pretraining({
    ...common,
    encoder: encoderOf(hidden, codings),
    decoder: decoderOf(hidden, codings),
    head: headOf(),
    fromScratch: { encoder: encoderOf(hidden, codings), head: headOf() },
    labelled: 50,
    pretraining: 4,
    epochs: 10,
    optimizer,
  });
};

export const autoencoderFamilies: Readonly<Record<string, Make>> = {
  'corrupted autoencoder': autoencoderWith({ corrupt: corruptions.dropout(0.5) }),
  'sparse autoencoder (KL)': autoencoderWith({ sparsity: { kind: 'kl', weight: 0.05, target: 0.1 } }, 100, 'sigmoid'),
  'hashing autoencoder': autoencoderWith({ binary: true, corrupt: corruptions.gaussian(0.2) }, 16, 'sigmoid'),
  'variational autoencoder': variational,
  'greedy autoencoder': stacked,
  'pretrained classifier': pretrained,
};
