/**
 * Models without convolutions that do something of their own with labels, codings or weights: conditional GANs, tied,
 * sparse, denoising and variational autoencoders. Every kernel of theirs must be lowered. Seeded.
 */
import * as tf from '@tensorflow/tfjs';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { binaryCrossentropy, meanSquaredError } from '../../../src/authoring/losses';
import { apply, drawFrom, initialize, minimize, weightsOf } from './trained-model';
import type { MakeOptimizer, TrainedModel } from './trained-model';

const { layers } = tf;
const CLASSES = 10;

const uniform = (noise: NoiseGenerator, ...shape: number[]): tf.Tensor =>
  tf.tensor(noise.uniform(new Float32Array(tf.util.sizeFromShape(shape))), shape);
const normal = (noise: NoiseGenerator, ...shape: number[]): tf.Tensor =>
  tf.tensor(noise.normal(new Float32Array(tf.util.sizeFromShape(shape))), shape);

/** How a conditional GAN's nets see labels. */
type Conditioning = 'embedding' | 'one-hot';

/** A net with two inputs: something, and labels. */
function conditionalNet(
  inputs: number,
  conditioning: Conditioning,
  outputs: number,
  middle: () => tf.layers.Layer[],
): tf.LayersModel {
  const x = tf.input({ shape: [inputs] });
  const labels = tf.input({ shape: [conditioning === 'embedding' ? 1 : CLASSES] });
  const embed = (): tf.SymbolicTensor => {
    const embedded = layers.embedding({ inputDim: CLASSES, outputDim: 12 }).apply(labels);
    return layers.flatten().apply(embedded) as tf.SymbolicTensor;
  };
  let y = layers.concatenate().apply([x, conditioning === 'embedding' ? embed() : labels]) as tf.SymbolicTensor;
  for (const layer of middle()) y = layer.apply(y) as tf.SymbolicTensor;
  y = layers.dense({ units: outputs, activation: outputs === 1 ? 'sigmoid' : 'tanh' }).apply(y) as tf.SymbolicTensor;
  return tf.model({ inputs: [x, labels], outputs: y });
}

export function conditionalGan(
  seed: number,
  conditioning: Conditioning,
  makeOptimizer: MakeOptimizer = () => tf.train.adam(2e-4, 0.5),
  batchSize = 16,
  pixels = 196,
): TrainedModel {
  const noise = new NoiseGenerator(seed);
  const codings = 20;
  const generator = conditionalNet(codings, conditioning, pixels, () => [
    layers.dense({ units: 64 }),
    layers.leakyReLU({ alpha: 0.2 }),
    layers.batchNormalization({ momentum: 0.8 }),
  ]);
  const discriminator = conditionalNet(pixels, conditioning, 1, () => [
    layers.dense({ units: 64 }),
    layers.leakyReLU({ alpha: 0.2 }),
    layers.dropout({ rate: 0.3 }),
  ]);
  for (const model of [generator, discriminator]) initialize(model, noise);
  const [dOptimizer, gOptimizer] = [makeOptimizer(), makeOptimizer()];
  const drawLabels = (): tf.Tensor => {
    const classes = Int32Array.from(noise.uniform(new Float32Array(batchSize)), (place) => Math.floor(place * CLASSES));
    const labels = tf.tensor1d(classes, 'int32');
    return conditioning === 'embedding' ? labels.reshape([batchSize, 1]) : tf.oneHot(labels, CLASSES).cast('float32');
  };

  return {
    step: () =>
      tf.tidy(() => {
        drawFrom(noise);
        const labels = drawLabels();
        const generated = apply(generator, [normal(noise, batchSize, codings), labels]);
        const images = tf.concat([generated, uniform(noise, batchSize, pixels)]);
        const twice = tf.concat([labels, labels]);
        const targets = tf.concat([tf.zeros([batchSize, 1]), tf.ones([batchSize, 1])]);
        const dLoss = minimize(dOptimizer, discriminator, () =>
          binaryCrossentropy(targets, apply(discriminator, [images, twice])),
        );
        const z = normal(noise, batchSize, codings);
        const gLoss = minimize(gOptimizer, generator, () => {
          const fooled = apply(discriminator, [apply(generator, [z, labels]), labels]);
          return binaryCrossentropy(tf.ones([batchSize, 1]), fooled);
        });
        return [dLoss, gLoss];
      }),
    weights: () => weightsOf(generator, discriminator),
    dispose: () => {
      for (const owner of [generator, discriminator, dOptimizer, gOptimizer]) owner.dispose();
    },
  };
}

