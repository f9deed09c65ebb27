// Variational autoencoder on Fashion-MNIST
// Each coding is a normal distribution, so that codings drawn by chance become new clothes.
import { tf, vae, datasets } from 'gibbon';

const codings = 10;

// The encoder says for each coding where its distribution lies and, as a logarithm, how wide it is.
const images = tf.input({ shape: [28, 28, 1] });
const outer = tf.layers.dense({ units: 150, activation: 'relu' }).apply(tf.layers.flatten().apply(images));
const inner = tf.layers.dense({ units: 100, activation: 'relu' }).apply(outer);
const mean = tf.layers.dense({ units: codings }).apply(inner) as tf.SymbolicTensor;
const logVariance = tf.layers.dense({ units: codings }).apply(inner) as tf.SymbolicTensor;
const encoder = tf.model({ inputs: images, outputs: [mean, logVariance] });

const decoder = tf.sequential({
  layers: [
    tf.layers.dense({ units: 100, activation: 'relu', inputShape: [codings] }),
    tf.layers.dense({ units: 150, activation: 'relu' }),
    tf.layers.dense({ units: 28 * 28, activation: 'sigmoid' }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

export default vae({
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  encoder,
  decoder,
  // Above 1 the codings come nearer to the normal distribution, and the images become more alike.
  beta: 1,
  loss: 'meanSquaredError',
  optimizer: () => tf.train.adam(0.001),
  batchSize: 128,
  epochs: 25,
});
