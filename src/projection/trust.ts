/**
 * How far a map can be trusted: whether neighbours on it are neighbours in the latent space, and the other way round.
 * Source: Venna, Kaski, "Neighborhood Preservation in Nonlinear Projection Methods", 2001, eq. 1 and 2
 */
import { NoiseGenerator } from '../noise/noise-generator';
import type { Trust } from '../protocol/latent-questions';
import type { PlainTensor } from '../protocol/plain-tensor';
import { nearestNeighbours } from './nearest-neighbours';

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
  const there = rowsOf(codings, drawn);
  const here = rowsOf(places, drawn);
  return {
    trustworthiness: shareInOrder(there, here, neighbours),
    continuity: shareInOrder(here, there, neighbours),
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

/** 1 when the `neighbours` nearest ones of each on the map are its nearest ones in the space; less for each that is far there. */
function shareInOrder(space: PlainTensor, map: PlainTensor, neighbours: number): number {
  const [sample = 0] = map.shape;
  const { indices } = nearestNeighbours(map, neighbours);
  const squares = new Float64Array(sample);
  let outOfOrder = 0;
  for (let i = 0; i < sample; i++) {
    squaredDistancesFrom(i, space, squares);
    for (let at = i * neighbours; at < (i + 1) * neighbours; at++)
      outOfOrder += Math.max(0, rankOf(indices[at]!, squares) - neighbours);
  }
  return 1 - (2 * outOfOrder) / (sample * neighbours * (2 * sample - 3 * neighbours - 1));
}

/** A coding is at distance -1 from itself: it comes before all others. */
function squaredDistancesFrom(from: number, { values, shape: [, dims = 0] }: PlainTensor, squares: Float64Array): void {
  let at = 0;
  for (let i = 0; i < squares.length; i++) {
    let sum = 0;
    for (let k = from * dims; k < (from + 1) * dims; k++) {
      const apart = values[k]! - values[at++]!;
      sum += apart * apart;
    }
    squares[i] = sum;
  }
  squares[from] = -1;
}

/** 1 of the nearest one. Of equally near ones the first comes first, as everywhere. */
function rankOf(index: number, squares: Float64Array): number {
  const square = squares[index]!;
  let rank = 0;
  for (let i = 0; i < index; i++) if (squares[i]! <= square) rank++;
  for (let i = index + 1; i < squares.length; i++) if (squares[i]! < square) rank++;
  return rank;
}
