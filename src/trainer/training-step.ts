/** One training step from the user's point of view: makes its context, runs it, and reads what it observed. */
import * as tf from '@tensorflow/tfjs-core';
import type { Batch, Experiment, StepContext } from '../authoring/experiment';
import { ExperimentError, formatShape } from '../authoring/experiment-error';
import type { Dataset, DatasetSplit } from '../data/dataset';
import type { Engine, StepRunner } from '../engine/engine';
import { BatchPlan } from './batches';
import type { TrainingState } from './training-state';

/** What one step showed: the recorded numbers by name, and the discriminator's probabilities. */
export interface Observation {
  readonly scalars: Readonly<Record<string, number>>;
  readonly beliefs: { readonly real?: Float32Array; readonly generated?: Float32Array };
}

export class TrainingStep {
  readonly plan: BatchPlan;
  /** Images held out of training, as indices into the training split. */
  readonly heldOut: { readonly start: number; readonly count: number };
  private readonly runner: StepRunner<Observation>;

  constructor(
    private readonly experiment: Experiment,
    private readonly state: TrainingState,
    private readonly dataset: Dataset,
    engine: Engine,
    seed: number,
  ) {
    const { validation, batchSize } = experiment;
    const trainCount = dataset.train.count - validation;
    if (trainCount < 1)
      throw new ExperimentError(
        `validation expected fewer than the ${dataset.train.count} images of ${dataset.name}, and got ${validation}.`,
        'Hold out fewer images.',
      );
    this.heldOut = { start: trainCount, count: validation };
    this.plan = new BatchPlan(trainCount, batchSize, seed);
    this.runner = engine.prepare(() => this.trainOnce());
  }

  /** Does one step and counts it. */
  run(): Observation {
    this.state.drawFromHere();
    const observation = this.runner.run();
    this.state.step++;
    return observation;
  }

  /** Means over the held-out images, or nothing for a family that has none. */
  evaluate(): Record<string, number> {
    const { evaluate } = this.experiment;
    const sums: Record<string, number> = {};
    if (!evaluate || this.heldOut.count === 0) return sums;
    // Bigger batches than in training: only the mean counts, and fewer calls are faster.
    const size = 500;
    for (let start = 0; start < this.heldOut.count; start += size) {
      const indices = Array.from(
        { length: Math.min(size, this.heldOut.count - start) },
        (_, i) => this.heldOut.start + start + i,
      );
      tf.tidy(() => {
        for (const [name, value] of Object.entries(evaluate(makeBatch(this.dataset.train, indices))))
          sums[name] = (sums[name] ?? 0) + (value.dataSync()[0] ?? NaN) * (indices.length / this.heldOut.count);
      });
    }
    return sums;
  }

  /** The first `count` held-out images, or test images where none are held out; again from the first when there are fewer. [count, …shape] */
  heldOutImages(count: number): tf.Tensor {
    const [split, start, available] =
      this.heldOut.count > 0
        ? [this.dataset.train, this.heldOut.start, this.heldOut.count]
        : [this.dataset.test, 0, this.dataset.test.count];
    return imagesOf(
      split,
      Array.from({ length: count }, (_, i) => start + (i % available)),
    );
  }

  private trainOnce(): Observation {
    const { experiment, state } = this;
    const kept: Partial<Record<'real' | 'generated', tf.Tensor>> = {};
    try {
      return tf.tidy(() => {
        const context: StepContext = {
          step: state.step,
          epoch: Math.floor(state.step / this.plan.stepsPerEpoch),
          batch: makeBatch(this.dataset.train, this.plan.indices(state.step)),
          state: state.userState,
          normal: (shape, mean, std) => noiseTensor(shape, (out) => state.noise.normal(out, mean, std)),
          uniform: (shape, min, max) => noiseTensor(shape, (out) => state.noise.uniform(out, min, max)),
          update: (phase, loss) => this.update(phase, loss),
          believe: (whose, probabilities) => {
            kept[whose]?.dispose();
            // Beliefs come out of a gradient's inner scope; they are ours until the end of the step.
            kept[whose] = tf.keep(tf.clone(probabilities));
          },
        };
        const returned: Readonly<Record<string, unknown>> | undefined = experiment.step(context);
        return { scalars: readScalars(returned), beliefs: readBeliefs(kept) };
      });
    } finally {
      for (const tensor of Object.values(kept)) tensor.dispose();
    }
  }

  private update(phase: string, loss: () => tf.Tensor): tf.Scalar {
    const trainedBy = this.experiment.optimizers[phase];
    if (!trainedBy)
      throw new ExperimentError(
        `update() expected one of the optimizers ${Object.keys(this.experiment.optimizers).join(', ')}, and got ${JSON.stringify(phase)}.`,
        'Name the optimizer of this phase.',
      );
    const weights = [...this.state.trainableWeights(phase)];
    if (weights.length === 0)
      throw new ExperimentError(
        `The phase ${phase} has no trainable weights.`,
        'Give its model a layer with weights, and leave it trainable.',
      );
    const { value, grads } = gradients(phase, loss, weights);
    trainedBy.optimizer.applyGradients(grads);
    return value;
  }
}

function gradients(phase: string, loss: () => tf.Tensor, weights: tf.Variable[]) {
  try {
    return tf.variableGrads(() => asScalar(phase, loss()), weights);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('Cannot find a connection')) throw error;
    throw new ExperimentError(
      `The loss of the phase ${phase} does not depend on the weights that it trains.`,
      "Compute it from the model's output, inside of the function.",
    );
  }
}

function asScalar(phase: string, loss: tf.Tensor): tf.Scalar {
  if (loss.size !== 1)
    throw new ExperimentError(
      `The loss of the phase ${phase} expected one number, and got ${formatShape(loss.shape)}.`,
      'Take its mean.',
    );
  return tf.reshape(loss, []);
}

const noiseTensor = (shape: number[], fill: (out: Float32Array) => Float32Array): tf.Tensor =>
  tf.tensor<tf.Rank>(fill(new Float32Array(tf.util.sizeFromShape(shape))), shape);

const imagesOf = (split: DatasetSplit, indices: ArrayLike<number>): tf.Tensor =>
  tf.tensor(split.gather(indices), [indices.length, ...split.shape]);

const makeBatch = (split: DatasetSplit, indices: ArrayLike<number>): Batch => ({
  images: imagesOf(split, indices),
  labels: tf.tensor1d(split.labels(indices), 'int32'),
  size: indices.length,
});

function readScalars(returned: Readonly<Record<string, unknown>> | undefined): Record<string, number> {
  const scalars: Record<string, number> = {};
  if (typeof returned !== 'object' || returned === null)
    throw new ExperimentError(
      `step() expected to return the numbers to record, by name, and returned ${String(returned)}.`,
      'Return for example { loss }.',
    );
  for (const [name, value] of Object.entries(returned)) {
    if (typeof value === 'number') scalars[name] = value;
    else if (value instanceof tf.Tensor && value.size === 1) scalars[name] = value.dataSync()[0] ?? NaN;
    else
      throw new ExperimentError(
        `step() expected ${name} to be a number or a scalar tensor.`,
        'Take its mean, or leave it out.',
      );
  }
  return scalars;
}

function readBeliefs(kept: Partial<Record<'real' | 'generated', tf.Tensor>>): Observation['beliefs'] {
  const read = (tensor: tf.Tensor | undefined) => tensor && Float32Array.from(tensor.dataSync());
  const [real, generated] = [read(kept.real), read(kept.generated)];
  return { ...(real && { real }), ...(generated && { generated }) };
}
