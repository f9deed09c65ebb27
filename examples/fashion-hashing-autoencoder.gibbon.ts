// Hashing autoencoder on Fashion-MNIST
// Noise drives 16 codings to 0 or 1: a hash of each image, alike for images that look alike.
import { tf, autoencoder, datasets, optimizers } from 'gibbon';

const bits = 16;

const encoder = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 100, activation: 'relu' }),
    // So much noise, in training alone, that only what is far from 0 gets through it: far enough for 0 or 1.
    tf.layers.gaussianNoise({ stddev: 15 }),
    tf.layers.dense({ units: bits, activation: 'sigmoid' }),
  ],
});

const decoder = tf.sequential({
  layers: [
    tf.layers.dense({ units: 100, activation: 'relu', inputShape: [bits] }),
    tf.layers.dense({ units: 28 * 28 }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

export default autoencoder({
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  encoder,
  decoder,
  binary: true,
  loss: 'meanSquaredError',
  optimizer: () => optimizers.nadam(0.001),
  epochs: 10,
});
