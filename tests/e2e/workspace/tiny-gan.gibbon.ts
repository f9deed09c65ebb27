// The smallest GAN that trains: glyphs, two dense layers each, one short epoch. The suites in tests/e2e open a copy of it.
import { tf, gan, datasets } from 'gibbon';

const codings = 8;

const generator = tf.sequential({
  layers: [
    tf.layers.dense({ units: 16, activation: 'selu', inputShape: [codings] }),
    tf.layers.dense({ units: 28 * 28, activation: 'sigmoid' }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

const discriminator = tf.sequential({
  layers: [
    tf.layers.flatten({ inputShape: [28, 28, 1] }),
    tf.layers.dense({ units: 16, activation: 'selu' }),
    tf.layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
});

export default gan({
  dataset: datasets.glyphs({ count: 640 }),
  generator,
  discriminator,
  codings,
  loss: 'binaryCrossentropy',
  optimizer: () => tf.train.rmsprop(0.001),
  batchSize: 32,
  epochs: 2,
  seed: 1,
});
