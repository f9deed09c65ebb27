/** Subspaces of the data's own space, and points that are turned to lie as near as they can to others. Pure. */
import { Matrix, QrDecomposition, SingularValueDecomposition } from 'ml-matrix';

/** Columns of length 1 at right angles that span what `columns` do. */
export const orthonormal = (columns: Matrix): Matrix => new QrDecomposition(columns).orthogonalMatrix;

/**
 * Between the subspaces that the columns span, in degrees.
 * @param basis columns of length 1, at right angles
 * Source: Björck, Golub, "Numerical Methods for Computing Angles Between Linear Subspaces", 1973: by the sines, which keep
 * their digits where the angle is small
 */
export function largestAngle(columns: Matrix, basis: Matrix): number {
  const learnt = orthonormal(columns);
  const within = basis.mmul(basis.transpose().mmul(learnt));
  const [sine = 0] = new SingularValueDecomposition(Matrix.sub(learnt, within)).diagonal;
  return (Math.asin(Math.min(1, sine)) * 180) / Math.PI;
}

/**
 * Points turned about their mean, perhaps mirrored, so that they lie as near as they can to others; their distances stay.
 * @param points row-major [count, axes] @param others as many, in any place and size
 * Source: Schönemann, "A generalized solution of the orthogonal Procrustes problem", 1966
 */
export function turnedOnto(points: Float32Array, others: Float32Array, axes: number): Float32Array {
  const [means, otherMeans] = [points, others].map((values) => meanOf(values, axes)) as [Float64Array, Float64Array];
  const products = Matrix.zeros(axes, axes);
  for (let at = 0; at < points.length; at += axes)
    for (let i = 0; i < axes; i++)
      for (let j = 0; j < axes; j++)
        products.set(i, j, products.get(i, j) + (points[at + i]! - means[i]!) * (others[at + j]! - otherMeans[j]!));
  const { leftSingularVectors, rightSingularVectors } = new SingularValueDecomposition(products);
  const turn = leftSingularVectors.mmul(rightSingularVectors.transpose());
  const turned = new Float32Array(points.length);
  for (let at = 0; at < points.length; at += axes)
    for (let j = 0; j < axes; j++) {
      let sum = means[j]!;
      for (let i = 0; i < axes; i++) sum += (points[at + i]! - means[i]!) * turn.get(i, j);
      turned[at + j] = sum;
    }
  return turned;
}

function meanOf(values: Float32Array, axes: number): Float64Array {
  const sums = new Float64Array(axes);
  for (let i = 0; i < values.length; i++) sums[i % axes]! += values[i]!;
  return sums.map((sum) => (sum * axes) / Math.max(1, values.length));
}
