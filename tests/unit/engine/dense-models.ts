/**
 * The models whose every kernel must be lowered: the lecture's dense GAN, dense autoencoders with each activation, loss
 * and optimizer that Gibbon offers, and a dense classifier. Seeded; noise is drawn outside of tfjs.
 */
import * as tf from '@tensorflow/tfjs';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { binaryCrossentropy, meanSquaredError } from '../../../src/authoring/losses';
import { apply, initialize, minimize, weightsOf } from './trained-model';
import type { TrainedModel } from './trained-model';

export type { TrainedModel };

interface DenseLayer {
  readonly units: number;
  readonly activation?: 'selu' | 'relu' | 'elu' | 'tanh' | 'sigmoid' | 'softplus' | 'softmax' | 'linear';
}

function denseNet(inputs: number, layers: readonly DenseLayer[]): tf.Sequential {
  const model = tf.sequential();
  layers.forEach(({ units, activation = 'linear' }, at) =>
    model.add(tf.layers.dense({ units, activation, ...(at === 0 ? { inputShape: [inputs] } : {}) })),
  );
  return model;
}

/** Géron's MLP GAN with RMSprop. In a discriminator's step the real and the generated images form one batch. */
export function denseGan(seed: number, batchSize = 32, pixels = 784): TrainedModel {
  const noise = new NoiseGenerator(seed);
  const codings = 30;
  const generator = denseNet(codings, [
    { units: 100, activation: 'selu' },
    { units: 150, activation: 'selu' },
    { units: pixels, activation: 'sigmoid' },
  ]);
  const discriminator = denseNet(pixels, [
    { units: 150, activation: 'selu' },
    { units: 100, activation: 'selu' },
    { units: 1, activation: 'sigmoid' },
  ]);
  initialize(generator, noise);
  initialize(discriminator, noise);
  const dOptimizer = tf.train.rmsprop(0.001);
  const gOptimizer = tf.train.rmsprop(0.001);
  const drawCodings = () => tf.tensor(noise.normal(new Float32Array(batchSize * codings)), [batchSize, codings]);

  return {
    step: () =>
      tf.tidy(() => {
        const realImages = tf.tensor(noise.uniform(new Float32Array(batchSize * pixels)), [batchSize, pixels]);
        const generatedImages = apply(generator, drawCodings());
        const images = tf.concat([generatedImages, realImages]);
        const labels = tf.concat([tf.zeros([batchSize, 1]), tf.ones([batchSize, 1])]);
        const dLoss = minimize(dOptimizer, discriminator, () =>
          binaryCrossentropy(labels, apply(discriminator, images)),
        );
        const z = drawCodings();
        const gLoss = minimize(gOptimizer, generator, () =>
          binaryCrossentropy(tf.ones([batchSize, 1]), apply(discriminator, apply(generator, z))),
        );
        return [dLoss, gLoss];
      }),
    weights: () => weightsOf(generator, discriminator),
    dispose: () => {
      for (const owner of [generator, discriminator, dOptimizer, gOptimizer]) owner.dispose();
    },
  };
}

export const optimizers = {
  sgd: () => tf.train.sgd(0.05),
  momentum: () => tf.train.momentum(0.05, 0.9),
  nesterov: () => tf.train.momentum(0.05, 0.9, true),
  // Not centered: tfjs' centered RMSprop takes the root of (… − epsilon), which is NaN for small gradients.
  rmsprop: () => tf.train.rmsprop(0.001, 0.9, 0.5, 1e-7),
  adam: () => tf.train.adam(0.001),
} as const;

export const reconstructionLosses = { binaryCrossentropy, meanSquaredError } as const;

/** A dense autoencoder through every activation, with dropout made of given noise. */
export function denseAutoencoder(
  seed: number,
  optimizerName: keyof typeof optimizers,
  lossName: keyof typeof reconstructionLosses,
  batchSize = 32,
  pixels = 784,
): TrainedModel {
  const noise = new NoiseGenerator(seed);
  const autoencoder = denseNet(pixels, [
    { units: 64, activation: 'selu' },
    { units: 48, activation: 'relu' },
    { units: 40, activation: 'elu' },
    { units: 48, activation: 'tanh' },
    { units: 64, activation: 'softplus' },
    { units: 48 },
  ]);
  autoencoder.add(tf.layers.leakyReLU());
  autoencoder.add(tf.layers.dense({ units: pixels, activation: 'sigmoid' }));
  autoencoder.add(tf.layers.reshape({ targetShape: [pixels / 28, 28] }));
  autoencoder.add(tf.layers.flatten());
  initialize(autoencoder, noise);
  const optimizer = optimizers[optimizerName]();
  const keep = 0.7;

  return {
    step: () =>
      tf.tidy(() => {
        const images = tf.tensor(noise.uniform(new Float32Array(batchSize * pixels)), [batchSize, pixels]);
        // As tf.dropout computes it, given its noise.
        const chance = tf.tensor(noise.uniform(new Float32Array(batchSize * pixels)), [batchSize, pixels]);
        const mask = tf.div(tf.floor(tf.add(chance, keep)), keep);
        const loss = reconstructionLosses[lossName];
        return [minimize(optimizer, autoencoder, () => loss(images, apply(autoencoder, tf.mul(images, mask))))];
      }),
    weights: () => weightsOf(autoencoder),
    dispose: () => {
      autoencoder.dispose();
      optimizer.dispose();
    },
  };
}

/** A dense classifier on logits, with tfjs' own softmax cross-entropy, and its accuracy. */
export function denseClassifier(seed: number, batchSize = 32, pixels = 784, classes = 10): TrainedModel {
  const noise = new NoiseGenerator(seed);
  const classifier = denseNet(pixels, [{ units: 64, activation: 'relu' }, { units: classes }]);
  initialize(classifier, noise);
  const optimizer = tf.train.adam(0.001);

  return {
    step: () =>
      tf.tidy(() => {
        const images = tf.tensor(noise.uniform(new Float32Array(batchSize * pixels)), [batchSize, pixels]);
        const order = noise.permutation(batchSize);
        const targets = new Float32Array(batchSize * classes);
        order.forEach((place, i) => (targets[i * classes + (place % classes)] = 1));
        const labels = tf.tensor2d(targets, [batchSize, classes]);
        const loss = minimize(optimizer, classifier, () =>
          tf.losses.softmaxCrossEntropy(labels, apply(classifier, images)).asScalar(),
        );
        const probabilities = tf.softmax(apply(classifier, images));
        const hits = tf.equal(tf.argMax(probabilities, -1), tf.argMax(labels, -1));
        return [loss, tf.mean(hits).dataSync()[0] ?? NaN];
      }),
    weights: () => weightsOf(classifier),
    dispose: () => {
      classifier.dispose();
      optimizer.dispose();
    },
  };
}
