// Convolutional autoencoder on Fashion-MNIST
// Convolutions and pooling: it squeezes each image into 64 maps of 3 × 3 numbers and draws it again from them.
import { tf, autoencoder, datasets } from 'gibbon';

const conv = { kernelSize: 3, padding: 'same', activation: 'relu' } as const;

// Each convolution looks for more kinds of things, each pooling halves the picture: 28 × 28, 14 × 14, 7 × 7, 3 × 3.
const encoder = tf.sequential({
  layers: [
    tf.layers.conv2d({ ...conv, filters: 16, inputShape: [28, 28, 1] }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ ...conv, filters: 32 }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.conv2d({ ...conv, filters: 64 }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
  ],
});

// Transposed convolutions go the same way back: 7 × 7, 14 × 14, 28 × 28.
const decoder = tf.sequential({
  layers: [
    tf.layers.conv2dTranspose({ ...conv, filters: 32, strides: 2, padding: 'valid', inputShape: [3, 3, 64] }),
    tf.layers.conv2dTranspose({ ...conv, filters: 16, strides: 2 }),
    tf.layers.conv2dTranspose({ ...conv, filters: 1, strides: 2, activation: 'sigmoid' }),
  ],
});

export default autoencoder({
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  encoder,
  decoder,
  loss: 'meanSquaredError',
  optimizer: () => tf.train.adam(0.001),
  validation: 5000,
  batchSize: 32,
  epochs: 10,
  seed: 42,
});
