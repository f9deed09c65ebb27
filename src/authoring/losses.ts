/** Losses by the names that Keras and the lecture use, as means over all elements. */
import * as tf from '@tensorflow/tfjs-core';

export type ReconstructionLoss = 'binaryCrossentropy' | 'meanSquaredError';

/** Keras clips probabilities to [1e-7, 1 − 1e-7] before the logarithm; a loss can then be at most 16.118. */
const PROBABILITY_FLOOR = 1e-7;

/**
 * Mean binary cross-entropy of probabilities.
 * @param targets and probabilities of one shape, values in [0, 1]
 * @returns scalar, in nats
 * Source: Keras' binary_crossentropy(from_logits=False)
 */
export function binaryCrossentropy(targets: tf.Tensor, probabilities: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    const p = tf.clipByValue(probabilities, PROBABILITY_FLOOR, 1 - PROBABILITY_FLOOR);
    const logLikelihood = tf.add(tf.mul(targets, tf.log(p)), tf.mul(tf.sub(1, targets), tf.log(tf.sub(1, p))));
    return tf.neg(tf.mean<tf.Scalar>(logLikelihood));
  });
}

/**
 * Mean categorical cross-entropy of a softmax, from what goes into it, so that it is exact also where a probability is 0
 * to a float.
 * @param targets [batch, classes], 1 for the class of each, 0 elsewhere
 * @param logits [batch, classes]
 * @returns scalar, in nats
 * Source: Keras' categorical_crossentropy(from_logits=True)
 */
export const softmaxCrossentropy = (targets: tf.Tensor, logits: tf.Tensor2D): tf.Scalar =>
  tf.tidy(() => tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(tf.cast(targets, 'float32'), tf.logSoftmax(logits)), 1))));

/** Mean squared error over all elements, a scalar in squared units of the pixels. */
export const meanSquaredError = (targets: tf.Tensor, outputs: tf.Tensor): tf.Scalar =>
  tf.tidy(() => tf.mean<tf.Scalar>(tf.squaredDifference(targets, outputs)));

/**
 * Share of samples whose largest score is that of their class.
 * @param labels [batch], class numbers
 * @param scores [batch, classes], probabilities or logits
 */
export const accuracy = (labels: tf.Tensor1D, scores: tf.Tensor): tf.Scalar =>
  tf.mean<tf.Scalar>(tf.cast(tf.equal(tf.argMax(scores, 1), labels), 'float32'));

export const reconstructionLosses: Readonly<
  Record<ReconstructionLoss, (targets: tf.Tensor, outputs: tf.Tensor) => tf.Scalar>
> = {
  binaryCrossentropy,
  meanSquaredError,
};

/** What a loss measures, for an axis. */
export const lossUnits: Readonly<Record<ReconstructionLoss, string>> = {
  binaryCrossentropy: 'binary cross-entropy, nats',
  meanSquaredError: 'mean squared error',
};
