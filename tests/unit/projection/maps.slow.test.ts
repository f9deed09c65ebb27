/** Maps of as many codings as a panel shows: as good as umap-learn's and scikit-learn's. */
import { describe, expect, test } from 'vitest';
import { nearestNeighbours } from '../../../src/projection/nearest-neighbours';
import { affinities, neighboursFor } from '../../../src/projection/tsne';
import { trustOf } from '../../../src/projection/trust';
import { codings, hasFashionMnist, laidOut } from './codings';
import { divergence } from './divergence';
import { golden } from './golden';
import { sizeOf } from './map-size';

describe.runIf(hasFashionMnist)('codings of Fashion-MNIST', () => {
  test('10,000 are laid out by UMAP as well as by umap-learn', async () => {
    const of = await codings(10_000);
    const { places } = laidOut(of, { method: 'umap', neighbours: 15, seed: 1 });
    const found = trustOf(of, places, { neighbours: 15, sample: 10_000, seed: 1 })!;
    expect(Math.abs(found.trustworthiness - golden.umap[10000].trustworthiness)).toBeLessThan(0.01);
    expect(Math.abs(found.continuity - golden.umap[10000].continuity)).toBeLessThan(0.01);
    const { spread, near } = sizeOf(places);
    expect(Math.abs(spread / golden.umap[10000].spread - 1)).toBeLessThan(0.1);
    expect(Math.abs(near / golden.umap[10000].near - 1)).toBeLessThan(0.1);
  });

  test('5,000 are laid out by t-SNE as well as by scikit-learn', async () => {
    const of = await codings(5000);
    const { places } = laidOut(of, { method: 'tsne', perplexity: 30, seed: 1 });
    const found = trustOf(of, places, { neighbours: 15, sample: 5000, seed: 1 })!;
    expect(Math.abs(found.trustworthiness - golden.tsne[5000].trustworthiness)).toBeLessThan(0.01);
    expect(Math.abs(found.continuity - golden.tsne[5000].continuity)).toBeLessThan(0.01);
    const pairs = affinities(nearestNeighbours(of, neighboursFor(30, 5000)), 30);
    expect(divergence(pairs, places)).toBeLessThan(golden.tsne[5000].divergence * 1.03);
  });
});
