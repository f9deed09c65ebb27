/** Balls and directions about images, one for each image of a batch. Pure tensor arithmetic, in the caller's scope. */
import * as tf from '@tensorflow/tfjs-core';
import type { Norm } from './attack';

/** Where a gradient is so short, it has no direction. */
const LEAST_LENGTH = 1e-12;

/** [batch, 1, …]: the length of each image's own vector. */
export function lengths(vectors: tf.Tensor): tf.Tensor {
  const axes = vectors.shape.slice(1).map((_, axis) => axis + 1);
  return tf.sqrt(tf.sum(tf.square(vectors), axes, true));
}

/** The step of size 1, by `norm`, along which a linear function with this gradient grows most. */
export const steepest = (gradient: tf.Tensor, norm: Norm): tf.Tensor =>
  norm === 'linf' ? tf.sign(gradient) : tf.div(gradient, tf.maximum(lengths(gradient), LEAST_LENGTH));

/** Points as near to `images` as they can be within `epsilon` of `originals`. */
export function projected(images: tf.Tensor, originals: tf.Tensor, epsilon: tf.Tensor, norm: Norm): tf.Tensor {
  const offset = tf.sub(images, originals);
  if (norm === 'linf') return tf.add(originals, tf.maximum(tf.neg(epsilon), tf.minimum(epsilon, offset)));
  const scale = tf.minimum(1, tf.div(epsilon, tf.maximum(lengths(offset), LEAST_LENGTH)));
  return tf.add(originals, tf.mul(offset, scale));
}
