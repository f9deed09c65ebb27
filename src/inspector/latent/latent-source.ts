/**
 * Where the codings of a run come from: samples that are encoded, or chance that a generator makes images of. Both are asked
 * for a stretch of them at a time, in the state that the models are in.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { LatentSource } from '../../protocol/latent-questions';

/** A stretch of what lies in the latent space; its tensors belong to whoever asked, in a scope of its own. */
export interface Stretch {
  /** [count, codings] */
  readonly codings: tf.Tensor2D;
  /** [count, …sample shape]: generated images with pixels in [0, 1]; absent where codings are made of samples. */
  readonly made?: tf.Tensor;
  /** [count] each. */
  readonly scalars: Partial<Readonly<Record<'error' | 'real', tf.Tensor1D>>>;
}

export interface CodingsSource {
  readonly described: Exclude<LatentSource, { readonly kind: 'none' }>;
  /** In one scope: whatever is not given back is let go of. */
  stretch(start: number, count: number): Stretch;
  /** [count]; undefined where nobody knows. @param made generated images of the same stretch */
  classesOf(start: number, count: number, made: tf.Tensor | undefined): Int32Array | undefined;
  /** [codings, …sample shape] in the data's range. @param codings [codings, numbers of a coding] */
  decode(codings: tf.Tensor2D): tf.Tensor;
  /** [indices, …sample shape] in the data's range. */
  samples(indices: readonly number[]): tf.Tensor;
  dispose(): void;
}

/** Why there is no latent space. */
export type NoCodings = Extract<LatentSource, { readonly kind: 'none' }>;
