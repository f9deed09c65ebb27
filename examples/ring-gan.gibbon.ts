// GAN on a ring of 8 Gaussians
// The smallest GAN of all: a generator learns to put points where the data have them, on all eight places or on a few.
import { tf, gan, datasets } from 'gibbon';

const codings = 2;

// The generator moves two random numbers to a point in the plane.
const generator = tf.sequential({
  layers: [
    tf.layers.dense({ units: 128, activation: 'relu', inputShape: [codings] }),
    tf.layers.dense({ units: 128, activation: 'relu' }),
    tf.layers.dense({ units: 2 }),
  ],
});

// The discriminator says how sure it is that a point is real: 1 is real, 0 is generated.
const discriminator = tf.sequential({
  layers: [
    tf.layers.dense({ units: 128, activation: 'relu', inputShape: [2] }),
    tf.layers.dense({ units: 128, activation: 'relu' }),
    tf.layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
});

export default gan({
  dataset: datasets.ring(),
  generator,
  discriminator,
  codings,
  // Half of Adam's usual momentum: with more of it the two chase each other around the ring.
  optimizer: () => tf.train.adam(0.0005, 0.5),
  batchSize: 128,
  epochs: 250,
  seed: 42,
});
