/** Convolutional models whose every kernel must be lowered: DCGAN, autoencoders, a classifier. Seeded. */
import * as tf from '@tensorflow/tfjs';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { binaryCrossentropy } from '../../../src/authoring/losses';
import { apply, drawFrom, initialize, minimize, weightsOf } from './trained-model';
import type { MakeOptimizer, TrainedModel } from './trained-model';

const { layers } = tf;

/** Images of one channel with values in [0, 1], or [-1, 1]. */
const drawImages = (noise: NoiseGenerator, batchSize: number, side: number, low = 0): tf.Tensor =>
  tf.tensor(noise.uniform(new Float32Array(batchSize * side * side), low, 1), [batchSize, side, side, 1]);

const SIDE = 28;

/**
 * The DCGAN of the lecture: batch norm in the generator, leaky ReLU and dropout in the discriminator, and, because many
 * have it there, batch norm in the discriminator, too.
 */
export function dcgan(
  seed: number,
  makeOptimizer: MakeOptimizer = () => tf.train.rmsprop(1e-3),
  { batchSize = 8, channels = 8 } = {},
): TrainedModel {
  const noise = new NoiseGenerator(seed);
  const codings = 20;
  const generator = tf.sequential({
    layers: [
      layers.dense({ units: 7 * 7 * channels * 2, inputShape: [codings] }),
      layers.reshape({ targetShape: [7, 7, channels * 2] }),
      layers.batchNormalization(),
      layers.conv2dTranspose({ filters: channels, kernelSize: 5, strides: 2, padding: 'same', activation: 'selu' }),
      layers.batchNormalization(),
      layers.reLU(),
      layers.conv2dTranspose({ filters: 1, kernelSize: 5, strides: 2, padding: 'same', activation: 'tanh' }),
    ],
  });
  const discriminator = tf.sequential({
    layers: [
      layers.conv2d({ filters: channels, kernelSize: 5, strides: 2, padding: 'same', inputShape: [SIDE, SIDE, 1] }),
      layers.leakyReLU({ alpha: 0.2 }),
      layers.dropout({ rate: 0.4 }),
      layers.conv2d({ filters: channels * 2, kernelSize: 5, strides: 2, padding: 'same' }),
      layers.batchNormalization(),
      layers.leakyReLU({ alpha: 0.2 }),
      layers.dropout({ rate: 0.4 }),
      layers.flatten(),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  });
  for (const model of [generator, discriminator]) initialize(model, noise);
  const [dOptimizer, gOptimizer] = [makeOptimizer(), makeOptimizer()];
  const drawCodings = () => tf.tensor(noise.normal(new Float32Array(batchSize * codings)), [batchSize, codings]);

  return {
    step: () =>
      tf.tidy(() => {
        drawFrom(noise);
        const realImages = drawImages(noise, batchSize, SIDE, -1);
        const images = tf.concat([apply(generator, drawCodings()), realImages]);
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

/** How the decoder of an autoencoder gets back to the size of the images. */
type Upscaling = 'transposed' | 'nearest' | 'bilinear';

function decoderLayers(upscaling: Upscaling): tf.layers.Layer[] {
  if (upscaling === 'transposed') {
    return [
      layers.conv2dTranspose({ filters: 8, kernelSize: 3, strides: 2, activation: 'selu' }),
      layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', activation: 'selu' }),
      layers.conv2dTranspose({ filters: 1, kernelSize: 3, strides: 2, padding: 'same', activation: 'sigmoid' }),
    ];
  }
  return [
    layers.conv2dTranspose({ filters: 8, kernelSize: 3, strides: 2, activation: 'relu' }),
    layers.upSampling2d({ size: [2, 2], interpolation: upscaling }),
    layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
    layers.upSampling2d({ size: [2, 2], interpolation: upscaling }),
    layers.conv2d({ filters: 1, kernelSize: 3, padding: 'same', activation: 'sigmoid' }),
  ];
}

/** Convolutions and pools down to 3 × 3, and up again; noise on the images, and an L1 activity penalty on the codings. */
export function convAutoencoder(
  seed: number,
  upscaling: Upscaling,
  makeOptimizer: MakeOptimizer = () => tf.train.adam(1e-3),
  batchSize = 8,
): TrainedModel {
  const noise = new NoiseGenerator(seed);
  const encoder = tf.sequential({
    layers: [
      layers.gaussianNoise({ stddev: 0.2, inputShape: [SIDE, SIDE, 1] }),
      layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation: 'selu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'selu' }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same', activation: 'selu' }),
      upscaling === 'transposed' ? layers.maxPooling2d({ poolSize: 2 }) : layers.averagePooling2d({ poolSize: 2 }),
    ],
  });
  const decoder = tf.sequential({
    layers: [layers.inputLayer({ inputShape: [3, 3, 16] }), ...decoderLayers(upscaling)],
  });
  for (const model of [encoder, decoder]) initialize(model, noise);
  const optimizer = makeOptimizer();

  return {
    step: () =>
      tf.tidy(() => {
        drawFrom(noise);
        const images = drawImages(noise, batchSize, SIDE);
        const loss = minimize(optimizer, [encoder, decoder], () => {
          const codings = apply(encoder, images);
          const sparsity = tf.mul(1e-3, tf.mean(tf.abs(codings)));
          return tf.add(binaryCrossentropy(images, apply(decoder, codings)), sparsity);
        });
        return [loss];
      }),
    weights: () => weightsOf(encoder, decoder),
    dispose: () => {
      for (const owner of [encoder, decoder, optimizer]) owner.dispose();
    },
  };
}

/** Depthwise, separable and 1 × 1 convolutions, padding and cropping, pools of all kinds, softmax cross-entropy. */
export function convClassifier(
  seed: number,
  makeOptimizer: MakeOptimizer = () => tf.train.momentum(0.05, 0.9),
  batchSize = 8,
): TrainedModel {
  const noise = new NoiseGenerator(seed);
  const classes = 10;
  const classifier = tf.sequential({
    layers: [
      layers.zeroPadding2d({ padding: [2, 2], inputShape: [SIDE, SIDE, 1] }),
      layers.conv2d({ filters: 8, kernelSize: 3, strides: 2, padding: 'valid', activation: 'relu' }),
      layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'relu' }),
      layers.batchNormalization(),
      layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      layers.separableConv2d({ filters: 12, kernelSize: 3, padding: 'same' }),
      layers.prelu({ sharedAxes: [1, 2] }),
      layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
      layers.conv2d({ filters: 16, kernelSize: 1, activation: 'elu' }),
      layers.cropping2D({
        cropping: [
          [1, 0],
          [0, 1],
        ],
      }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: classes }),
    ],
  });
  initialize(classifier, noise);
  const optimizer = makeOptimizer();

  return {
    step: () =>
      tf.tidy(() => {
        const images = drawImages(noise, batchSize, SIDE);
        const order = Int32Array.from(noise.permutation(batchSize), (place) => place % classes);
        const labels = tf.oneHot(tf.tensor1d(order, 'int32'), classes);
        const loss = minimize(optimizer, classifier, () =>
          tf.losses.softmaxCrossEntropy(labels, apply(classifier, images)).asScalar(),
        );
        return [loss];
      }),
    weights: () => weightsOf(classifier),
    dispose: () => {
      classifier.dispose();
      optimizer.dispose();
    },
  };
}
