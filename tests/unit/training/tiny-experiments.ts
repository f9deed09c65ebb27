/** Small experiments that train in milliseconds. */
import * as tf from '@tensorflow/tfjs';
import { autoencoder } from '../../../src/authoring/autoencoder';
import { classifier } from '../../../src/authoring/classifier';
import { datasets } from '../../../src/authoring/datasets';
import { experiment, type Experiment } from '../../../src/authoring/experiment';
import { gan } from '../../../src/authoring/gan';

const data = datasets.glyphs({ count: 60 });
const { dense, flatten, reshape, dropout } = tf.layers;

export const tinyGan = (optimizer = () => tf.train.rmsprop(0.001) as tf.Optimizer): Experiment =>
  gan({
    dataset: data,
    generator: tf.sequential({
      layers: [
        dense({ units: 6, activation: 'selu', inputShape: [4] }),
        dense({ units: 784, activation: 'sigmoid' }),
        reshape({ targetShape: [28, 28, 1] }),
      ],
    }),
    discriminator: tf.sequential({
      layers: [
        flatten({ inputShape: [28, 28, 1] }),
        dense({ units: 6, activation: 'selu' }),
        dense({ units: 1, activation: 'sigmoid' }),
      ],
    }),
    codings: 4,
    optimizer,
    batchSize: 16,
    epochs: 2,
  });

export const tinyAutoencoder = (): Experiment =>
  autoencoder({
    dataset: data,
    encoder: tf.sequential({
      layers: [flatten({ inputShape: [28, 28, 1] }), dropout({ rate: 0.3 }), dense({ units: 5, name: 'codings' })],
    }),
    decoder: tf.sequential({
      layers: [dense({ units: 784, activation: 'sigmoid', inputShape: [5] }), reshape({ targetShape: [28, 28, 1] })],
    }),
    optimizer: () => tf.train.adam(0.01),
    validation: 20,
    batchSize: 16,
  });

export const tinyClassifier = (): Experiment =>
  classifier({
    dataset: data,
    model: tf.sequential({
      layers: [flatten({ inputShape: [28, 28, 1] }), dense({ units: 10, activation: 'softmax' })],
    }),
    optimizer: () => tf.train.adam(0.01),
    validation: 20,
    batchSize: 16,
  });

/** Keeps a count in ctx.state, changes its learning rate by it, and uses a variable beside its model. */
export function tinyOwnStep(): Experiment {
  const model = tf.sequential({ layers: [flatten({ inputShape: [28, 28, 1] }), dense({ units: 3 })] });
  const momentum = tf.variable(tf.scalar(0), false);
  return experiment({
    models: { model },
    optimizers: { model: () => tf.train.momentum(0.01, 0.9) },
    dataset: data,
    batchSize: 16,
    step({ batch, update, state, normal }) {
      state.count = Number(state.count ?? 0) + 1;
      momentum.assign(tf.add(tf.mul(momentum, 0.9), Number(state.count)));
      const loss = update('model', () =>
        tf.mean(tf.square(tf.add(model.apply(batch.images) as tf.Tensor, tf.add(normal([batch.size, 3]), momentum)))),
      );
      return { loss };
    },
  });
}
