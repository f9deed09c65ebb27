/** Neighbours by looking at all pairs the plain way, and the graphs of them that umap-learn and scikit-learn make. */
import { describe, expect, test } from 'vitest';
import { nearestNeighbours } from '../../../src/projection/nearest-neighbours';
import type { NeighbourGraph } from '../../../src/projection/neighbour-graph';
import { affinities, neighboursFor } from '../../../src/projection/tsne';
import { fuzzyGraph } from '../../../src/projection/umap';
import { codings, hasFashionMnist, scattered } from './codings';
import { type ExpectedGraph, golden } from './golden';

test.each([
  [3, 7, 2],
  [131, 5, 10],
  [130, 30, 129],
])('%i codings of %i numbers have their %i nearest neighbours', (count, dims, each) => {
  const of = scattered(count, dims);
  const { indices, distances } = nearestNeighbours(of, each);
  const coding = (i: number) => [...of.values.subarray(i * dims, (i + 1) * dims)];
  for (let i = 0; i < count; i++) {
    const others = Array.from({ length: count }, (_, j) => ({
      j,
      apart: Math.hypot(...coding(i).map((value, k) => value - coding(j)[k]!)),
    }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => a.apart - b.apart)
      .slice(0, each);
    expect([...indices.subarray(i * each, (i + 1) * each)]).toEqual(others.map(({ j }) => j));
    const off = others.map(({ apart }, at) => Math.abs(distances[i * each + at]! - apart));
    expect(Math.max(...off)).toBeLessThan(1e-6);
  }
});

test('of equally near ones the first come first, and no more are found than there are', () => {
  const { each, indices } = nearestNeighbours({ shape: [4, 1], values: new Float32Array(4) }, 15);
  expect(each).toBe(3);
  expect([...indices]).toEqual([1, 2, 3, 0, 2, 3, 0, 1, 3, 0, 1, 2]);
});

test('an edge is the same from either end', () => {
  const graph = fuzzyGraph(nearestNeighbours(scattered(150, 4), 9));
  const weights = new Map<string, number>();
  for (let i = 0; i < graph.count; i++)
    for (let at = graph.starts[i]!; at < graph.starts[i + 1]!; at++)
      weights.set(`${i}-${graph.ends[at]}`, graph.weights[at]!);
  expect(weights.size).toBe(graph.weights.length);
  for (const [edge, weight] of weights)
    expect(weights.get(edge.split('-').reverse().join('-')), edge).toBeCloseTo(weight, 12);
});

function compare({ starts, ends, weights }: NeighbourGraph, expected: ExpectedGraph, digits: number): void {
  expect(weights).toHaveLength(expected.edges);
  expect(weights.reduce((sum, weight) => sum + weight, 0) / expected.sum).toBeCloseTo(1, 5);
  const ofFirst = Array.from({ length: starts[1]! }, (_, at) => [String(ends[at]), weights[at]!] as const);
  expect(ofFirst.map(([end]) => end).sort()).toEqual(Object.keys(expected.ofFirst).sort());
  for (const [end, weight] of ofFirst) expect(weight, end).toBeCloseTo(expected.ofFirst[end]!, digits);
}

describe.runIf(hasFashionMnist)('of 300 codings of Fashion-MNIST', () => {
  test("the fuzzy graph is umap-learn's", async () => {
    compare(fuzzyGraph(nearestNeighbours(await codings(300), 14)), golden.fuzzyGraph, 4);
  });

  test("the affinities are scikit-learn's", async () => {
    const near = nearestNeighbours(await codings(300), neighboursFor(10, 300));
    compare(affinities(near, 10), golden.affinities, 8);
  });
});
