/** One training step from the user's point of view: makes its context, runs it, and reads what it observed. */
import * as tf from '@tensorflow/tfjs-core';
import type { Batch, Experiment, StepContext } from '../authoring/experiment';
import { ExperimentError, formatShape } from '../authoring/experiment-error';
import type { Dataset, DatasetSplit, TrainingMoment } from '../data/dataset';
import type { Engine, StepRunner } from '../engine/engine';
import type { Fallback, Refill, StepFollower, StepProgram, StepResult, StepValues } from '../engine/step-program';
import { namedLayers } from '../loading/model-roles';
import { readOptimizerNumbers, writeOptimizerNumbers } from '../loading/optimizer-slots';
import { type RandomnessSource, redrawing } from '../loading/tfjs-randomness';
import type { NoiseGenerator } from '../noise/noise-generator';
import { applyGradients } from './apply-gradients';
import { BatchPlan } from './batches';
import { ProbedTensors, type StepProbes } from './step-probes';
import type { TrainingState } from './training-state';

type Side = 'real' | 'generated';

/** Draws from a distribution: the one that a step asked for. */
export type FillWithNoise = (out: Float32Array, noise: NoiseGenerator) => void;

/** What one step showed: the recorded numbers by name, the discriminator's probabilities, and what was probed. */
export interface Observation {
  readonly scalars: Readonly<Record<string, number>>;
  readonly beliefs: { readonly real?: Float32Array; readonly generated?: Float32Array };
  /** By the probe's name. */
  readonly probed: Readonly<Record<string, ProbedValues>>;
}

export interface ProbedValues {
  readonly values: Float32Array | Int32Array | Uint8Array;
  readonly shape: readonly number[];
}

export interface StepParts {
  readonly experiment: Experiment;
  readonly state: TrainingState;
  readonly dataset: Dataset;
  readonly engine: Engine;
  readonly randomness: RandomnessSource;
  readonly seed: number;
  /** Nothing but tfjs' and Gibbon's own code runs in a step. */
  readonly isKnownCode: boolean;
}

/** Names of a step's result say what each part of it is. */
const SCALAR = 'scalar/';
const BELIEF = 'belief/';
const PROBED = 'probed/';

export class TrainingStep implements StepProgram<StepProbes> {
  readonly plan: BatchPlan;
  /** Images held out of training, as indices into the training split. */
  readonly heldOut: { readonly start: number; readonly count: number };
  private readonly experiment: Experiment;
  private readonly state: TrainingState;
  private readonly dataset: Dataset;
  private readonly runner: StepRunner<StepProbes>;
  /** How often the last traced step updated by each optimizer, in the order in which it did so first. */
  private updates = new Map<string, number>();
  private probed = new ProbedTensors(undefined);
  private readonly noiseDrawn = new Map<string, FillWithNoise>();
  /** The phase under way. */
  private phase: string | undefined;
  private follower: StepFollower | undefined;
  /** Told, once for each reason, why steps don't run compiled. */
  onFallback: (fallback: Fallback) => void = () => undefined;

  constructor(private readonly parts: StepParts) {
    const { experiment, dataset, engine, seed } = parts;
    ({ experiment: this.experiment, state: this.state, dataset: this.dataset } = parts);
    const { validation = usualValidation(dataset), batchSize } = experiment;
    const trainCount = dataset.train.count - validation;
    if (trainCount < 1)
      throw new ExperimentError(
        `validation expected fewer than the ${dataset.train.count} training ${dataset.samples} of ${dataset.name}, and got ${validation}.`,
        `Hold out fewer ${dataset.samples}.`,
      );
    this.heldOut = { start: trainCount, count: validation };
    this.plan = new BatchPlan(trainCount, batchSize, seed);
    this.watchActivations();
    this.runner = engine.prepare<StepProbes>(this, (fallback) => this.onFallback(fallback));
  }

  /** Does one step and counts it. */
  run(probes?: StepProbes): Observation {
    const [observation] = this.runSome(1, probes);
    if (!observation) throw new Error('An engine ran no step.');
    return observation;
  }

  /** Does up to `atMost` steps in one go and counts them; one at least, and no more than one with probes. */
  runSome(atMost: number, probes?: StepProbes): Observation[] {
    this.state.drawFromHere();
    const steps = this.runner.run(atMost, probes);
    this.state.step += steps.length;
    return steps.map(readObservation);
  }

  /** The optimizers by which the last traced step updated, in that order. */
  get phases(): string[] {
    return [...this.updates.keys()];
  }

  get position(): number {
    return this.state.step;
  }

  fixedKey(ahead: number): string | undefined {
    if (!this.parts.isKnownCode) return undefined;
    const numbers = Object.values(this.experiment.optimizers).map(({ optimizer }) => numbersOf(optimizer));
    return `batch of ${this.plan.batchSizeAt(this.state.step + ahead)}; optimizers ${numbers.join('; ')}`;
  }

