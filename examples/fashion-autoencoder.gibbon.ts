// Autoencoder on Fashion-MNIST
// Dense layers: it squeezes each image into 30 numbers and gives it back from them.
import { tf, autoencoder, datasets } from 'gibbon';

const codings = 30;

// The encoder squeezes an image of 784 pixels into 30 numbers, the codings.
const encoder = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 100, activation: 'selu' }),
    tf.layers.dense({ units: codings, activation: 'selu' }),
  ],
});

// The decoder has to give the image back from these 30 numbers alone.
const decoder = tf.sequential({
  layers: [
    tf.layers.dense({ units: 100, activation: 'selu', inputShape: [codings] }),
    tf.layers.dense({ units: 28 * 28, activation: 'sigmoid' }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

export default autoencoder({
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  encoder,
  decoder,
  loss: 'binaryCrossentropy',
  optimizer: () => tf.train.adam(0.001),
  validation: 5000,
  batchSize: 32,
  epochs: 20,
  seed: 42,
});