/** An autoencoder whose decoder multiplies by the encoder's matrices, transposed. */
export function tiedAutoencoder(
  seed: number,
  makeOptimizer: MakeOptimizer = () => tf.train.momentum(0.1, 0.9),
  batchSize = 16,
  pixels = 196,
): TrainedModel {
  const noise = new NoiseGenerator(seed);
  const sizes = [pixels, 50, 20] as const;
  const weight = (rows: number, columns: number): tf.Variable =>
    tf.tidy(() => tf.variable(tf.mul(normal(noise, rows, columns), 1 / Math.sqrt(rows))));
  const [first, second] = [weight(sizes[0], sizes[1]), weight(sizes[1], sizes[2])];
  const biases = [sizes[1], sizes[2], sizes[1], sizes[0]].map((size) => tf.tidy(() => tf.variable(tf.zeros([size]))));
  const variables = [first, second, ...biases];
  const optimizer = makeOptimizer();
  const reconstruct = (x: tf.Tensor): tf.Tensor => {
    const [b1, b2, b3, b4] = biases as [tf.Variable, tf.Variable, tf.Variable, tf.Variable];
    const codings = tf.selu(tf.add(tf.matMul(tf.selu(tf.add(tf.matMul(x, first), b1)), second), b2));
    const hidden = tf.selu(tf.add(tf.matMul(codings, second, false, true), b3));
    return tf.sigmoid(tf.add(tf.matMul(hidden, first, false, true), b4));
  };

  return {
    step: () =>
      tf.tidy(() => {
        const images = uniform(noise, batchSize, pixels);
        const loss = optimizer.minimize(() => binaryCrossentropy(images, reconstruct(images)), true, variables);
        return [loss?.dataSync()[0] ?? NaN];
      }),
    weights: () => variables.map((variable) => Float32Array.from(variable.dataSync())),
    dispose: () => {
      for (const owner of [...variables, optimizer]) owner.dispose();
    },
  };
}

/** KL divergence of the codings' mean activities from a wanted one, with L2 on the kernels and dropout on the images. */
export function sparseAutoencoder(
  seed: number,
  makeOptimizer: MakeOptimizer = () => tf.train.rmsprop(0.001, 0.9, 0.5, 1e-7),
  batchSize = 16,
  pixels = 196,
): TrainedModel {
  const noise = new NoiseGenerator(seed);
  const encoder = tf.sequential({
    layers: [
      layers.dropout({ rate: 0.3, inputShape: [pixels] }),
      layers.dense({ units: 50, activation: 'selu', kernelRegularizer: tf.regularizers.l1l2({ l1: 1e-4, l2: 1e-3 }) }),
      layers.layerNormalization(),
      layers.dense({ units: 60, activation: 'sigmoid' }),
    ],
  });
  const decoder = tf.sequential({ layers: [layers.dense({ units: pixels, activation: 'sigmoid', inputShape: [60] })] });
  for (const model of [encoder, decoder]) initialize(model, noise);
  const optimizer = makeOptimizer();
  const wanted = 0.1;
  const divergence = (codings: tf.Tensor): tf.Tensor => {
    const activity = tf.mean(codings, 0);
    const on = tf.mul(wanted, tf.log(tf.div(wanted, activity)));
    const off = tf.mul(1 - wanted, tf.log(tf.div(1 - wanted, tf.sub(1, activity))));
    return tf.sum(tf.add(on, off));
  };

  return {
    step: () =>
      tf.tidy(() => {
        drawFrom(noise);
        const images = uniform(noise, batchSize, pixels);
        const loss = minimize(optimizer, [encoder, decoder], () => {
          const codings = apply(encoder, images);
          const penalties = encoder
            .calculateLosses()
            .reduce<tf.Tensor>((sum, penalty) => tf.add(sum, penalty), tf.scalar(0));
          const total = tf.add(meanSquaredError(images, apply(decoder, codings)), tf.mul(0.01, divergence(codings)));
          return tf.add(total, penalties).asScalar();
        });
        return [loss];
      }),
    weights: () => weightsOf(encoder, decoder),
    dispose: () => {
      for (const owner of [encoder, decoder, optimizer]) owner.dispose();
    },
  };
}

/** Codings = μ + exp(γ / 2) · ε, and the divergence of their distribution from a standard normal one. */
export function variationalAutoencoder(
  seed: number,
  makeOptimizer: MakeOptimizer = () => tf.train.adam(1e-3),
  batchSize = 16,
  pixels = 196,
): TrainedModel {
  const noise = new NoiseGenerator(seed);
  const codings = 6;
  const encoder = tf.sequential({
    layers: [
      layers.dense({ units: 50, activation: 'relu', inputShape: [pixels] }),
      layers.dense({ units: 2 * codings }),
    ],
  });
  const decoder = tf.sequential({
    layers: [
      layers.dense({ units: 50, activation: 'softplus', inputShape: [codings] }),
      layers.dense({ units: pixels }),
    ],
  });
  for (const model of [encoder, decoder]) initialize(model, noise);
  const optimizer = makeOptimizer();

  return {
    step: () =>
      tf.tidy(() => {
        const images = uniform(noise, batchSize, pixels);
        const epsilon = normal(noise, batchSize, codings);
        const loss = minimize(optimizer, [encoder, decoder], () => {
          const [mean, logVariance] = tf.split(apply(encoder, images), 2, -1) as [tf.Tensor, tf.Tensor];
          const z = tf.add(mean, tf.mul(tf.exp(tf.div(logVariance, 2)), epsilon));
          const logits = apply(decoder, z);
          const reconstruction = tf.losses.sigmoidCrossEntropy(images, logits);
          const latent = tf.sub(tf.sub(tf.add(1, logVariance), tf.exp(logVariance)), tf.pow(mean, 2));
          return tf.add(reconstruction, tf.mul(-0.5 / pixels, tf.mean(tf.sum(latent, -1)))).asScalar();
        });
        return [loss];
      }),
    weights: () => weightsOf(encoder, decoder),
    dispose: () => {
      for (const owner of [encoder, decoder, optimizer]) owner.dispose();
    },
  };
}
