/**
 * Attacks a classifier, batch by batch, compiled: the gradient with respect to the pixels, the step of the attack and the
 * clipping to the data's range are one graph. It changes no weight.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { logitsOf } from '../authoring/softmax';
import type { Disposable } from '../base/disposable';
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
  /** After each step: how many of all are done. @returns false to go no further */
  onStep?(done: number, all: number): boolean;
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
    { onStep = () => true }: AttackHooks = {},
  ): Perturbed {
    const { descent, victim } = this;
    const noise = new NoiseGenerator(seed, START_STREAM);
    const start = options.randomStart ? startInBall(images, this.size, options, victim.range, noise) : images;
    descent.begin(attack, options, { images: start, originals: images, classes: labels });
    let blind = 0;
    for (let step = 0; step < options.steps; step++) {
      const [done] = this.runners[0].run(1);
      descent.images = Float32Array.from(done?.arrays['images'] ?? []);
      if (step === 0) for (const steep of done?.arrays['steepness'] ?? []) if (steep === 0) blind++;
      if (!onStep(step + 1, options.steps)) break;
    }
    return { images: descent.images, probabilities: this.probabilities(descent.images), blind };
  }

  dispose(): void {
    for (const runner of this.runners) runner.dispose();
  }
}

/** What is fed anew at each step, and is no part of the computation itself. */
const fed = (follower: StepFollower, values: () => Float32Array, shape: readonly number[]): tf.Tensor => {
  const tensor = tf.tensor<tf.Rank>(values(), [...shape]);
  follower.fed(tensor, (): StepArray => values(), false);
  return tensor;
};

/** One step of an attack as what an engine runs. */
class Descent implements StepProgram {
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

  fixedKey(): string {
    const { attack, options } = this;
    return `${attack?.name} of ${this.wanted.length}; ${JSON.stringify(options)}`;
  }

  trace(follower: StepFollower): StepResult {
    const { attack, options, victim } = this;
    if (!attack || !options) throw new Error('Expected an attack that has begun.');
    const { model, shape, classes, range } = victim;
    const batch = this.wanted.length / classes;
    const images = fed(follower, () => this.images, [batch, ...shape]);
    const originals = fed(follower, () => this.originals, [batch, ...shape]);
    const wanted = fed(follower, () => this.wanted, [batch, classes]);
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
    const probability = tf.sum<tf.Tensor1D>(tf.mul(probabilities, wanted), 1);
    const moved = attack.step({ images, originals, gradient, probability }, options);
    const steepness = tf.max(tf.reshape(tf.abs(gradient), [batch, -1]), 1);
    return { tensors: { images: tf.clipByValue(moved, ...range), steepness }, numbers: {} };
  }

  countSteps(): void {
    // Nothing is counted from one step to the next.
  }
}

/** The model's probabilities as what an engine runs. */
class Telling implements StepProgram {
  position = 0;
  images: Float32Array = new Float32Array();

  constructor(private readonly victim: Victim) {}

  fixedKey(): string {
    return `telling ${this.images.length}`;
  }

  trace(follower: StepFollower): StepResult {
    const { model, shape } = this.victim;
    const batch = this.images.length / tf.util.sizeFromShape([...shape]);
    const images = fed(follower, () => this.images, [batch, ...shape]);
    return { tensors: { probabilities: model.apply(images, { training: false }) as tf.Tensor }, numbers: {} };
  }

  countSteps(): void {
    // Nothing is counted from one look to the next.
  }
}
