/** Where a map begins: on the plane of the widest directions, or where its codings lay on an earlier map. */
import type { NoiseGenerator } from '../noise/noise-generator';
import type { PlainTensor } from '../protocol/plain-tensor';
import type { MapMethod } from './map-method';
import type { NeighbourGraph } from './neighbour-graph';
import { principalComponents } from './principal-components';

/** Along the widest direction. Of t-SNE small, so that clusters can pass through each other. */
const START_SPREAD = { umap: 2.5, tsne: 1e-4 } as const;
/** So that no two begin on one place: this share of the spread. */
const CHANCE = 0.01;
/** Neighbours of neighbours of … so often; who is still nowhere begins anywhere. */
const ROUNDS = 8;

/** @returns [count, 2]: PCA of the codings */
export function plainStart(codings: PlainTensor, method: MapMethod['method'], chance: NoiseGenerator): Float64Array {
  const [count = 0] = codings.shape;
  const { values, shape } = principalComponents(codings, 2).places;
  const [, axes = 0] = shape;
  let squares = 0;
  for (let at = 0; at < values.length; at += axes) squares += values[at]! ** 2;
  const spread = START_SPREAD[method];
  // One scale for both directions, so that what is narrow stays narrow.
  const scale = squares > 0 ? spread / Math.sqrt(squares / count) : 0;
  const places = Float64Array.from(chance.normal(new Float32Array(2 * count), 0, CHANCE * spread));
  for (let i = 0; i < count; i++)
    for (let axis = 0; axis < axes; axis++) places[2 * i + axis]! += scale * values[i * axes + axis]!;
  return places;
}

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
