/** Principal component analysis of codings: the flat map that is there at once, and the way back from it. */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { PlainTensor } from '../protocol/plain-tensor';
import { checkFinite } from './finite';
import { leadingSubspace } from './leading-subspace';

export interface PrincipalComponents {
  /** [dims] */
  readonly mean: Float64Array;
  /** Row-major [components, dims], orthonormal; the widest first, but in the order of the previous ones where these are given. */
  readonly axes: Float64Array;
  /** Of each axis its share of the whole variance, in [0, 1]; 0 where all codings are the same. */
  readonly explained: readonly number[];
  /** [count, components] */
  readonly places: PlainTensor;
}

/** Up to so many numbers a coding, all their covariances are computed; of more, only the widest directions are looked for. */
const MOST_COVARIANCES = 128;
/** How exactly, as a share of the whole variance: an axis of a map is seen, one of fifty is not. */
const TOLERANCE = { few: 1e-7, many: 1e-4 } as const;
const FEW = 3;

/**
 * @param codings [count, dims]
 * @param components made fewer where codings have fewer numbers
 * @param previous of the step before: axes go in the same order and the same way round, so that a map doesn't flip
 * @throws ProblemError where a coding is not finite
 */
export function principalComponents(
  codings: PlainTensor,
  components: number,
  previous?: PrincipalComponents,
): PrincipalComponents {
  checkFinite(codings);
  const [count = 0, dims = 0] = codings.shape;
  const wanted = Math.min(components, dims);
  const mean = meanOf(codings);
  const { axes, variances, whole } =
    dims <= MOST_COVARIANCES
      ? byCovariance(codings, mean, wanted)
      : leadingSubspace(codings, mean, wanted, TOLERANCE[wanted > FEW ? 'many' : 'few']);
  const explained = variances.map((variance) => (whole > 0 ? Math.min(1, Math.max(0, variance / whole)) : 0));
  for (let axis = 0; axis < wanted; axis++) turnToPositive(axes.subarray(axis * dims, (axis + 1) * dims));
  const places = placesOnAxes(codings, mean, axes, wanted);
  const found = { mean, axes, explained, places: { shape: [count, wanted], values: places } };
  return previous ? alignedTo(previous, found) : found;
}

/** The codings that lie exactly at places of the map: [places, dims]. */
export function codingsOnAxes({ mean, axes }: PrincipalComponents, places: PlainTensor): PlainTensor {
  const [count = 0, components = 0] = places.shape;
  const dims = mean.length;
  const values = new Float32Array(count * dims);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < dims; k++) {
      let value = mean[k]!;
      for (let axis = 0; axis < components; axis++)
        value += places.values[i * components + axis]! * axes[axis * dims + k]!;
      values[i * dims + k] = value;
    }
  }
  return { shape: [count, dims], values };
}

function meanOf({ values, shape: [count = 0, dims = 0] }: PlainTensor): Float64Array {
  const mean = new Float64Array(dims);
  for (let at = 0; at < values.length;) for (let k = 0; k < dims; k++) mean[k]! += values[at++]!;
  return mean.map((sum) => sum / Math.max(1, count));
}

function byCovariance(codings: PlainTensor, mean: Float64Array, wanted: number) {
  const dims = mean.length;
  const covariance = covarianceOf(codings, mean);
  const { eigenvectorMatrix, realEigenvalues } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  // Ascending eigenvalues: the widest directions are the last.
  const columns = Array.from({ length: wanted }, (_, i) => dims - 1 - i);
  const axes = Float64Array.from(eigenvectorMatrix.subMatrixColumn(columns).transpose().to1DArray());
  return { axes, variances: columns.map((column) => realEigenvalues[column]!), whole: covariance.trace() };
}

