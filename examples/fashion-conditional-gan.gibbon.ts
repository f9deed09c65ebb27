// Conditional GAN on Fashion-MNIST
// Both models are told a class, so that the generator can be asked for a shirt, a bag or a boot.
import { tf, conditionalGan, datasets } from 'gibbon';

const codings = 30;
const classes = 10;
const dense = (units: number, x: tf.SymbolicTensor) =>
  tf.layers.leakyReLU({ alpha: 0.2 }).apply(tf.layers.dense({ units }).apply(x)) as tf.SymbolicTensor;
const joined = (x: tf.SymbolicTensor, asked: tf.SymbolicTensor) =>
  tf.layers.concatenate().apply([x, asked]) as tf.SymbolicTensor;

const normalized = (x: tf.SymbolicTensor) =>
  tf.layers.batchNormalization({ momentum: 0.9 }).apply(x) as tf.SymbolicTensor;

// The class is ten numbers, 1 for the one that is asked for; they join the codings.
const random = tf.input({ shape: [codings] });
const asked = tf.input({ shape: [classes] });
const hidden = normalized(dense(256, normalized(dense(128, joined(random, asked)))));
const pixels = tf.layers.dense({ units: 28 * 28, activation: 'sigmoid' }).apply(hidden);
const generator = tf.model({
  inputs: [random, asked],
  outputs: tf.layers.reshape({ targetShape: [28, 28, 1] }).apply(pixels) as tf.SymbolicTensor,
});

// The discriminator is told the class, too: a perfect bag is a fake where a boot was asked for.
const images = tf.input({ shape: [28, 28, 1] });
const told = tf.input({ shape: [classes] });
const flat = tf.layers.flatten().apply(images) as tf.SymbolicTensor;
const judged = dense(128, dense(256, joined(flat, told)));
const discriminator = tf.model({
  inputs: [images, told],
  outputs: tf.layers.dense({ units: 1, activation: 'sigmoid' }).apply(judged) as tf.SymbolicTensor,
});

export default conditionalGan({
  // Where Fashion-MNIST can't be had, it learns to draw simple glyphs instead.
  dataset: datasets.fashionMnist({ otherwise: datasets.glyphs() }),
  generator,
  discriminator,
  codings,
  // Real boots that are called bags are fakes, too: so the discriminator learns what belongs to a class.
  mismatched: true,
  optimizer: () => tf.train.adam(0.0005, 0.5),
  batchSize: 64,
  epochs: 12,
  seed: 42,
});
