/**
 * How near a linear autoencoder comes to principal component analysis, which it can equal and not surpass: the angle between
 * the two subspaces, and the error of each on the held-out images.
 */
import * as tf from '@tensorflow/tfjs-core';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Experiment } from '../authoring/experiment';
import type { Dataset, DatasetSplit } from '../data/dataset';
import { largestAngle, orthonormal } from './subspaces';

/** Largest principal angle, in degrees: 0 where the learnt subspace is that of PCA, 90 where a direction of one is missing in the other. */
export const PCA_ANGLE_TAG = 'pca/angle';
/** Mean squared error of PCA with as many components, on the held-out images. */
export const PCA_MSE_TAG = 'pca/mse';

/** Images at a time. */
const CHUNK = 1000;

export interface PrincipalComponents {
  readonly mean: Float64Array;
  /** [size of a sample, components], orthonormal columns, the widest direction first. */
  readonly components: Matrix;
}

/** In the data's own space. */
export interface Subspace {
  /** A point that lies in it. */
  readonly origin: Float32Array;
  /** Row-major [directions, size of a sample], orthonormal. */
  readonly directions: Float32Array;
}

interface Held {
  readonly start: number;
  readonly count: number;
}

export class PcaComparison {
  private known: (PrincipalComponents & { readonly mse: number }) | undefined;

  private constructor(
    private readonly compare: NonNullable<Experiment['pca']>,
    private readonly dataset: Dataset,
    private readonly heldOut: Held,
  ) {}

  /** undefined for an experiment that doesn't ask for it. */
  static of({ pca }: Experiment, dataset: Dataset, heldOut: Held): PcaComparison | undefined {
    return pca && new PcaComparison(pca, dataset, heldOut);
  }

  /** As the model is now. The components are computed the first time. */
  measure(): Record<string, number> {
    const { components, mse } = this.pca;
    const { directions } = spanOf(this.compare);
    return { [PCA_ANGLE_TAG]: largestAngle(directions, components), [PCA_MSE_TAG]: mse };
  }

  /** What the decoder spans as it is now, and what PCA does: a point that lies in each, and orthonormal directions. */
  subspaces(): { angleDegrees: number; learnt: Subspace; components: Subspace } {
    const { components, mean } = this.pca;
    const { directions, origin } = spanOf(this.compare);
    return {
      angleDegrees: largestAngle(directions, components),
      learnt: { origin, directions: rowsOf(orthonormal(directions)) },
      components: { origin: Float32Array.from(mean), directions: rowsOf(components) },
    };
  }

  private get pca() {
    this.known ??= this.computePca(this.compare.codings);
    return this.known;
  }

  private computePca(count: number): PrincipalComponents & { mse: number } {
    const { train, test } = this.dataset;
    const { start, count: held } = this.heldOut;
    const found = principalComponents(train, start, count);
    const [split, from, samples] = held > 0 ? [train, start, held] : [test, 0, test.count];
    return { ...found, mse: errorOf(found, split, from, samples) };
  }
}

/** Of the first `samples` of a split. */
export function principalComponents(split: DatasetSplit, samples: number, count: number): PrincipalComponents {
  const size = tf.util.sizeFromShape([...split.shape]);
  const sums = new Float64Array(size);
  const products = new Float64Array(size * size);
  for (let start = 0; start < samples; start += CHUNK) {
    const rows = Math.min(CHUNK, samples - start);
    const values = split.gather(Array.from({ length: rows }, (_, i) => start + i));
    for (let i = 0; i < rows * size; i++) sums[i % size]! += values[i]!;
    const chunk = tf.tidy(() => {
      const x = tf.tensor2d(values, [rows, size]);
      return tf.matMul(x, x, true, false).dataSync<'float32'>();
    });
    for (let i = 0; i < products.length; i++) products[i]! += chunk[i]!;
  }
  const mean = sums.map((sum) => sum / samples);
  const covariance = new Matrix(size, size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) covariance.set(i, j, products[i * size + j]! / samples - mean[i]! * mean[j]!);
  const { eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  // Ascending eigenvalues: the widest directions are the last.
  const columns = Array.from({ length: count }, (_, i) => size - 1 - i);
  return { mean, components: eigenvectorMatrix.subMatrixColumn(columns) };
}

/** What is lost of samples by their projection on the components: mean squared error over all their numbers. */
function errorOf(
  { mean, components }: PrincipalComponents,
  split: DatasetSplit,
  start: number,
  samples: number,
): number {
  const size = mean.length;
  let lost = 0;
  for (let done = 0; done < samples; done += CHUNK) {
    const rows = Math.min(CHUNK, samples - done);
    const values = split.gather(Array.from({ length: rows }, (_, i) => start + done + i));
    const centred = Float32Array.from(values, (value, i) => value - mean[i % size]!);
    lost += tf.tidy(() => {
      const x = tf.tensor2d(centred, [rows, size]);
      const w = tf.tensor2d(Float32Array.from(components.to1DArray()), [size, components.columns]);
      const back = tf.matMul(tf.matMul(x, w), w, false, true);
      return tf.sum(tf.squaredDifference(x, back)).dataSync()[0] ?? NaN;
    });
  }
  return lost / (samples * size);
}

/** What an affine decoder gives for codings of 0, and what it adds for each alone: [size of a sample, codings], columns as they come. */
function spanOf({ codings, decode }: NonNullable<Experiment['pca']>): { origin: Float32Array; directions: Matrix } {
  const [origin = new Float32Array(), ends = new Float32Array()] = tf.tidy(() => {
    const decoded = decode(tf.concat([tf.zeros([1, codings]), tf.eye(codings)]));
    const [first, others] = tf.split(tf.reshape(decoded, [codings + 1, -1]), [1, codings]);
    return [first!, tf.sub(others!, first!)].map((tensor) => Float32Array.from(tensor.dataSync()));
  });
  const rows = Array.from({ length: codings }, (_, at) => ends.subarray(at * origin.length, (at + 1) * origin.length));
  return { origin, directions: new Matrix(rows.map((row) => [...row])).transpose() };
}

/** Row-major [columns, rows]. */
const rowsOf = (columns: Matrix): Float32Array => Float32Array.from(columns.transpose().to1DArray());
