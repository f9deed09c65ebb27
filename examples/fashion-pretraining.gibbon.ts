// Unsupervised pretraining on Fashion-MNIST
// An autoencoder learns from all images; its encoder then needs the classes of only 500 to tell them apart.
import { tf, pretraining, corruptions, datasets, optimizers } from 'gibbon';

const codings = 100;

const makeEncoder = () =>
  tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [28, 28, 1] }),
      tf.layers.dense({ units: 300, activation: 'relu' }),
      tf.layers.dense({ units: codings, activation: 'relu' }),
    ],
  });

const makeHead = () =>
  tf.sequential({ layers: [tf.layers.dense({ units: 10, activation: 'softmax', inputShape: [codings] })] });

const decoder = tf.sequential({
  layers: [
    tf.layers.dense({ units: 300, activation: 'relu', inputShape: [codings] }),
    tf.layers.dense({ units: 28 * 28, activation: 'sigmoid' }),
    tf.layers.reshape({ targetShape: [28, 28, 1] }),
  ],
});

export default pretraining({
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  encoder: makeEncoder(),
  decoder,
  head: makeHead(),
  // The same classifier without pretraining, on the same 500 labels: is it worth it?
  fromScratch: { encoder: makeEncoder(), head: makeHead() },
  // It has to fill in what is missing, and so to know what belongs together. Is it worth it without?
  corrupt: corruptions.dropout(0.5),
  labelled: 500,
  pretraining: 10,
  epochs: 20,
  optimizer: () => optimizers.nadam(0.001),
});
