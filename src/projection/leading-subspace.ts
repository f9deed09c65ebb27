/**
 * The widest directions of long codings, such as images, without all their covariances: a few directions chosen by chance
 * are multiplied by the covariance again and again, which turns them to the widest ones.
 * Source: Halko, Martinsson, Tropp, "Finding Structure with Randomness", 2011
 */
import { EigenvalueDecomposition, Matrix, QrDecomposition } from 'ml-matrix';
import { NoiseGenerator } from '../noise/noise-generator';
import type { PlainTensor } from '../protocol/plain-tensor';

/** More directions than are wanted: the more, the faster those that are wanted come out. */
const MORE = 10;
/** The first rounds need no more codings than these. */
const FEW = 4000;
const MOST_ROUNDS = 40;

export interface LeadingSubspace {
  /** Row-major [wanted, dims], orthonormal, the widest first. */
  readonly axes: Float64Array;
  readonly variances: number[];
  /** Of all directions together. */
  readonly whole: number;
}

/**
 * @param codings [count, dims]
 * @param tolerance rounds end when no variance changes by more than this share of the whole
 */
export function leadingSubspace(
  codings: PlainTensor,
  mean: Float64Array,
  wanted: number,
  tolerance: number,
): LeadingSubspace {
  const [count = 0, dims = 0] = codings.shape;
  const many = Math.min(dims, wanted + MORE);
  const chance = new NoiseGenerator(0).normal(new Float32Array(dims * many));
  const whole = wholeVariance(codings, mean);
  let directions = new Matrix(Matrix.from1DArray(dims, many, [...chance]));
  let variances: number[] = [];
  for (const stride of count > 2 * FEW ? [Math.floor(count / FEW), 1] : [1]) {
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const { orthogonalMatrix: basis } = new QrDecomposition(directions);
      directions = timesCovariance(codings, mean, basis, stride);
      // The covariance as it is within the basis, and its own directions there.
      const within = basis.transpose().mmul(directions);
      const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(
        Matrix.add(within, within.transpose()).mul(0.5),
        { assumeSymmetric: true },
      );
      const before = variances;
      variances = Array.from({ length: wanted }, (_, i) => realEigenvalues[many - 1 - i]!);
      const isSettled = variances.every((variance, i) => Math.abs(variance - before[i]!) <= tolerance * whole);
      if (!isSettled && round < MOST_ROUNDS - 1) continue;
      const columns = variances.map((_, i) => many - 1 - i);
      if (stride === 1) {
        const axes = basis.mmul(eigenvectorMatrix.subMatrixColumn(columns)).transpose();
        return { axes: Float64Array.from(axes.to1DArray()), variances, whole };
      }
      break;
    }
  }
  throw new RangeError('Expected at least one round over all codings.');
}

/** [dims, directions], of every `stride`th coding; four codings at a time, since each number of the basis is loaded once for all. */
function timesCovariance(codings: PlainTensor, mean: Float64Array, basis: Matrix, stride: number): Matrix {
  const { values, shape } = codings;
  const [count = 0, dims = 0] = shape;
  const many = basis.columns;
  const directions = Float64Array.from(basis.transpose().to1DArray());
  const product = new Float64Array(many * dims);
  const [first, second, third, fourth] = Array.from({ length: 4 }, () => new Float64Array(dims)) as Four;
  const looked = Math.ceil(count / stride);
  const centre = (row: number, into: Float64Array) => {
    const start = row * stride * dims;
    for (let k = 0; k < dims; k++) into[k] = row < looked ? values[start + k]! - mean[k]! : 0;
  };
  for (let row = 0; row < looked; row += 4) {
    centre(row, first);
    centre(row + 1, second);
    centre(row + 2, third);
    centre(row + 3, fourth);
    for (let start = 0; start < many * dims; start += dims) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let k = 0; k < dims; k++) {
        const along = directions[start + k]!;
        a += along * first[k]!;
        b += along * second[k]!;
        c += along * third[k]!;
        d += along * fourth[k]!;
      }
      for (let k = 0; k < dims; k++)
        product[start + k]! += a * first[k]! + b * second[k]! + c * third[k]! + d * fourth[k]!;
    }
  }
  return Matrix.from1DArray(many, dims, [...product.map((sum) => sum / looked)]).transpose();
}

type Four = [Float64Array, Float64Array, Float64Array, Float64Array];

function wholeVariance({ values, shape: [count = 0, dims = 0] }: PlainTensor, mean: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length;) for (let k = 0; k < dims; k++) sum += (values[at++]! - mean[k]!) ** 2;
  return sum / Math.max(1, count);
}
