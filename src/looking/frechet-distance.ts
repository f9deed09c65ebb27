/**
 * How far two sets of features lie apart as wholes: the Fréchet distance between the normal distributions of their means and
 * covariances, which with the features of an Inception network is known as FID. It knows no network. Pure.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** Gathers mean and covariance of features, a batch at a time. */
export class FeatureMoments {
  count = 0;
  private readonly sums: Float64Array;
  private readonly products: Float64Array;

  /** @param size numbers that describe one image */
  constructor(readonly size: number) {
    this.sums = new Float64Array(size);
    this.products = new Float64Array(size * size);
  }

  /** @param features row-major [images, size] */
  add(features: Float32Array): void {
    const { size, sums, products } = this;
    if (features.length % size !== 0)
      throw new RangeError(`Expected a multiple of ${size} numbers, got ${features.length}.`);
    for (let from = 0; from < features.length; from += size)
      for (let i = 0; i < size; i++) {
        const value = features[from + i]!;
        sums[i]! += value;
        // Of a symmetric matrix one half.
        for (let j = i; j < size; j++) products[i * size + j]! += value * features[from + j]!;
      }
    this.count += features.length / size;
  }

  /** [size] */
  mean(): Float64Array {
    return this.sums.map((sum) => sum / this.count);
  }

  /** [size, size], of the sample: divided by count − 1. @throws RangeError with fewer than two images */
  covariance(): Matrix {
    const { size, count, products } = this;
    if (count < 2) throw new RangeError(`Expected the features of at least 2 images, got ${count}.`);
    const mean = this.mean();
    const covariance = Matrix.zeros(size, size);
    for (let i = 0; i < size; i++)
      for (let j = i; j < size; j++) {
        const value = (products[i * size + j]! - count * mean[i]! * mean[j]!) / (count - 1);
        covariance.set(i, j, value);
        covariance.set(j, i, value);
      }
    return covariance;
  }
}

/**
 * ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½)
 * @returns at least 0, in squared units of the features; 0 for the same mean and covariance
 * @throws RangeError when the features have different sizes or one set has fewer than two images
 * Source: Heusel et al., "GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium", 2017, eq. 6;
 * Dowson, Landau, "The Fréchet distance between multivariate normal distributions", 1982
 */
export function frechetDistance(one: FeatureMoments, other: FeatureMoments): number {
  if (one.size !== other.size)
    throw new RangeError(`Expected features of one size, got ${one.size} and ${other.size} numbers an image.`);
  const [mean, otherMean] = [one.mean(), other.mean()];
  const [covariance, otherCovariance] = [one.covariance(), other.covariance()];
  const apart = mean.reduce((sum, value, i) => sum + (value - otherMean[i]!) ** 2, 0);
  // Σ₁ Σ₂ has the eigenvalues of Σ₁^½ Σ₂ Σ₁^½, which is symmetric: their roots sum up to the trace that is wanted.
  const root = rootOf(covariance);
  const traceOfRoot = eigenOf(root.mmul(otherCovariance).mmul(root)).values.reduce(
    (sum, value) => sum + Math.sqrt(Math.max(0, value)),
    0,
  );
  return Math.max(0, apart + covariance.trace() + otherCovariance.trace() - 2 * traceOfRoot);
}

/** Of a symmetric matrix without negative eigenvalues; what is below zero by rounding counts as zero. */
function rootOf(matrix: Matrix): Matrix {
  const { values, vectors } = eigenOf(matrix);
  const scaled = vectors.clone();
  values.forEach((value, column) => scaled.mulColumn(column, Math.sqrt(Math.max(0, value))));
  return scaled.mmul(vectors.transpose());
}

function eigenOf(matrix: Matrix): { values: number[]; vectors: Matrix } {
  const found = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  return { values: found.realEigenvalues, vectors: found.eigenvectorMatrix };
}
