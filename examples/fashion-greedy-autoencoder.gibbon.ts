// Greedy layer-wise training on Fashion-MNIST
// Two shallow autoencoders are trained one after the other, stacked, and trained on as one deep one.
import { tf, greedy, datasets, optimizers } from 'gibbon';

// The first squeezes 784 pixels into 100 numbers …
const outer = {
  encoder: tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 100, activation: 'selu' })],
  }),
  decoder: tf.sequential({
    layers: [
      tf.layers.dense({ units: 28 * 28, activation: 'sigmoid', inputShape: [100] }),
      tf.layers.reshape({ targetShape: [28, 28, 1] }),
    ],
  }),
};

// … the second, on what the first makes of the images, these 100 into 30.
const inner = {
  encoder: tf.sequential({ layers: [tf.layers.dense({ units: 30, activation: 'selu', inputShape: [100] })] }),
  decoder: tf.sequential({ layers: [tf.layers.dense({ units: 100, activation: 'selu', inputShape: [30] })] }),
};

export default greedy({
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  autoencoders: [outer, inner],
  epochs: 5,
  fineTuning: 10,
  optimizer: () => optimizers.nadam(0.001),
});
