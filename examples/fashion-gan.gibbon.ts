// GAN on Fashion-MNIST
// Dense layers: a generator learns to draw clothes that a discriminator takes for real.
import { tf, gan, datasets } from 'gibbon';

const codings = 30;

// The generator makes an image out of 30 random numbers, the codings.
const generator = tf.sequential({
  layers: [
    tf.layers.dense({ units: 100, activation: 'selu', inputShape: [codings] }),
    tf.layers.dense({ units: 150, activation: 'selu' }),
    tf.layers.dense({ units: 28 * 28, activation: 'sigmoid' }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

// The discriminator says how sure it is that an image is real: 1 is real, 0 is generated.
const discriminator = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 150, activation: 'selu' }),
    tf.layers.dense({ units: 100, activation: 'selu' }),
    tf.layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
});

export default gan({
  // Where Fashion-MNIST can't be had, it learns to draw simple glyphs instead.
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  generator,
  discriminator,
  codings,
  loss: 'binaryCrossentropy',
  optimizer: () => tf.train.rmsprop(0.001),
  batchSize: 32,
  epochs: 50,
  seed: 42,
});
