/**
 * The reference classifier's network: a small convolutional net, written once as tfjs operations on plain tensors, so that
 * the same function trains it and classifies with it, and no layer, name or random number of a user's run is touched.
 * It knows no file and no data set.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { NoiseGenerator } from '../noise/noise-generator';

/** Changes whenever weights of before must not be used any more: with the network, its training or its inputs. */
export const NETWORK_VERSION = 1;

const FIRST_FILTERS = 28;
const SECOND_FILTERS = 56;
/** Numbers by which the last hidden layer describes an image. */
export const FEATURES = 96;

export interface NetworkSize {
  /** [height, width, channels] of one image. */
  readonly imageShape: readonly number[];
  readonly classCount: number;
}

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Inputs that one output is summed up from; 0 for a bias. */
  readonly fanIn: number;
}

/** Of one image, behind the convolutions: each halves both sides. */
export function featureCount({ imageShape: [height = 0, width = 0] }: NetworkSize): number {
  const quarter = (side: number): number => Math.ceil(Math.ceil(side / 2) / 2);
  return quarter(height) * quarter(width) * SECOND_FILTERS;
}

/** In the order in which `logitsOf` takes them. */
export function networkWeights(size: NetworkSize): readonly WeightSpec[] {
  const { imageShape, classCount } = size;
  const channels = imageShape[2] ?? 0;
  const layer = (name: string, kernel: readonly number[]): WeightSpec[] => [
    { name: `${name}/kernel`, shape: kernel, fanIn: tf.util.sizeFromShape(kernel.slice(0, -1)) },
    { name: `${name}/bias`, shape: kernel.slice(-1), fanIn: 0 },
  ];
  return [
    ...layer('conv_1', [5, 5, channels, FIRST_FILTERS]),
    ...layer('conv_2', [3, 3, FIRST_FILTERS, SECOND_FILTERS]),
    ...layer('dense_1', [featureCount(size), FEATURES]),
    ...layer('dense_2', [FEATURES, classCount]),
  ];
}

/** Source: He et al., "Delving Deep into Rectifiers", 2015, eq. 10. Biases are 0. */
export function initialValues({ shape, fanIn }: WeightSpec, noise: NoiseGenerator): Float32Array {
  const values = new Float32Array(tf.util.sizeFromShape([...shape]));
  return fanIn === 0 ? values : noise.normal(values, 0, Math.sqrt(2 / fanIn));
}

/** As `networkWeights` lists them. */
type Weights = [tf.Tensor4D, tf.Tensor1D, tf.Tensor4D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D, tf.Tensor2D, tf.Tensor1D];

/**
 * What the last hidden layer makes of images: the numbers by which it tells classes apart.
 * @param weights as `networkWeights` lists them
 * @param images [batch, height, width, channels], pixels in [0, 1]
 * @param dropout [batch, features] while it trains: 0 for a feature that is left out, 1 / the share that stays for the others
 * @returns [batch, FEATURES], at least 0
 */
export function featuresOf(weights: readonly tf.Tensor[], images: tf.Tensor4D, dropout?: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const [kernel1, bias1, kernel2, bias2, dense1, bias3] = weights as Weights;
    const convolved = (x: tf.Tensor4D, kernel: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D =>
      tf.relu(tf.add(tf.conv2d(x, kernel, 2, 'same'), bias));
    const maps = convolved(convolved(images, kernel1, bias1), kernel2, bias2);
    const all = tf.reshape<tf.Rank.R2>(maps, [images.shape[0], -1]);
    const flat = dropout ? tf.mul<tf.Tensor2D>(all, dropout) : all;
    return tf.relu(tf.add(tf.matMul(flat, dense1), bias3));
  });
}

/** @param weights as `networkWeights` lists them @param features [batch, FEATURES] @returns [batch, classes], before the softmax */
export function logitsOf(weights: readonly tf.Tensor[], features: tf.Tensor2D): tf.Tensor2D {
  const [, , , , , , dense2, bias4] = weights as Weights;
  return tf.tidy(() => tf.add(tf.matMul(features, dense2), bias4));
}
