/** One step of an experiment without a trainer: noise and batch are given, gradients are kept and move nothing. */
import * as tf from '@tensorflow/tfjs';
import type { Batch, Experiment } from '../../../src/authoring/experiment';

export interface OneStep {
  readonly scalars: Readonly<Record<string, number>>;
  readonly beliefs: Readonly<Record<string, readonly number[]>>;
  /** By phase, in the order of the model's trainable weights. */
  readonly gradients: Readonly<Record<string, readonly Float32Array[]>>;
}

/** @param noises what each call of normal() gives, one after the other */
export function oneStep({ step, models, optimizers }: Experiment, batch: Batch, noises: readonly tf.Tensor[]): OneStep {
  const beliefs: Record<string, number[]> = {};
  const gradients: Record<string, Float32Array[]> = {};
  const left = [...noises];
  const normal = () => {
    const next = left.shift();
    if (!next) throw new Error('Expected no more noise to be drawn.');
    return next;
  };
  const scalars = step({
    step: 0,
    epoch: 0,
    stage: '',
    batch,
    state: {},
    normal,
    uniform: normal,
    believe: (whose, probabilities) => (beliefs[whose] = [...probabilities.dataSync()]),
    update(phase, loss) {
      const weights = (optimizers[phase]?.trains ?? []).flatMap((role) =>
        (models[role]?.trainableWeights ?? []).map((weight) => weight.read() as tf.Variable),
      );
      const { value, grads } = tf.variableGrads(() => tf.reshape<tf.Rank.R0>(loss(), []), weights);
      gradients[phase] = weights.map(({ name }) => grads[name]!.dataSync<'float32'>().slice());
      return value;
    },
  });
  return {
    scalars: Object.fromEntries(
      Object.entries(scalars).map(([name, value]) => [
        name,
        typeof value === 'number' ? value : (value.dataSync()[0] ?? NaN),
      ]),
    ),
    beliefs,
    gradients,
  };
}
