/**
 * Attacks a classifier, batch by batch, compiled: the gradient with respect to the pixels, the step of the attack and the
 * clipping to the data's range are one graph. It changes no weight.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { logitsOf } from '../authoring/softmax';
import type { Disposable } from '../base/disposable';
import { ProblemError } from '../base/problem';
import type { Engine } from '../engine/engine';
import { type FedArray, FedComputation } from '../engine/fed-computation';
import { NoiseGenerator } from '../noise/noise-generator';
import type { Attack, AttackOptions, Stride } from './attack';
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
  /** Images that had to move and whose gradient was 0 everywhere at the first step: the attack could not see which way. */
  readonly blind: number;
}

export interface AttackHooks {
  /** Before each step that moves any of them: what the images are taken for, row-major [count, classes]. */
  onStep?(probabilities: Float32Array): void;
}

export class Attacker implements Disposable {
  private readonly telling: FedComputation<'images', 'probabilities'>;
  /** A graph for each attack, norm and way; ε and the like are fed. */
  private readonly descents = new Map<string, Descent>();
  private readonly size: number;

  constructor(
    private readonly victim: Victim,
    private readonly engine: Engine,
  ) {
    const { model, isKnownCode } = victim;
    this.telling = new FedComputation(
      engine,
      ({ images }) => ({ probabilities: model.apply(images, { training: false }) as tf.Tensor }),
      isKnownCode,
    );
    this.size = tf.util.sizeFromShape([...victim.shape]);
  }

  /** Row-major [count, classes]. @param images row-major [count, …shape] */
  probabilities(images: Float32Array): Float32Array {
    return this.telling.run({ images: this.batchOf(images) }).probabilities.values;
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
    const { classes, range } = this.victim;
    const noise = new NoiseGenerator(seed, START_STREAM);
    const originals = this.batchOf(images);
    const wanted = { shape: [labels.length, classes], values: new Float32Array(labels.length * classes) };
    for (let i = 0; i < labels.length; i++) wanted.values[i * classes + (options.target ?? labels[i] ?? 0)] = 1;
    const descent = this.descentOf(attack, options);
    const numbers = {
      epsilon: scalar(options.epsilon),
      stepSize: scalar(options.stepSize),
      confidence: scalar(options.confidence),
    };
    let now = options.randomStart ? startInBall(images, this.size, options, range, noise) : images;
    let blind = 0;
    for (let step = 0; step < options.steps; step++) {
      const done = withGradient(() => descent.run({ images: this.batchOf(now), originals, wanted, ...numbers }));
      const probabilities = done.probabilities.values;
      const isThere = (at: number) => reaches(probabilities, at, classes, options);
      if (step === 0) done.steepness.values.forEach((steep, at) => steep === 0 && !isThere(at) && blind++);
      if (done.steepness.values.every((_, at) => isThere(at))) break;
      onStep(probabilities);
      now = done.images.values;
    }
    return { images: now, probabilities: this.probabilities(now), blind };
  }

  dispose(): void {
    for (const computation of [this.telling, ...this.descents.values()]) computation.dispose();
  }

  private batchOf(values: Float32Array): FedArray {
    return { shape: [values.length / this.size, ...this.victim.shape], values };
  }

  private descentOf(attack: Attack, { norm, target }: AttackOptions): Descent {
    const isTargeted = target !== undefined;
    const key = `${attack.name} by ${norm}, ${isTargeted ? 'towards' : 'away'}`;
    const known = this.descents.get(key);
    if (known) return known;
    const how = { norm, isTargeted };
    const made: Descent = new FedComputation(
      this.engine,
      (inputs) => stepOf(this.victim, attack, how, inputs),
      this.victim.isKnownCode,
    );
    this.descents.set(key, made);
    return made;
  }
}

/** Images as they are and were, [count, …shape]; the classes that count, one-hot [count, classes]; numbers. */
type Fed = 'images' | 'originals' | 'wanted' | 'epsilon' | 'stepSize' | 'confidence';
/** The images after a step, what they were taken for before it, and how steep the loss is there at most. */
type Done = 'images' | 'probabilities' | 'steepness';
type Descent = FedComputation<Fed, Done>;

const scalar = (value: number): FedArray => ({ shape: [], values: Float32Array.of(value) });

/** One step of an attack. */
function stepOf(
  { model, range }: Victim,
  attack: Attack,
  how: Pick<Stride, 'norm' | 'isTargeted'>,
  { images, originals, wanted, epsilon, stepSize, confidence }: Readonly<Record<Fed, tf.Tensor>>,
): Readonly<Record<Done, tf.Tensor>> {
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
  const stride = { epsilon, stepSize, ...how };
  const moved = tf.clipByValue(attack.step({ images, originals, gradient }, stride), ...range);
  const left = how.isTargeted ? whereNotThere(probabilities, wanted, confidence, images, moved) : moved;
  const steepness = tf.max(tf.reshape(tf.abs(gradient), [images.shape[0] ?? 1, -1]), 1);
  return { images: left, steepness, probabilities };
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

/** Whether no further step moves the image in this row. */
const reaches = (
  probabilities: Float32Array,
  row: number,
  classes: number,
  { target, confidence }: Pick<AttackOptions, 'target' | 'confidence'>,
): boolean => target !== undefined && probabilities[row * classes + target]! >= confidence;

/** What is taken for the target with the wanted probability is left as it is: the perturbation is as small as that takes. */
function whereNotThere(
  probabilities: tf.Tensor,
  wanted: tf.Tensor,
  confidence: tf.Tensor,
  images: tf.Tensor,
  moved: tf.Tensor,
): tf.Tensor {
  const isThere = tf.greaterEqual(tf.sum(tf.mul(probabilities, wanted), 1), confidence);
  const [batch = 1, ...shape] = images.shape;
  return tf.where(tf.broadcastTo(tf.reshape(isThere, [batch, ...shape.map(() => 1)]), images.shape), images, moved);
}
