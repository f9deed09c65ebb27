// DCGAN on Fashion-MNIST
// Convolutions in place of dense layers, batch normalization in both: a GAN that keeps its balance.
import { tf, gan, datasets } from 'gibbon';

const codings = 100;
// Small random weights to begin with, as the guidelines have it.
const kernelInitializer = tf.initializers.randomNormal({ stddev: 0.02 });
const convolution = { kernelSize: 4, padding: 'same', kernelInitializer } as const;

// The one dense layer projects the codings to small maps, and each transposed convolution doubles their width and height.
const generator = tf.sequential({
  layers: [
    tf.layers.dense({ units: 7 * 7 * 64, inputShape: [codings], kernelInitializer }),
    tf.layers.reshape({ targetShape: [7, 7, 64] }),
    tf.layers.batchNormalization(),
    tf.layers.reLU(),
    tf.layers.conv2dTranspose({ filters: 32, strides: 2, ...convolution }),
    tf.layers.batchNormalization(),
    tf.layers.reLU(),
    tf.layers.conv2dTranspose({ filters: 1, strides: 2, activation: 'tanh', ...convolution }),
    // From the −1 to 1 of tanh to the 0 to 1 of the data's pixels.
    tf.layers.rescaling({ scale: 0.5, offset: 0.5 }),
  ],
});

// Strides in place of pooling, LeakyReLU in place of ReLU; no batch normalization at the images themselves.
const discriminator = tf.sequential({
  layers: [
    tf.layers.rescaling({ scale: 2, offset: -1, inputShape: [28, 28, 1] }),
    tf.layers.conv2d({ filters: 32, strides: 2, ...convolution }),
    tf.layers.leakyReLU({ alpha: 0.2 }),
    tf.layers.conv2d({ filters: 64, strides: 2, ...convolution }),
    tf.layers.batchNormalization(),
    tf.layers.leakyReLU({ alpha: 0.2 }),
    // A last convolution over all that is left, 7 × 7, gives the verdict.
    tf.layers.conv2d({ filters: 1, kernelSize: 7, activation: 'sigmoid', kernelInitializer }),
    tf.layers.flatten(),
  ],
});

export default gan({
  // Where Fashion-MNIST can't be had, it learns to draw simple glyphs instead.
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  generator,
  discriminator,
  codings,
  loss: 'binaryCrossentropy',
  optimizer: () => tf.train.adam(0.0002, 0.5),
  batchSize: 64,
  epochs: 5,
  seed: 42,
});
