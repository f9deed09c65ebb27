/**
 * Attacks a classifier, batch by batch, compiled: the gradient with respect to the pixels, the step of the attack and the
 * clipping to the data's range are one graph. It changes no weight.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { logitsOf } from '../authoring/softmax';
import type { Disposable } from '../base/disposable';
import { ProblemError } from '../base/problem';
import type { Engine, StepRunner } from '../engine/engine';
import type { StepArray, StepFollower, StepProgram, StepResult } from '../engine/step-program';
import { NoiseGenerator } from '../noise/noise-generator';
import type { Attack, AttackOptions } from './attack';
import { startInBall } from './random-start';

/** Of random starts, so that no other noise of a run is the same. */
const START_STREAM = 0x41;

export interface Victim {
  /** One input, [batch, …shape]; ends in a softmax over the classes. */
  readonly model: LayersModel;
  /** Of one sample. */
  readonly shape: readonly number[];
  readonly classes: number;
  /** Of every number in a sample: what an image may hold after an attack, too. */
  readonly range: readonly [least: number, most: number];
  /** Whether nothing runs in the model but code that is known to be the same each time (`training/known-code.ts`). */
  readonly isKnownCode: boolean;
}

export interface Perturbed {
  /** Row-major [count, …shape]. */
  readonly images: Float32Array;
  /** Row-major [count, classes], of the perturbed images. */
  readonly probabilities: Float32Array;
  /** Images whose gradient was 0 everywhere at the first step: the attack could not see which way to go. */
  readonly blind: number;
}

export interface AttackHooks {
  /** Before each step: what the images are taken for now, row-major [count, classes]. */
  onStep?(probabilities: Float32Array): void;
}

export class Attacker implements Disposable {
  private readonly descent: Descent;
  private readonly telling: Telling;
  private readonly runners: readonly [StepRunner, StepRunner];
  private readonly size: number;

  constructor(
    private readonly victim: Victim,
    engine: Engine,
  ) {
    this.descent = new Descent(victim);
    this.telling = new Telling(victim);
    // Compiled, or kernel by kernel where that can't be: the same numbers, only later.
    this.runners = [engine.prepare(this.descent, () => undefined), engine.prepare(this.telling, () => undefined)];
    this.size = tf.util.sizeFromShape([...victim.shape]);
  }

  /** Row-major [count, classes]. @param images row-major [count, …shape] */
  probabilities(images: Float32Array): Float32Array {
    this.telling.images = images;
    const [told] = this.runners[1].run(1);
    return Float32Array.from(told?.arrays['probabilities'] ?? []);
  }

  /**
   * @param images row-major [count, …shape], in the data's range; one batch
   * @param labels their classes
   * @param seed of a random start
   */
  perturb(
    attack: Attack,
    images: Float32Array,
    labels: ArrayLike<number>,
    options: AttackOptions,
    seed: number,
    { onStep = () => undefined }: AttackHooks = {},
  ): Perturbed {
    const { descent, victim } = this;
    const noise = new NoiseGenerator(seed, START_STREAM);
    const start = options.randomStart ? startInBall(images, this.size, options, victim.range, noise) : images;
    descent.begin(attack, options, { images: start, originals: images, classes: labels });
    let blind = 0;
    for (let step = 0; step < options.steps; step++) {
      const [done] = withGradient(() => this.runners[0].run(1));
      descent.images = Float32Array.from(done?.arrays['images'] ?? []);
      if (step === 0) for (const steep of done?.arrays['steepness'] ?? []) if (steep === 0) blind++;
      const probabilities = Float32Array.from(done?.arrays['probabilities'] ?? []);
      onStep(probabilities);
      if (allAreThere(probabilities, victim.classes, options)) break;
    }
    return { images: descent.images, probabilities: this.probabilities(descent.images), blind };
  }

  dispose(): void {
    for (const runner of this.runners) runner.dispose();
  }
}

/** @throws ProblemError where tfjs can't compute the gradient of what the model does */
function withGradient<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const why = /^Cannot compute gradient: gradient function not found for (\w+)/.exec(
      error instanceof Error ? error.message : '',
    );
    if (!why) throw error;
    throw new ProblemError(
      {
        message: `The attack expected a classifier with a gradient, and got one that computes ${why[1]}, of which TensorFlow.js knows none.`,
        remedy: 'Attack a model without that operation, or put one that can be differentiated in its place.',
        blame: 'experiment',
      },
      { cause: error },
    );
  }
}

/** Whether no further step moves any of them. */
const allAreThere = (
  probabilities: Float32Array,
  classes: number,
  { target, confidence }: Pick<AttackOptions, 'target' | 'confidence'>,
): boolean => target !== undefined && probabilities.every((p, at) => at % classes !== target || p >= confidence);

