// Dense classifier of Fashion-MNIST
// No convolutions: each unit sees all pixels at once, and what lies beside what it has to find out by itself.
import { tf, classifier, datasets } from 'gibbon';

const model = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 1024, activation: 'relu' }),
    // A part of the units is left out at random, so that no unit can lean on another one.
    tf.layers.dropout({ rate: 0.4 }),
    tf.layers.dense({ units: 512, activation: 'relu' }),
    tf.layers.dropout({ rate: 0.4 }),
    // One unit for each class: softmax makes them probabilities, which add up to 1.
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
});

export default classifier({
  // Where Fashion-MNIST can't be had, it learns to tell simple glyphs apart instead.
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  model,
  optimizer: () => tf.train.adam(0.0007),
  validation: 5000,
  batchSize: 256,
  epochs: 30,
  seed: 42,
});
