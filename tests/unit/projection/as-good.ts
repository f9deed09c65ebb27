/** Maps measured against those that umap-learn and scikit-learn make of the same codings. */
import { expect } from 'vitest';
import { nearestNeighbours } from '../../../src/projection/nearest-neighbours';
import { affinities, neighboursFor } from '../../../src/projection/tsne';
import { trustOf } from '../../../src/projection/trust';
import type { PlainTensor } from '../../../src/protocol/plain-tensor';
import { divergence } from './divergence';
import { golden } from './golden';
import { sizeOf } from './map-size';

function expectTrust(
  of: PlainTensor,
  places: PlainTensor,
  expected: { readonly trustworthiness: number; readonly continuity: number },
): void {
  const found = trustOf(of, places, { neighbours: 15, sample: of.shape[0]!, seed: 1 })!;
  expect(Math.abs(found.trustworthiness - expected.trustworthiness)).toBeLessThan(0.01);
  expect(Math.abs(found.continuity - expected.continuity)).toBeLessThan(0.01);
}

/** @param of so many codings */
export function expectAsGoodAsUmapLearn(count: keyof typeof golden.umap, of: PlainTensor, places: PlainTensor): void {
  const expected = golden.umap[count];
  expectTrust(of, places, expected);
  const { spread, near } = sizeOf(places);
  expect(Math.abs(spread / expected.spread - 1)).toBeLessThan(0.1);
  expect(Math.abs(near / expected.near - 1)).toBeLessThan(0.1);
}

/** @param of so many codings, laid out with a perplexity of 30 */
export function expectAsGoodAsScikitLearn(count: keyof typeof golden.tsne, of: PlainTensor, places: PlainTensor): void {
  const expected = golden.tsne[count];
  expectTrust(of, places, expected);
  const pairs = affinities(nearestNeighbours(of, neighboursFor(30, count)), 30);
  expect(divergence(pairs, places)).toBeLessThan(expected.divergence * 1.03);
}