/** What is fed anew at each step, and is no part of the computation itself. */
const fed = (follower: StepFollower, values: () => Float32Array, shape: readonly number[]): tf.Tensor => {
  const tensor = tf.tensor<tf.Rank>(values(), [...shape]);
  follower.fed(tensor, (): StepArray => values(), false);
  return tensor;
};

/** One step of an attack as what an engine runs. */
class Descent implements StepProgram {
  /** Moves on, so that the engine can tell that nothing hangs on it. */
  position = 0;
  images: Float32Array = new Float32Array();
  private originals: Float32Array = new Float32Array();
  /** One-hot [count, classes]. */
  private wanted: Float32Array = new Float32Array();
  private attack: Attack | undefined;
  private options: AttackOptions | undefined;

  constructor(private readonly victim: Victim) {}

  begin(
    attack: Attack,
    options: AttackOptions,
    batch: { readonly images: Float32Array; readonly originals: Float32Array; readonly classes: ArrayLike<number> },
  ): void {
    const { classes } = this.victim;
    this.attack = attack;
    this.options = options;
    this.images = batch.images;
    this.originals = batch.originals;
    this.wanted = new Float32Array(batch.classes.length * classes);
    for (let i = 0; i < batch.classes.length; i++)
      this.wanted[i * classes + (options.target ?? batch.classes[i] ?? 0)] = 1;
  }

  fixedKey(): string | undefined {
    const { attack, options, victim } = this;
    if (!victim.isKnownCode) return undefined;
    return `${attack?.name} by ${options?.norm} of ${this.wanted.length}, ${options?.target === undefined ? 'away' : 'towards'}`;
  }

  trace(follower: StepFollower): StepResult {
    const { attack, options, victim } = this;
    if (!attack || !options) throw new Error('Expected an attack that has begun.');
    this.position++;
    const { model, shape, classes, range } = victim;
    const batch = this.wanted.length / classes;
    const images = fed(follower, () => this.images, [batch, ...shape]);
    const originals = fed(follower, () => this.originals, [batch, ...shape]);
    const wanted = fed(follower, () => this.wanted, [batch, classes]);
    const number = (name: 'epsilon' | 'stepSize' | 'confidence') =>
      fed(follower, () => Float32Array.of(this.options?.[name] ?? NaN), []) as tf.Scalar;
    const stride = {
      epsilon: number('epsilon'),
      stepSize: number('stepSize'),
      norm: options.norm,
      isTargeted: options.target !== undefined,
    };
    let logits: tf.Tensor2D | undefined;
    // Of the sum over the batch: each image has the gradient of its own loss.
    const loss = (x: tf.Tensor) => {
      const told = logitsOf(model, () => model.apply(x, { training: false }));
      logits = tf.keep(tf.clone(told));
      return tf.neg(tf.sum<tf.Scalar>(tf.mul(wanted, tf.logSoftmax(told))));
    };
    const gradient = tf.grad(loss)(images);
    if (!logits) throw new Error('A loss was computed without the model.');
    const probabilities = tf.softmax(logits);
    logits.dispose();
    const moved = tf.clipByValue(attack.step({ images, originals, gradient }, stride), ...range);
    const left = stride.isTargeted ? whereNotThere(probabilities, wanted, number('confidence'), images, moved) : moved;
    const steepness = tf.max(tf.reshape(tf.abs(gradient), [batch, -1]), 1);
    return { tensors: { images: left, steepness, probabilities }, numbers: {} };
  }

  countSteps(steps: number): void {
    this.position += steps;
  }
}

/** What is taken for the target with the wanted probability is left as it is: the perturbation is as small as that takes. */
function whereNotThere(
  probabilities: tf.Tensor,
  wanted: tf.Tensor,
  confidence: tf.Scalar,
  images: tf.Tensor,
  moved: tf.Tensor,
): tf.Tensor {
  const isThere = tf.greaterEqual(tf.sum(tf.mul(probabilities, wanted), 1), confidence);
  const [batch = 1, ...shape] = images.shape;
  return tf.where(tf.broadcastTo(tf.reshape(isThere, [batch, ...shape.map(() => 1)]), images.shape), images, moved);
}

/** The model's probabilities as what an engine runs. */
class Telling implements StepProgram {
  position = 0;
  images: Float32Array = new Float32Array();

  constructor(private readonly victim: Victim) {}

  fixedKey(): string | undefined {
    return this.victim.isKnownCode ? `telling ${this.images.length}` : undefined;
  }

  trace(follower: StepFollower): StepResult {
    this.position++;
    const { model, shape } = this.victim;
    const batch = this.images.length / tf.util.sizeFromShape([...shape]);
    const images = fed(follower, () => this.images, [batch, ...shape]);
    return { tensors: { probabilities: model.apply(images, { training: false }) as tf.Tensor }, numbers: {} };
  }

  countSteps(steps: number): void {
    this.position += steps;
  }
}
