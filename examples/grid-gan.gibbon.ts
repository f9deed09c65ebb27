// GAN on a grid of 25 Gaussians
// Harder than the ring: a generator learns to put points where the data have them, on all twenty-five places or on a few.
import { tf, gan, datasets } from 'gibbon';

const codings = 8;

// The generator moves eight random numbers to a point in the plane.
const generator = tf.sequential({
  layers: [
    tf.layers.dense({ units: 128, activation: 'relu', inputShape: [codings] }),
    tf.layers.dense({ units: 128, activation: 'relu' }),
    tf.layers.dense({ units: 2 }),
  ],
});

// The discriminator says how sure it is that a point is real: 1 is real, 0 is generated. It sees every point a little
// blurred while it trains: so narrow are the places that it would learn them by heart otherwise, and show no way to them.
const discriminator = tf.sequential({
  layers: [
    tf.layers.gaussianNoise({ stddev: 0.1, inputShape: [2] }),
    tf.layers.dense({ units: 128, activation: 'relu' }),
    tf.layers.dense({ units: 128, activation: 'relu' }),
    tf.layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
});

export default gan({
  dataset: datasets.grid(),
  generator,
  discriminator,
  codings,
  // Half of Adam's usual momentum: with more of it the two chase each other around the grid.
  optimizer: () => tf.train.adam(0.001, 0.5),
  batchSize: 256,
  epochs: 320,
  seed: 42,
});