/** Four codings at a time, since each covariance is loaded and stored once for all of them. */
function covarianceOf({ values, shape: [count = 0, dims = 0] }: PlainTensor, mean: Float64Array): Matrix {
  const sums = new Float64Array(dims * dims);
  const rows = new Float64Array(4 * dims);
  for (let start = 0; start < count; start += 4) {
    rows.fill(0);
    const filled = Math.min(4, count - start) * dims;
    for (let at = 0; at < filled; at++) rows[at] = values[start * dims + at]! - mean[at % dims]!;
    for (let k = 0; k < dims; k++) {
      const a = rows[k]!;
      const b = rows[dims + k]!;
      const c = rows[2 * dims + k]!;
      const d = rows[3 * dims + k]!;
      for (let l = k; l < dims; l++)
        sums[k * dims + l]! += a * rows[l]! + b * rows[dims + l]! + c * rows[2 * dims + l]! + d * rows[3 * dims + l]!;
    }
  }
  const covariance = new Matrix(dims, dims);
  for (let k = 0; k < dims; k++) {
    for (let l = k; l < dims; l++) {
      covariance.set(k, l, sums[k * dims + l]! / Math.max(1, count));
      covariance.set(l, k, sums[k * dims + l]! / Math.max(1, count));
    }
  }
  return covariance;
}

/** An axis has no right way round: the largest of its numbers is made positive, so that the same codings have the same map. */
function turnToPositive(axis: Float64Array): void {
  const largest = axis.reduce((found, value) => (Math.abs(value) > Math.abs(found) ? value : found), 0);
  if (largest < 0) for (let k = 0; k < axis.length; k++) axis[k] = -axis[k]!;
}

function placesOnAxes(
  { values, shape: [count = 0, dims = 0] }: PlainTensor,
  mean: Float64Array,
  axes: Float64Array,
  components: number,
) {
  const places = new Float32Array(count * components);
  const centred = new Float64Array(dims);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < dims; k++) centred[k] = values[i * dims + k]! - mean[k]!;
    for (let axis = 0; axis < components; axis++) {
      let place = 0;
      for (let k = 0; k < dims; k++) place += centred[k]! * axes[axis * dims + k]!;
      places[i * components + axis] = place;
    }
  }
  return places;
}

/** By how the same samples lie: each axis goes where it agrees most, the surest first, and is turned to agree. */
function alignedTo(previous: PrincipalComponents, found: PrincipalComponents): PrincipalComponents {
  const components = found.explained.length;
  if (previous.explained.length !== components) return found;
  const agreement = agreementOf(previous.places, found.places);
  const pairs = Array.from(
    { length: components ** 2 },
    (_, at) => [Math.floor(at / components), at % components] as const,
  );
  pairs.sort(([a, b], [c, d]) => Math.abs(agreement.get(c, d)) - Math.abs(agreement.get(a, b)));
  const order = new Array<number>(components).fill(-1);
  for (const [to, from] of pairs) if (order[to] === -1 && !order.includes(from)) order[to] = from;
  const signs = order.map((from, to) => (agreement.get(to, from) < 0 ? -1 : 1));
  const dims = found.mean.length;
  const { values, shape } = found.places;
  return {
    mean: found.mean,
    axes: Float64Array.from(found.axes, (_, at) => {
      const axis = Math.floor(at / dims);
      return signs[axis]! * found.axes[order[axis]! * dims + (at % dims)]!;
    }),
    explained: order.map((from) => found.explained[from]!),
    places: {
      shape,
      values: values.map((_, at) => {
        const axis = at % components;
        return signs[axis]! * values[at - axis + order[axis]!]!;
      }),
    },
  };
}

/** Correlations of the previous axes (rows) with the new ones, over the samples that both have. */
function agreementOf(previous: PlainTensor, found: PlainTensor): Matrix {
  const components = found.shape[1]!;
  const common = Math.min(previous.shape[0]!, found.shape[0]!) * components;
  const products = Matrix.zeros(components, components);
  const squares = [new Float64Array(components), new Float64Array(components)] as const;
  for (let start = 0; start < common; start += components) {
    for (let k = 0; k < components; k++) {
      squares[0][k]! += previous.values[start + k]! ** 2;
      squares[1][k]! += found.values[start + k]! ** 2;
      for (let l = 0; l < components; l++)
        products.set(k, l, products.get(k, l) + previous.values[start + k]! * found.values[start + l]!);
    }
  }
  for (let k = 0; k < components; k++)
    for (let l = 0; l < components; l++)
      products.set(k, l, products.get(k, l) / (Math.sqrt(squares[0][k]! * squares[1][l]!) || 1));
  return products;
}
