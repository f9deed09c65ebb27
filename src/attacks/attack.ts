/** What an attack on a classifier is: a rule by which pixels are moved, step by step, so that the class changes. */
import type * as tf from '@tensorflow/tfjs-core';

/** How the size of a perturbation is measured: its largest change of one number, or its length. */
export type Norm = 'linf' | 'l2';

export interface AttackOptions {
  /** How far the perturbed image may be from the original, in the units of the data's range and by `norm`. */
  readonly epsilon: number;
  readonly norm: Norm;
  /** Steps along the gradient. */
  readonly steps: number;
  /** Length of one step, by `norm`. */
  readonly stepSize: number;
  /** The class that images are to be taken for; undefined: any but their own. */
  readonly target?: number | undefined;
  /** Probability of the target at which an image is left as it is. */
  readonly confidence: number;
  /** Whether it begins at a point drawn by chance from all that `epsilon` allows. */
  readonly randomStart: boolean;
}

/** What is known before the rest of the options is: lengths of steps follow from it. */
export interface Chosen {
  readonly epsilon: number;
  readonly norm?: Norm | undefined;
  readonly steps?: number | undefined;
  /** Of the data's range: most less least. */
  readonly width: number;
}

/** A moment of an attack, for a batch of images. All tensors belong to the caller's scope. */
export interface AttackMoment {
  /** [batch, …shape], as they are now. */
  readonly images: tf.Tensor;
  /** [batch, …shape], before the attack. */
  readonly originals: tf.Tensor;
  /**
   * ∂J/∂images, [batch, …shape]: J is each image's own cross-entropy with the class that counts, which is the target, or
   * the image's own where there is none.
   */
  readonly gradient: tf.Tensor;
}

/** How a step is made. Numbers are tensors, so that one compiled step serves them all: a slider moves them. */
export interface Stride {
  /** Both scalars. */
  readonly epsilon: tf.Tensor;
  readonly stepSize: tf.Tensor;
  readonly norm: Norm;
  readonly isTargeted: boolean;
}

export interface Attack {
  /** As it is called on the command line. */
  readonly name: string;
  /** As people call it. */
  readonly title: string;
  /** Paper and equation. */
  readonly source: string;
  /** Whether it needs a target: it must have one, may have one, must not have one. */
  readonly targeted: 'always' | 'optional' | 'never';
  readonly norms: readonly Norm[];
  /** What is taken where nothing is said. */
  defaults(chosen: Chosen): Omit<AttackOptions, 'target' | 'epsilon'>;
  /** One step. What leaves the data's range is clipped by whoever asks. */
  step(moment: AttackMoment, stride: Stride): tf.Tensor;
}
