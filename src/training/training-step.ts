/** One training step from the user's point of view: makes its context, runs it, and reads what it observed. */
import * as tf from '@tensorflow/tfjs-core';
import type { Batch, Experiment, LookContext, Noise, StepContext } from '../authoring/experiment';
import { ExperimentError, formatShape } from '../authoring/experiment-error';
import type { Dataset, DatasetSplit, TrainingMoment } from '../data/dataset';
import type { Engine, StepRunner } from '../engine/engine';
import type { Fallback, Refill, StepFollower, StepProgram, StepResult, StepValues } from '../engine/step-program';
import { namedLayers } from '../loading/model-roles';
import { readOptimizerNumbers, writeOptimizerNumbers } from '../loading/optimizer-slots';
import { noiseStreams, type RandomnessSource, redrawing } from '../loading/tfjs-randomness';
import { NoiseGenerator } from '../noise/noise-generator';
import { applyGradients } from './apply-gradients';
import { TrainingPlan } from './training-plan';
import { LayerPenalties } from './layer-penalties';
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
/** Tag of what layers add to the losses of a step. */
export const REGULARIZATION = 'regularization';

export class TrainingStep implements StepProgram<StepProbes> {
  readonly plan: TrainingPlan;
  /** Images held out of training, as indices into the training split. */
  readonly heldOut: { readonly start: number; readonly count: number };
  private readonly experiment: Experiment;
  private readonly state: TrainingState;
  private readonly dataset: Dataset;
  private readonly runner: StepRunner<StepProbes>;
  /** How often the last traced step updated by each optimizer, in the order in which it did so first. */
  private updates = new Map<string, number>();
  private probed = new ProbedTensors(undefined);
  private readonly penalties = new LayerPenalties();
  /** What layers added to the losses of the step under way, phase by phase. */
  private penaltiesPaid: tf.Scalar[] = [];
  private readonly noiseDrawn = new Map<string, FillWithNoise>();
  /** The phase under way. */
  private phase: string | undefined;
  private follower: StepFollower | undefined;
  /** Told, once for each reason, why steps don't run compiled. */
  onFallback: (fallback: Fallback) => void = () => undefined;

  constructor(private readonly parts: StepParts) {
    const { experiment, dataset, engine, seed } = parts;
    ({ experiment: this.experiment, state: this.state, dataset: this.dataset } = parts);
    const { batchSize, stages = [{ name: '', epochs: experiment.epochs }] } = experiment;
    const { validation = usualValidation(dataset) } = experiment;
    const trainCount = dataset.train.count - validation;
    if (trainCount < 1)
      throw new ExperimentError(
        `validation expected fewer than the ${dataset.train.count} training ${dataset.samples} of ${dataset.name}, and got ${validation}.`,
        `Hold out fewer ${dataset.samples}.`,
      );
    this.heldOut = { start: trainCount, count: validation };
    this.plan = new TrainingPlan(trainCount, batchSize, seed, stages);
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
    const step = this.state.step + ahead;
    return `${this.plan.stageAt(step)} batch of ${this.plan.batchSizeAt(step)}; optimizers ${numbers.join('; ')}`;
  }

