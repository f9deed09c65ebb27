/** What keeps an autoencoder's codings few at a time, as a term of its loss. */
import * as tf from '@tensorflow/tfjs-core';
import { checkChoice } from './checks';
import { ExperimentError } from './experiment-error';

export type Sparsity =
  /** weight × sum of the codings' absolute values, mean over the batch, as Keras' l1 activity regularizer. */
  | { readonly kind: 'l1'; readonly weight: number }
  /** weight × Σ over codings of KL(target ‖ mean of the coding over the batch); codings lie in [0, 1]. */
  | { readonly kind: 'kl'; readonly weight: number; readonly target: number };

/** Means are kept so far from 0 and 1, where the divergence is infinite. */
const MEAN_FLOOR = 1e-7;

/** @throws ExperimentError */
export function checkSparsity(sparsity: Sparsity | undefined): void {
  if (sparsity === undefined) return;
  checkChoice('sparsity.kind', sparsity.kind, ['l1', 'kl']);
  if (!(sparsity.weight > 0 && Number.isFinite(sparsity.weight)))
    throw new ExperimentError(
      `sparsity.weight expected a number above 0, and got ${sparsity.weight}.`,
      "Write for example sparsity: { kind: 'kl', weight: 0.05, target: 0.1 }.",
    );
  if (sparsity.kind === 'kl' && !(sparsity.target > 0 && sparsity.target < 1))
    throw new ExperimentError(
      `sparsity.target expected the wanted mean of a coding, above 0 and below 1, and got ${sparsity.target}.`,
      'Set it for example to 0.1.',
    );
}

/**
 * @param codings [batch, …]
 * @returns scalar
 * Source: Géron, Hands-On Machine Learning, ch. 17: KLDivergenceRegularizer(weight, target)
 */
export function sparsityPenalty(sparsity: Sparsity, codings: tf.Tensor): tf.Scalar {
  if (sparsity.kind === 'l1')
    return tf.div<tf.Scalar>(tf.mul(sparsity.weight, tf.sum(tf.abs(codings))), codings.shape[0] ?? 1);
  const { weight, target } = sparsity;
  const active = tf.clipByValue(tf.mean(codings, 0), MEAN_FLOOR, 1 - MEAN_FLOOR);
  const divergence = tf.add(
    tf.mul(target, tf.log(tf.div(target, active))),
    tf.mul(1 - target, tf.log(tf.div(1 - target, tf.sub(1, active)))),
  );
  return tf.mul<tf.Scalar>(weight, tf.sum(divergence));
}
