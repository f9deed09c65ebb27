/** What the models of the engine's tests share: their interface, seeded weights and noise, one step of an optimizer. */
import * as tf from '@tensorflow/tfjs';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { installRandomness } from '../../../src/loading/tfjs-randomness';
import type { RandomnessSource } from '../../../src/loading/tfjs-randomness';

/** A model with its training step; each call of `step` draws the next batch. */
export interface TrainedModel {
  /** @returns the losses of the step */
  step(): number[];
  /** Values of all weights, layer by layer, those that no optimizer changes included. */
  weights(): Float32Array[];
  dispose(): void;
}

/** Makes a model's optimizers; tests that compare gradients give one that doesn't magnify their last bits. */
export type MakeOptimizer = () => tf.Optimizer;

const randomness: RandomnessSource = { current: new NoiseGenerator(0) };
installRandomness(randomness);

/** From now on tfjs' dropout and noise layers draw from this generator, on any backend. */
export function drawFrom(noise: NoiseGenerator): void {
  randomness.current = noise;
}

/**
 * Glorot's uniform for kernels, one for scales and variances, zero for biases and means, from our generator, so that
 * every backend starts alike.
 */
export function initialize(model: tf.LayersModel, noise: NoiseGenerator): void {
  tf.tidy(() => {
    const values = model.getWeights().map((weight, at) => {
      const name = model.weights[at]?.name ?? '';
      if (/gamma|variance/.test(name)) return tf.ones(weight.shape);
      if (weight.rank < 2) return tf.zeros(weight.shape);
      const [fanIn = 0, fanOut = 0] = weight.shape.slice(-2);
      const receptiveField = tf.util.sizeFromShape(weight.shape.slice(0, -2));
      const limit = Math.sqrt(6 / (receptiveField * (fanIn + fanOut)));
      return tf.tensor(noise.uniform(new Float32Array(weight.size), -limit, limit), weight.shape);
    });
    model.setWeights(values);
  });
}

/** The variables behind a model's weights; tfjs-layers keeps them in a field that its types hide. */
export const variablesOf = (model: tf.LayersModel, which: 'trainableWeights' | 'weights' = 'trainableWeights') =>
  model[which].map((weight) => (weight as unknown as { readonly val: tf.Variable }).val);

export const weightsOf = (...models: tf.LayersModel[]): Float32Array[] =>
  models.flatMap((model) => variablesOf(model, 'weights').map((value) => Float32Array.from(value.dataSync())));

export const apply = (model: tf.LayersModel, x: tf.Tensor | tf.Tensor[]): tf.Tensor =>
  model.apply(x, { training: true }) as tf.Tensor;

/** One step. @returns the loss before it */
export function minimize(
  optimizer: tf.Optimizer,
  models: tf.LayersModel | readonly tf.LayersModel[],
  loss: () => tf.Scalar,
): number {
  const variables = [models].flat().flatMap((model: tf.LayersModel) => variablesOf(model));
  const value = optimizer.minimize(loss, true, variables);
  if (!value) throw new Error('minimize was asked for the loss and gave none.');
  return value.dataSync()[0] ?? NaN;
}
