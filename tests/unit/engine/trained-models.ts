/** Every model of the engine's tests, by what it is: a new one is a line here, and is then tested in all ways. */
import * as tf from '@tensorflow/tfjs';
import { convAutoencoder, convClassifier, dcgan } from './conv-models';
import { denseAutoencoder, denseClassifier, denseGan } from './dense-models';
import { conditionalGan, sparseAutoencoder, tiedAutoencoder, variationalAutoencoder } from './latent-models';
import { recurrentAutoencoder } from './recurrent-models';
import type { Cell } from './recurrent-models';
import type { MakeOptimizer, TrainedModel } from './trained-model';

/** Models of dense layers, through each optimizer. */
export const denseModels: Record<string, () => TrainedModel> = {
  'the dense GAN': () => denseGan(11),
  'the dense classifier': () => denseClassifier(12),
};
const autoencoders = [
  ['sgd', 'binaryCrossentropy'],
  ['momentum', 'meanSquaredError'],
  ['nesterov', 'binaryCrossentropy'],
  ['rmsprop', 'meanSquaredError'],
  ['adam', 'binaryCrossentropy'],
] as const;
for (const [optimizer, loss] of autoencoders) {
  denseModels[`a dense autoencoder (${optimizer}, ${loss})`] = () => denseAutoencoder(13, optimizer, loss);
}

export interface StructuredModel {
  /** With the optimizer that it usually has, or another. */
  readonly make: (makeOptimizer?: MakeOptimizer) => TrainedModel;
  /** tfjs' cpu backend computes wrong gradients for it, so that only TensorFlow is a reference. */
  readonly isWrongOnCpu?: true;
}

const cells: readonly Cell[] = ['lstm', 'gru', 'simpleRNN', 'bidirectional'];

/** Models of everything else: convolutions, sequences, labels. */
export const structuredModels: Readonly<Record<string, StructuredModel>> = {
  'the DCGAN': { make: (makeOptimizer) => dcgan(21, makeOptimizer) },
  'an autoencoder of transposed convolutions': {
    make: (makeOptimizer) => convAutoencoder(22, 'transposed', makeOptimizer),
  },
  'an autoencoder of nearest-neighbour upsampling': {
    make: (makeOptimizer) => convAutoencoder(23, 'nearest', makeOptimizer),
    isWrongOnCpu: true,
  },
  'an autoencoder of bilinear upsampling': {
    make: (makeOptimizer) => convAutoencoder(24, 'bilinear', makeOptimizer),
  },
  'the convolutional classifier (momentum)': {
    make: (makeOptimizer) => convClassifier(25, makeOptimizer),
    isWrongOnCpu: true,
  },
  'a conditional GAN with embedded labels': { make: (makeOptimizer) => conditionalGan(26, 'embedding', makeOptimizer) },
  'a conditional GAN with one-hot labels': { make: (makeOptimizer) => conditionalGan(27, 'one-hot', makeOptimizer) },
  'a tied autoencoder (momentum)': { make: (makeOptimizer) => tiedAutoencoder(28, makeOptimizer) },
  'a sparse, denoising autoencoder': { make: (makeOptimizer) => sparseAutoencoder(29, makeOptimizer) },
  'a variational autoencoder': { make: (makeOptimizer) => variationalAutoencoder(30, makeOptimizer) },
  ...Object.fromEntries(
    cells.map((cell, at) => [
      `a recurrent autoencoder (${cell})`,
      { make: (makeOptimizer) => recurrentAutoencoder(31 + at, cell, makeOptimizer) } satisfies StructuredModel,
    ]),
  ),
};

/** All of them, with the optimizers that they usually have. */
export const trainedModels: Readonly<Record<string, () => TrainedModel>> = {
  ...denseModels,
  ...Object.fromEntries(Object.entries(structuredModels).map(([name, { make }]) => [name, () => make()])),
};

/** Steps so small against a model's curvature that what differs after a few of them is what the gradients differed by. */
export const gradientDescent: MakeOptimizer = () => tf.train.sgd(0.5);