  /** @param updates of one step, by phase */
  private countAgain(updates: ReadonlyMap<string, number>, steps: number): void {
    for (const [phase, times] of updates) {
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
    this.penaltiesPaid = [];
    this.follower = follower;
    randomness.onDrawn = (tensor, redraw) => follower.fed(tensor, redraw, true);
    randomness.onUnseen = () => follower.fedUnseen();
    try {
      const context: StepContext = {
        step: state.step,
        epoch: this.plan.epochAt(state.step),
        stage: this.plan.stageAt(state.step),
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
      if (this.penaltiesPaid.length > 0) tensors[SCALAR + REGULARIZATION] ??= tf.addN(this.penaltiesPaid);
      for (const side of ['real', 'generated'] as const) {
        const tensor = kept[side];
        if (tensor) tensors[BELIEF + side] = tensor;
      }
      for (const [name, tensor] of Object.entries(this.probed.take())) tensors[PROBED + name] = tensor;
      const { updates } = this;
      return { tensors, numbers, countAgain: (steps) => this.countAgain(updates, steps) };
    } catch (error) {
      for (const tensor of Object.values(kept)) tensor.dispose();
      this.probed.dispose();
      throw error;
    } finally {
      this.follower = undefined;
      this.phase = undefined;
      this.penalties.clear();
      randomness.onDrawn = undefined;
      randomness.onUnseen = undefined;
    }
  }

  dispose(): void {
    this.runner.dispose();
  }

  /** Name of the stage of the last step that was done; of the first one before that. */
  get stage(): string {
    return this.plan.stageAt(Math.max(0, this.state.step - 1));
  }

  /** Means over the held-out images, or nothing for a family that has none. */
  evaluate(): Record<string, number> {
    return this.evaluateOn(this.dataset.train, this.heldOut);
  }

  /** The same over the test images, each number by its name there: valMse is testMse. Nothing where there are none. */
  evaluateTest(): Record<string, number> {
    const { test } = this.dataset;
    // Without held-out images these are what is looked at all the time.
    const count = this.heldOut.count > 0 ? test.count : 0;
    const found = this.evaluateOn(test, { start: 0, count });
    return Object.fromEntries(Object.entries(found).map(([name, value]) => [name.replace(/^val/, 'test'), value]));
  }

  private evaluateOn(split: DatasetSplit, images: { readonly start: number; readonly count: number }) {
    const { evaluate } = this.experiment;
    const sums: Record<string, number> = {};
    if (!evaluate) return sums;
    // Bigger batches than in training: only the mean counts, and fewer calls are faster.
    const size = 500;
    for (let start = 0; start < images.count; start += size) {
      const indices = Array.from({ length: Math.min(size, images.count - start) }, (_, i) => images.start + start + i);
      this.withNoiseOf(noiseStreams.evaluation, (context) => {
        for (const [name, value] of Object.entries(evaluate(makeBatch(split, indices), context)))
          sums[name] = (sums[name] ?? 0) + (value.dataSync()[0] ?? NaN) * (indices.length / images.count);
      });
    }
    return sums;
  }

  /** Looks with random numbers of its own, always the same, so that no bit of the training hangs on it; keeps no tensor. */
  withNoiseOf<T>(stream: number, look: (context: LookContext) => T): T {
    const { randomness, seed } = this.parts;
    const training = randomness.current;
    const noise = new NoiseGenerator(seed, stream);
    randomness.current = noise;
    tf.engine().startScope();
    try {
      return look({ ...drawingFrom(noise), stage: this.stage });
    } finally {
      tf.engine().endScope();
      randomness.current = training;
    }
  }

  /** [height, width, channels] of one sample; undefined where samples are no images. */
  get imageShape(): readonly number[] | undefined {
    return this.dataset.samples === 'images' ? this.dataset.train.shape : undefined;
  }

  /** 0 where nothing is labelled. */
  get classCount(): number {
    return this.dataset.classNames.length;
  }

  /** How many samples are held out; of the test split where none are, of the training split where that has none. */
  get heldOutCount(): number {
    const { train, test } = this.dataset;
    return this.heldOut.count || test.count || train.count;
  }

  /**
   * `count` held-out samples, as `heldOutCount` has them; again from the first when there are fewer.
   * @param from how many are left out before them
   * @returns [count, …shape]
   */
  heldOutImages(count: number, from = 0): tf.Tensor {
    const { split, indices } = this.heldOutFrom(from, count);
    return imagesOf(split, indices);
  }

  /** The classes of the first of them. */
  heldOutLabels(count: number): Int32Array {
    const { split, indices } = this.heldOutFrom(0, count);
    return split.labels(indices);
  }

  private heldOutFrom(from: number, count: number): { split: DatasetSplit; indices: number[] } {
    const { train, test } = this.dataset;
    const [split, start] =
      this.heldOut.count > 0 ? [train, this.heldOut.start] : test.count > 0 ? [test, 0] : [train, 0];
    return { split, indices: Array.from({ length: count }, (_, i) => start + ((from + i) % this.heldOutCount)) };
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
    const trained = trainedBy.trains.flatMap((role) => this.experiment.models[role] ?? []);
    const { value, penalty, grads } = gradients(phase, loss, () => this.penalties.sum(trained), weights);
    this.penalties.clear();
    if (penalty) this.penaltiesPaid.push(penalty);
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
          if (isOwnPhase) this.penalties.see(layer, outputs);
          return outputs;
        };
      }
    }
  }
}

/** @returns the loss without what layers add to it, that, and the gradients of both together */
function gradients(
  phase: string,
  loss: () => tf.Tensor,
  penaltyOf: () => tf.Scalar | undefined,
  weights: tf.Variable[],
): { value: tf.Scalar; penalty?: tf.Scalar; grads: tf.NamedTensorMap } {
  let parts: { readonly own: tf.Scalar; readonly penalty: tf.Scalar } | undefined;
  try {
    const { value, grads } = tf.variableGrads(() => {
      const own = asScalar(phase, loss());
      const penalty = penaltyOf();
      if (!penalty) return own;
      // They come out of the gradient's inner scope, and then are the step's like any other tensor.
      parts = { own: tf.keep(own), penalty: tf.keep(penalty) };
      return tf.add<tf.Scalar>(own, penalty);
    }, weights);
    return parts ? { value: released(parts.own), penalty: released(parts.penalty), grads } : { value, grads };
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('Cannot find a connection')) throw error;
    throw new ExperimentError(
      `The loss of the phase ${phase} does not depend on the weights that it trains.`,
      "Compute it from the model's output, inside of the function.",
    );
  }
}

function released(kept: tf.Scalar): tf.Scalar {
  const own = tf.clone(kept);
  kept.dispose();
  return own;
}

function asScalar(phase: string, loss: tf.Tensor): tf.Scalar {
  if (loss.size !== 1)
    throw new ExperimentError(
      `The loss of the phase ${phase} expected one number, and got ${formatShape(loss.shape)}.`,
      'Take its mean.',
    );
  return tf.reshape(loss, []);
}

const drawingFrom = (noise: NoiseGenerator): Noise => {
  const drawn = (shape: number[], fill: (out: Float32Array) => void) => {
    const values = new Float32Array(tf.util.sizeFromShape(shape));
    fill(values);
    return tf.tensor<tf.Rank>(values, shape);
  };
  return {
    normal: (shape, mean, std) => drawn(shape, (out) => noise.normal(out, mean, std)),
    uniform: (shape, min, max) => drawn(shape, (out) => noise.uniform(out, min, max)),
  };
};

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
