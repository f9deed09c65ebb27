// Classifier of Fashion-MNIST
// Convolutions: it learns to tell ten kinds of clothes apart, nine times out of ten.
import { tf, classifier, datasets } from 'gibbon';

const model = tf.sequential({
  layers: [
    // Each convolution looks for patterns everywhere in the image and gives out half of its width and height.
    tf.layers.conv2d({
      filters: 32,
      kernelSize: 5,
      strides: 2,
      padding: 'same',
      activation: 'relu',
      inputShape: [28, 28, 1],
    }),
    tf.layers.conv2d({ filters: 64, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
    tf.layers.flatten(),
    // A part of what was found is left out at random, so that the model can't learn its images by heart.
    tf.layers.dropout({ rate: 0.4 }),
    tf.layers.dense({ units: 128, activation: 'relu' }),
    // One unit for each class: softmax makes them probabilities, which add up to 1.
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
});

export default classifier({
  // Where Fashion-MNIST can't be had, it learns to tell simple glyphs apart instead.
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  model,
  optimizer: () => tf.train.adam(0.001),
  validation: 5000,
  batchSize: 64,
  epochs: 12,
  seed: 42,
});
