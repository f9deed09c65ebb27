// Sparse autoencoder on Fashion-MNIST
// It has 300 codings, but is made to use few of them at a time, so that each comes to mean something.
import { tf, autoencoder, datasets, optimizers } from 'gibbon';

const codings = 300;

const encoder = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 100, activation: 'relu' }),
    // A sigmoid: each coding lies between 0 (idle) and 1 (active).
    tf.layers.dense({ units: codings, activation: 'sigmoid' }),
  ],
});

const decoder = tf.sequential({
  layers: [
    tf.layers.dense({ units: 100, activation: 'relu', inputShape: [codings] }),
    tf.layers.dense({ units: 28 * 28 }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

export default autoencoder({
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  encoder,
  decoder,
  // The mean of each coding over a batch is drawn to 10 %. The other way is { kind: 'l1', weight: 1e-4 }.
  // Keras divides by the size of the batch what a regularizer of activities adds: there it is a weight of 0.005.
  sparsity: { kind: 'kl', target: 0.1, weight: 0.005 / 32 },
  loss: 'meanSquaredError',
  optimizer: () => optimizers.nadam(0.0007),
  epochs: 10,
});