  countSteps(steps: number): void {
    for (const [phase, times] of this.updates) {
      const optimizer = this.experiment.optimizers[phase]?.optimizer;
      if (!optimizer) continue;
      const { iterations, learningRate } = readOptimizerNumbers(optimizer);
      writeOptimizerNumbers(optimizer, { iterations: iterations + times * steps, learningRate });
    }
  }

  trace(follower: StepFollower, probes: StepProbes | undefined): StepResult {
    const { experiment, state } = this;
    const { randomness } = this.parts;
    const kept: Partial<Record<Side, tf.Tensor>> = {};
    this.probed = new ProbedTensors(probes);
    this.updates = new Map();
    this.follower = follower;
    randomness.onDrawn = (tensor, redraw) => follower.fed(tensor, redraw, true);
    randomness.onUnseen = () => follower.fedUnseen();
    try {
      const context: StepContext = {
        step: state.step,
        epoch: Math.floor(state.step / this.plan.stepsPerEpoch),
        batch: this.feedBatch(follower),
        state: state.userState,
        normal: (shape, mean, std) => this.feedNoise(follower, shape, (out, noise) => noise.normal(out, mean, std)),
        uniform: (shape, min, max) => this.feedNoise(follower, shape, (out, noise) => noise.uniform(out, min, max)),
        update: (phase, loss) => this.update(phase, loss),
        believe: (whose, probabilities) => {
          kept[whose]?.dispose();
          // Beliefs come out of a gradient's inner scope; they are ours until the end of the step.
          kept[whose] = tf.keep(tf.clone(probabilities));
        },
      };
      this.seeWeights();
      const { tensors, numbers } = sortScalars(experiment.step(context));
      for (const side of ['real', 'generated'] as const) {
        const tensor = kept[side];
        if (tensor) tensors[BELIEF + side] = tensor;
      }
      for (const [name, tensor] of Object.entries(this.probed.take())) tensors[PROBED + name] = tensor;
      return { tensors, numbers };
    } catch (error) {
      for (const tensor of Object.values(kept)) tensor.dispose();
      this.probed.dispose();
      throw error;
    } finally {
      this.follower = undefined;
      this.phase = undefined;
      randomness.onDrawn = undefined;
      randomness.onUnseen = undefined;
    }
  }

