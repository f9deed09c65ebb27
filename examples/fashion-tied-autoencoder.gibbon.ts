// Autoencoder with tied weights on Fashion-MNIST
// The decoder uses the encoder's matrices, transposed: half of the parameters, about the same error.
import { tf, autoencoder, datasets, layers, optimizers } from 'gibbon';

const outer = tf.layers.dense({ units: 100, activation: 'relu' });
const inner = tf.layers.dense({ units: 30, activation: 'relu' });

const encoder = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), outer, inner] });

// From the inside out; only the biases are the decoder's own.
const decoder = tf.sequential({
  layers: [
    tf.layers.inputLayer({ inputShape: [30] }),
    layers.tiedDense({ tiedTo: inner, activation: 'relu' }),
    layers.tiedDense({ tiedTo: outer, activation: 'sigmoid' }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

export default autoencoder({
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  encoder,
  decoder,
  loss: 'meanSquaredError',
  optimizer: () => optimizers.nadam(0.001),
  epochs: 10,
});
