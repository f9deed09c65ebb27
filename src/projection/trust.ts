/**
 * How far a map can be trusted: whether neighbours on it are neighbours in the latent space, and the other way round.
 * Source: Venna, Kaski, "Neighborhood Preservation in Nonlinear Projection Methods", 2001, eq. 1 and 2
 */
import { NoiseGenerator } from '../noise/noise-generator';
import type { Trust } from '../protocol/latent-questions';
import type { PlainTensor } from '../protocol/plain-tensor';
import { allSquaredDistances, nearestInRows } from './nearest-neighbours';

export interface TrustOptions {
  /** So many nearest ones are compared; made fewer where they are not fewer than half the sample. */
  readonly neighbours: number;
  /** At most so many codings, drawn by chance, are looked at: time grows with the square. */
  readonly sample: number;
  readonly seed: number;
}

/**
 * @param codings [count, dims]
 * @param places [count, dimensions of the map]; codings that are not laid out (NaN) don't take part
 * @returns undefined where fewer than four are laid out: nothing can be out of order
 */
export function trustOf(codings: PlainTensor, places: PlainTensor, options: TrustOptions): Trust | undefined {
  const [count = 0, axes = 0] = places.shape;
  const placed = Array.from({ length: count }, (_, i) => i).filter((i) => !Number.isNaN(places.values[i * axes]!));
  const drawn = sampleOf(placed, options);
  const sample = drawn.length;
  const neighbours = Math.min(options.neighbours, Math.ceil(sample / 2) - 1);
  if (neighbours < 1) return undefined;
  const there = allSquaredDistances(rowsOf(codings, drawn));
  const here = allSquaredDistances(rowsOf(places, drawn));
  return {
    trustworthiness: shareInOrder(there, here, sample, neighbours),
    continuity: shareInOrder(here, there, sample, neighbours),
    neighbours,
    sample,
  };
}

function sampleOf(placed: readonly number[], { sample, seed }: TrustOptions): readonly number[] {
  if (placed.length <= sample) return placed;
  const order = new NoiseGenerator(seed).permutation(placed.length);
  return Array.from(order.subarray(0, sample), (at) => placed[at]!);
}

function rowsOf({ values, shape: [, size = 0] }: PlainTensor, rows: readonly number[]): PlainTensor {
  const chosen = new Float32Array(rows.length * size);
  rows.forEach((row, i) => chosen.set(values.subarray(row * size, (row + 1) * size), i * size));
  return { shape: [rows.length, size], values: chosen };
}

/**
 * 1 when the `neighbours` nearest ones of each on the map are its nearest ones in the space; less for each that is far there.
 * @param space squared distances, row-major [sample, sample]; so is the map
 */
function shareInOrder(space: Float64Array, map: Float64Array, sample: number, neighbours: number): number {
  const { indices } = nearestInRows(map, sample, neighbours);
  let outOfOrder = 0;
  for (let i = 0; i < sample; i++) {
    const squares = space.subarray(i * sample, (i + 1) * sample);
    // It comes before all others.
    squares[i] = -1;
    for (let at = i * neighbours; at < (i + 1) * neighbours; at++)
      outOfOrder += Math.max(0, rankOf(indices[at]!, squares) - neighbours);
  }
  return 1 - (2 * outOfOrder) / (sample * neighbours * (2 * sample - 3 * neighbours - 1));
}

/** 1 of the nearest one. Of equally near ones the first comes first, as everywhere. */
function rankOf(index: number, squares: Float64Array): number {
  const square = squares[index]!;
  let rank = 0;
  for (let i = 0; i < index; i++) if (squares[i]! <= square) rank++;
  for (let i = index + 1; i < squares.length; i++) if (squares[i]! < square) rank++;
  return rank;
}