  dispose(): void {
    this.runner.dispose();
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

  /** [height, width, channels] of one sample; undefined where samples are no images. */
  get imageShape(): readonly number[] | undefined {
    return this.dataset.samples === 'images' ? this.dataset.train.shape : undefined;
  }

  /** The first `count` held-out samples, or test samples where none are held out; again from the first when there are fewer. [count, …shape] */
  heldOutImages(count: number): tf.Tensor {
    const { split, indices } = this.firstHeldOut(count);
    return imagesOf(split, indices);
  }

  /** The classes of the same images. */
  heldOutLabels(count: number): Int32Array {
    const { split, indices } = this.firstHeldOut(count);
    return split.labels(indices);
  }

  private firstHeldOut(count: number): { split: DatasetSplit; indices: number[] } {
    const { train, test } = this.dataset;
    const [split, start, available] =
      this.heldOut.count > 0
        ? [train, this.heldOut.start, this.heldOut.count]
        : test.count > 0
          ? [test, 0, test.count]
          : [train, 0, train.count];
    return { split, indices: Array.from({ length: count }, (_, i) => start + (i % available)) };
  }

  private feedBatch(follower: StepFollower): Batch {
    const { train } = this.dataset;
    const indices = (ahead: number) => this.plan.indices(this.state.step + ahead);
    const moment = (ahead: number) => this.momentAt(this.state.step + ahead);
    const batch = makeBatch(train, indices(0), moment(0));
    // Gathered into the same arrays again and again: large ones cost more to make than to fill.
    const images: Float32Array[] = [];
    const gather: Refill = (ahead) =>
      train.gather(indices(ahead), (images[ahead] ??= new Float32Array(batch.images.size)), moment(ahead));
    follower.fed(batch.images, gather, false);
    follower.fed(batch.labels, (ahead) => Int32Array.from(train.labels(indices(ahead))), false);
    return batch;
  }

  private momentAt(step: number): TrainingMoment {
    return { seed: this.parts.seed, epoch: Math.floor(step / this.plan.stepsPerEpoch) };
  }

  /**
   * How the step draws noise for one sample of this shape, the batch left out; undefined while it has drawn none.
   * What a model takes in is noise, and nothing besides, where the step draws noise of just its shape.
   */
  noiseOf(sampleShape: readonly (number | null)[]): FillWithNoise | undefined {
    return this.noiseDrawn.get(sampleShape.join());
  }

  private feedNoise(follower: StepFollower, shape: number[], fill: FillWithNoise): tf.Tensor {
    const values = new Float32Array(tf.util.sizeFromShape(shape));
    this.noiseDrawn.set(shape.slice(1).join(), fill);
    fill(values, this.state.noise);
    const tensor = tf.tensor<tf.Rank>(values, shape);
    const refill: Refill = redrawing(values.length, 'float32', (out) => fill(out, this.state.noise));
    follower.fed(tensor, refill, true);
    return tensor;
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
    this.phase = phase;
    const { value, grads } = gradients(phase, loss, weights);
    for (const weight of weights) {
      const gradient = grads[weight.name];
      if (gradient) this.probed.see(this.state.nameOf(weight), 'gradient', gradient);
    }
    const before = weights
      .filter((weight) => this.probed.wants(this.state.nameOf(weight), 'update'))
      .map((weight) => ({ weight, value: tf.clone<tf.Tensor>(weight) }));
    applyGradients(trainedBy.optimizer, grads);
    this.updates.set(phase, (this.updates.get(phase) ?? 0) + 1);
    for (const { weight, value: old } of before)
      this.probed.see(this.state.nameOf(weight), 'update', tf.sub(weight, old));
    this.phase = undefined;
    return value;
  }

  private seeWeights(): void {
    for (const { name, variable } of this.state.weights) this.probed.see(name, 'weight', variable);
  }

  /** Models call their layers directly: the one place where what each gives out can be seen. */
  private watchActivations(): void {
    for (const [role, model] of Object.entries(this.experiment.models)) {
      const phases = Object.entries(this.experiment.optimizers).flatMap(([phase, { trains }]) =>
        trains.includes(role) ? [phase] : [],
      );
      for (const { name, layer } of namedLayers(role, model)) {
        const call = layer.call.bind(layer);
        layer.call = (inputs, kwargs) => {
          const outputs = call(inputs, kwargs);
          // A GAN's models run in the other's phase, too: their own is the one that counts.
          const isOwnPhase = this.phase !== undefined && phases.includes(this.phase);
          if (this.follower && (isOwnPhase || !this.probed.has(name, 'activation')))
            for (const output of [outputs].flat()) this.probed.see(name, 'activation', output);
          return outputs;
        };
      }
    }
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

const USUAL_VALIDATION = 5000;

/** Held out of an experiment's training split when it doesn't say how many. */
export function usualValidation({ train, validationCount }: Dataset): number {
  if (validationCount !== undefined) return validationCount;
  return USUAL_VALIDATION <= train.count / 2 ? USUAL_VALIDATION : Math.floor(train.count / 10);
}

const imagesOf = (split: DatasetSplit, indices: ArrayLike<number>, moment?: TrainingMoment): tf.Tensor =>
  tf.tensor(split.gather(indices, undefined, moment), [indices.length, ...split.shape]);

const makeBatch = (split: DatasetSplit, indices: ArrayLike<number>, moment?: TrainingMoment): Batch => ({
  images: imagesOf(split, indices, moment),
  labels: tf.tensor1d(split.labels(indices), 'int32'),
  size: indices.length,
});

/** Every number that influences an optimizer's update, but the count of its updates. */
const numbersOf = (optimizer: tf.Optimizer): string =>
  Object.entries(optimizer)
    .filter(([name, value]) => typeof value === 'number' && name !== 'iterations_')
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

/** What the user's step returned, apart by whether it has yet to be computed. */
function sortScalars(returned: Readonly<Record<string, unknown>> | undefined): {
  tensors: Record<string, tf.Tensor>;
  numbers: Record<string, number>;
} {
  if (typeof returned !== 'object' || returned === null)
    throw new ExperimentError(
      `step() expected to return the numbers to record, by name, and returned ${String(returned)}.`,
      'Return for example { loss }.',
    );
  const tensors: Record<string, tf.Tensor> = {};
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries(returned)) {
    if (typeof value === 'number') numbers[SCALAR + name] = value;
    else if (value instanceof tf.Tensor && value.size === 1) tensors[SCALAR + name] = value as tf.Tensor;
    else
      throw new ExperimentError(
        `step() expected ${name} to be a number or a scalar tensor.`,
        'Take its mean, or leave it out.',
      );
  }
  return { tensors, numbers };
}

function readObservation({ arrays, shapes, numbers }: StepValues): Observation {
  const scalars: Record<string, number> = {};
  const beliefs: Partial<Record<Side, Float32Array>> = {};
  const probed: Record<string, ProbedValues> = {};
  for (const [name, value] of Object.entries(numbers)) scalars[name.slice(SCALAR.length)] = value;
  for (const [name, values] of Object.entries(arrays)) {
    if (name.startsWith(SCALAR)) scalars[name.slice(SCALAR.length)] = values[0] ?? NaN;
    else if (name.startsWith(BELIEF)) beliefs[name.slice(BELIEF.length) as Side] = Float32Array.from(values);
    else probed[name.slice(PROBED.length)] = { values, shape: shapes[name] ?? [] };
  }
  return { scalars, beliefs, probed };
}
