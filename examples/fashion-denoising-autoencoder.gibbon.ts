// Denoising autoencoder on Fashion-MNIST
// It sees images with half of their pixels missing, and learns to give back the whole ones.
import { tf, autoencoder, corruptions, datasets, optimizers } from 'gibbon';

const codings = 30;

const encoder = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 100, activation: 'relu' }),
    tf.layers.dense({ units: codings, activation: 'relu' }),
  ],
});

const decoder = tf.sequential({
  layers: [
    tf.layers.dense({ units: 100, activation: 'relu', inputShape: [codings] }),
    tf.layers.dense({ units: 28 * 28, activation: 'sigmoid' }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

export default autoencoder({
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  encoder,
  decoder,
  // Other pixels are taken in each image and at each step: copying is no way out, it has to know what clothes look like.
  // Try corruptions.gaussian(0.2), or corruptions.saltAndPepper(0.2).
  corrupt: corruptions.dropout(0.5),
  loss: 'meanSquaredError',
  optimizer: () => optimizers.nadam(0.001),
  epochs: 10,
});
