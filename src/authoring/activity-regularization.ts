/** A layer that changes nothing, and makes what goes through it cost something: the trainer adds its penalty to the loss. */
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { describeValue } from './checks';
import { ExperimentError } from './experiment-error';
import type { LayerOptions } from './layer-options';
import { penalties } from './penalties';

export interface ActivityRegularizationOptions extends LayerOptions {
  /** Weight of the sum of absolute activations. */
  readonly l1?: number;
  /** Weight of the sum of squared activations. */
  readonly l2?: number;
  /** Divergence of each unit's mean over the batch from `target`; the activations lie in [0, 1]. */
  readonly divergence?: { readonly target: number; readonly weight: number };
}

export class ActivityRegularization extends layers.Layer {
  static readonly className = 'ActivityRegularization';
  private readonly options: Pick<ActivityRegularizationOptions, 'l1' | 'l2' | 'divergence'>;

  constructor({ l1, l2, divergence, ...options }: ActivityRegularizationOptions) {
    super({ ...options });
    for (const [name, weight] of Object.entries({ l1, l2, 'divergence.weight': divergence?.weight }))
      if (weight !== undefined && !(weight >= 0 && Number.isFinite(weight)))
        throw new ExperimentError(
          `${name} expected a number of at least 0, and got ${describeValue(weight)}.`,
          `Set ${name} to such a number.`,
          this,
        );
    if (divergence && !(divergence.target > 0 && divergence.target < 1))
      throw new ExperimentError(
        `divergence.target expected a mean activation between 0 and 1, both left out, and got ${describeValue(divergence.target)}.`,
        'Set it for example to 0.1: each unit is active for a tenth of the images.',
        this,
      );
    this.options = { ...(l1 && { l1 }), ...(l2 && { l2 }), ...(divergence && { divergence }) };
    if (Object.keys(this.options).length === 0)
      throw new ExperimentError(
        'An activity regularization expected l1, l2 or divergence, and got none.',
        'Write for example layers.activityRegularization({ l1: 1e-4 }).',
        this,
      );
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat();
    if (!x) throw new Error('A layer has an input.');
    return tf.clone(x);
  }

  /** @param activations what went through it: [batch, …] @returns what that costs, a scalar */
  penalty(activations: tf.Tensor): tf.Scalar {
    const { l1, l2, divergence } = this.options;
    return tf.tidy(() =>
      tf.addN<tf.Scalar>([
        ...(l1 ? [penalties.l1(activations, l1)] : []),
        ...(l2 ? [penalties.l2(activations, l2)] : []),
        ...(divergence ? [penalties.divergence(activations, divergence.target, divergence.weight)] : []),
      ]),
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { l1 = 0, l2 = 0, divergence } = this.options;
    return { ...super.getConfig(), l1, l2, ...(divergence && { divergence: { ...divergence } }) };
  }
}
tf.serialization.registerClass(ActivityRegularization);
