/** What an active coding costs, as terms of a loss: the ways to sparse codings. */
import * as tf from '@tensorflow/tfjs-core';

/** A batch whose mean is 0 or 1 would be infinitely far from any target; Keras clips so, too. */
const MEAN_FLOOR = 1e-7;

export const penalties = {
  /**
   * Sum of the absolute activations of a sample, mean over the batch, times `weight`.
   * @param activations [batch, …]
   * @returns scalar
   * Source: Keras' activity_regularizer=regularizers.L1(weight), which is divided by the batch size, too
   */
  l1(activations: tf.Tensor, weight: number): tf.Scalar {
    return tf.tidy(() => perSample(tf.abs(activations), weight));
  },

  /**
   * Sum of the squared activations of a sample, mean over the batch, times `weight`.
   * @param activations [batch, …]
   * @returns scalar
   */
  l2(activations: tf.Tensor, weight: number): tf.Scalar {
    return tf.tidy(() => perSample(tf.square(activations), weight));
  },

  /**
   * How far the mean activation of each unit over the batch is from a wanted one, as if they were probabilities:
   * weight × Σ over units of KL(p ‖ q) = p log(p / q) + (1 − p) log((1 − p) / (1 − q)), p the target, q the unit's mean.
   * Keras divides any activity regularizer by the batch size. Here a mean over the batch is not divided once more, so that
   * Géron's weight of 0.05 at batches of 32 is 0.05 / 32.
   * @param activations [batch, …], in [0, 1], as of a sigmoid
   * @param target wanted mean activation, in (0, 1), such as 0.1
   * @returns scalar, in nats × weight
   * Source: Ng, "Sparse autoencoder", CS294A lecture notes, 2011, section 3; Géron, Hands-On Machine Learning, ch. 17
   */
  divergence(activations: tf.Tensor, target: number, weight: number): tf.Scalar {
    return tf.tidy(() => {
      const active = tf.clipByValue(tf.mean(activations, 0), MEAN_FLOOR, 1 - MEAN_FLOOR);
      const idle = tf.sub(1, active);
      // Σ p log p + (1 − p) log (1 − p) is a number of the target's alone.
      const cross = tf.add(tf.mul(tf.log(active), target), tf.mul(tf.log(idle), 1 - target));
      const own = active.size * (target * Math.log(target) + (1 - target) * Math.log(1 - target));
      return tf.mul<tf.Scalar>(tf.sub(own, tf.sum(cross)), weight);
    });
  },
};

const perSample = (costs: tf.Tensor, weight: number): tf.Scalar =>
  tf.mul<tf.Scalar>(tf.sum(costs), weight / (costs.shape[0] ?? 1));
