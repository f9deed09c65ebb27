/** Where a map begins that goes on from an earlier one, on which not all of its codings may lie. */
import type { NoiseGenerator } from '../noise/noise-generator';
import type { PlainTensor } from '../protocol/plain-tensor';
import type { NeighbourGraph } from './neighbour-graph';

/** Neighbours of neighbours of … so often; who is still nowhere begins anywhere. */
const ROUNDS = 8;

/** Whether anything lies anywhere. */
export const hasPlaces = ({ values }: PlainTensor): boolean => values.some((value) => !Number.isNaN(value));

/** @param start [any number, 2] @returns [count, 2]: those that are missing begin in the middle of their neighbours */
export function completeStart(start: PlainTensor, graph: NeighbourGraph, chance: NoiseGenerator): Float64Array {
  const { count, starts, ends, weights } = graph;
  const places = new Float64Array(2 * count).fill(NaN);
  places.set(start.values.subarray(0, 2 * count));
  const noise = chance.normal(new Float32Array(2 * count));
  let missing = Array.from({ length: count }, (_, i) => i).filter((i) => Number.isNaN(places[2 * i]!));
  for (let round = 0; round < ROUNDS && missing.length > 0; round++) {
    const before = places.slice();
    for (const i of missing) {
      let [x, y, sum] = [0, 0, 0];
      for (let at = starts[i]!; at < starts[i + 1]!; at++) {
        const neighbour = 2 * ends[at]!;
        if (Number.isNaN(before[neighbour]!)) continue;
        x += weights[at]! * before[neighbour]!;
        y += weights[at]! * before[neighbour + 1]!;
        sum += weights[at]!;
      }
      if (sum === 0) continue;
      places[2 * i] = x / sum + noise[2 * i]! * 1e-3;
      places[2 * i + 1] = y / sum + noise[2 * i + 1]! * 1e-3;
    }
    missing = missing.filter((i) => Number.isNaN(places[2 * i]!));
  }
  for (const i of missing) {
    places[2 * i] = noise[2 * i]!;
    places[2 * i + 1] = noise[2 * i + 1]!;
  }
  return places;
}
