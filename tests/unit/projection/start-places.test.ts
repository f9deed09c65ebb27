/** Where maps begin. */
import { expect, test } from 'vitest';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import type { NeighbourGraph } from '../../../src/projection/neighbour-graph';
import { completeStart, hasPlaces, plainStart } from '../../../src/projection/start-places';
import { scattered } from './codings';

const chance = () => new NoiseGenerator(3);
const map = (...places: number[]) => ({ shape: [places.length / 2, 2], values: Float32Array.from(places) });

/** 0 – 2 – 1, of which the first edge is three times as strong; 3 hangs on 2 alone; 4 on nothing. */
const graph: NeighbourGraph = {
  count: 5,
  starts: Int32Array.of(0, 1, 2, 5, 6, 6),
  ends: Int32Array.of(2, 2, 0, 1, 3, 2),
  weights: Float64Array.of(0.75, 0.25, 0.75, 0.25, 1, 1),
};

test('who was on the last map begins there, and who was not in the middle of its neighbours, the stronger the nearer', () => {
  const places = completeStart(map(10, 20, 30, 60), graph, chance());
  expect([...places.subarray(0, 4)]).toEqual([10, 20, 30, 60]);
  expect(Math.abs(places[4]! - 15)).toBeLessThan(0.01);
  expect(Math.abs(places[5]! - 30)).toBeLessThan(0.01);
  // A neighbour of a neighbour.
  expect(Math.abs(places[6]! - 15)).toBeLessThan(0.02);
  expect([...places].every(Number.isFinite)).toBe(true);
});

test('of a larger map, those that are not laid out any more are left out', () => {
  const places = completeStart(map(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), graph, chance());
  expect([...places]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('a map on which nothing lies is none', () => {
  expect(hasPlaces(map(NaN, NaN, NaN, NaN))).toBe(false);
  expect(hasPlaces(map())).toBe(false);
  expect(hasPlaces(map(NaN, NaN, 0, 0))).toBe(true);
});

test.each([
  ['umap', 2.5],
  ['tsne', 1e-4],
] as const)('from nothing, %s begins on the plane of the widest directions, as wide as it needs', (method, spread) => {
  const of = scattered(1000, 3);
  of.values.forEach((value, at) => (of.values[at] = value * [1, 5, 0.01][at % 3]!));
  const places = plainStart(of, method, chance());
  const along = Math.sqrt(places.reduce((sum, place, at) => sum + (at % 2 ? 0 : place ** 2), 0) / 1000);
  const across = Math.sqrt(places.reduce((sum, place, at) => sum + (at % 2 ? place ** 2 : 0), 0) / 1000);
  expect(along / spread).toBeCloseTo(1, 2);
  expect(along / across).toBeGreaterThan(4.5);
  expect(along / across).toBeLessThan(5.5);
});
