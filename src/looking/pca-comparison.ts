/**
 * How near a linear autoencoder comes to principal component analysis, which it can equal and not surpass: the angle between
 * the two subspaces, and the error of each on the held-out images.
 */
import * as tf from '@tensorflow/tfjs-core';
import { EigenvalueDecomposition, Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix';
import type { Experiment } from '../authoring/experiment';
import type { Dataset, DatasetSplit } from '../data/dataset';

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

interface Held {
  readonly start: number;
  readonly count: number;
}

export class PcaComparison {
  private known: { readonly components: Matrix; readonly mse: number } | undefined;

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
    const { codings, decode } = this.compare;
    this.known ??= this.computePca(codings);
    return {
      [PCA_ANGLE_TAG]: largestAngle(directionsOf(decode, codings), this.known.components),
      [PCA_MSE_TAG]: this.known.mse,
    };
  }

  private computePca(count: number): { components: Matrix; mse: number } {
    const { train, test } = this.dataset;
    const { start, count: held } = this.heldOut;
    const found = principalComponents(train, start, count);
    const [split, from, samples] = held > 0 ? [train, start, held] : [test, 0, test.count];
    return { components: found.components, mse: errorOf(found, split, from, samples) };
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

/** What an affine decoder does with each coding alone: [size of a sample, codings], columns as they come. */
function directionsOf(decode: (codings: tf.Tensor) => tf.Tensor, codings: number): Matrix {
  const columns = tf.tidy(() => {
    const decoded = decode(tf.concat([tf.zeros([1, codings]), tf.eye(codings)]));
    const [origin, ends] = tf.split(tf.reshape(decoded, [codings + 1, -1]), [1, codings]);
    return tf.sub(ends!, origin!).arraySync() as number[][];
  });
  return new Matrix(columns).transpose();
}

/**
 * Between the subspaces that the columns span, in degrees.
 * @param orthonormal columns of length 1, at right angles
 * Source: Björck, Golub, "Numerical Methods for Computing Angles Between Linear Subspaces", 1973: by the sines, which keep
 * their digits where the angle is small
 */
export function largestAngle(columns: Matrix, orthonormal: Matrix): number {
  const { orthogonalMatrix } = new QrDecomposition(columns);
  const within = orthonormal.mmul(orthonormal.transpose().mmul(orthogonalMatrix));
  const [sine = 0] = new SingularValueDecomposition(Matrix.sub(orthogonalMatrix, within)).diagonal;
  return (Math.asin(Math.min(1, sine)) * 180) / Math.PI;
}
