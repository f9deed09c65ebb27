/** What keeps an autoencoder's codings few at a time, as a term of its loss. */
import type * as tf from '@tensorflow/tfjs-core';
import { checkChoice } from './checks';
import { ExperimentError } from './experiment-error';
import { penalties } from './penalties';

export type Sparsity =
  /** `penalties.l1` of the codings. */
  | { readonly kind: 'l1'; readonly weight: number }
  /** `penalties.divergence` of the codings, which lie in [0, 1]. */
  | { readonly kind: 'kl'; readonly weight: number; readonly target: number };

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

/** @param codings [batch, …] @returns scalar */
export const sparsityPenalty = (sparsity: Sparsity, codings: tf.Tensor): tf.Scalar =>
  sparsity.kind === 'l1'
    ? penalties.l1(codings, sparsity.weight)
    : penalties.divergence(codings, sparsity.target, sparsity.weight);
