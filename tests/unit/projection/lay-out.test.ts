/** Maps by UMAP and t-SNE: as good as those of umap-learn and scikit-learn, the same each time, and steady from step to step. */
import { describe, expect, test } from 'vitest';
import type { MapMethod } from '../../../src/projection/map-method';
import { nearestNeighbours } from '../../../src/projection/nearest-neighbours';
import { trustOf } from '../../../src/projection/trust';
import type { PlainTensor } from '../../../src/protocol/plain-tensor';
import { expectAsGoodAsScikitLearn, expectAsGoodAsUmapLearn } from './as-good';
import { codings, hasFashionMnist, laidOut, part, scattered } from './codings';

const umap: MapMethod = { method: 'umap', neighbours: 15, seed: 1 };
const tsne: MapMethod = { method: 'tsne', perplexity: 30, seed: 1 };
const all = (of: PlainTensor) => ({ neighbours: 15, sample: of.shape[0]!, seed: 1 });

describe.runIf(hasFashionMnist)('2,000 codings of Fashion-MNIST', () => {
  test('are laid out by UMAP as well as by umap-learn', async () => {
    const of = await codings(2000);
    const { places } = laidOut(of, umap);
    expectAsGoodAsUmapLearn(2000, of, places);
  });

  test('are laid out by t-SNE as well as by scikit-learn', async () => {
    const of = await codings(2000);
    const { places } = laidOut(of, tsne);
    expectAsGoodAsScikitLearn(2000, of, places);
  });
});

/** Of the distances that codings have moved the middle one, as a share of the map's width. */
function middleMove(before: PlainTensor, after: PlainTensor): number {
  const xs = before.values.filter((_, at) => at % 2 === 0);
  const width = Math.max(...xs) - Math.min(...xs);
  const moves = Array.from(xs, (_, i) =>
    Math.hypot(after.values[2 * i]! - before.values[2 * i]!, after.values[2 * i + 1]! - before.values[2 * i + 1]!),
  );
  return moves.sort((a, b) => a - b)[moves.length >> 1]! / width;
}

/** Five clusters, so that a map has something to tell apart; coding i is of cluster i modulo 5. */
function clusters(count: number): PlainTensor {
  const centres = scattered(5, 6, 3).values;
  const { shape, values } = scattered(count, 6);
  return {
    shape,
    values: values.map((value, at) => 0.3 * value + 2 * centres[(Math.floor(at / 6) % 5) * 6 + (at % 6)]!),
  };
}

describe.each([
  ['UMAP', { ...umap, neighbours: 10 }],
  ['t-SNE', { ...tsne, perplexity: 15 }],
])('%s', (_, method) => {
  test('makes the equal map of equal codings, to the bit, and another with fewer rounds', () => {
    const of = clusters(400);
    const { places } = laidOut(of, method);
    expect(laidOut(of, method).places.values).toEqual(places.values);
    expect(laidOut(of, { ...method, epochs: 50 }).places.values).not.toEqual(places.values);
  });

  test('keeps clusters together', () => {
    const of = clusters(400);
    const near = nearestNeighbours(laidOut(of, method).places, 5);
    const strangers = near.indices.filter((index, at) => index % 5 !== Math.floor(at / 5) % 5);
    expect(strangers).toHaveLength(0);
  });

  test('goes on from the last map: codings that changed a little move a little', () => {
    const of = clusters(400);
    const { places } = laidOut(of, method);
    const changed = { shape: of.shape, values: of.values.map((value, at) => value + 0.02 * scatter[at % 997]!) };
    const onward = laidOut(changed, { ...method, start: places }).places;
    expect(middleMove(places, onward)).toBeLessThan(0.06);
    const found = trustOf(changed, onward, all(of))!.trustworthiness;
    const afresh = trustOf(changed, laidOut(changed, method).places, all(of))!.trustworthiness;
    expect(found).toBeGreaterThan(afresh - 0.01);
  });

  test('mends a map of a moment at which the codings lay quite otherwise', () => {
    const of = clusters(400);
    const start = { shape: [400, 2], values: scattered(400, 2, 8).values.map((value) => 30 * value) };
    expect(trustOf(of, start, all(of))!.trustworthiness).toBeLessThan(0.6);
    expect(trustOf(of, laidOut(of, { ...method, start }).places, all(of))!.trustworthiness).toBeGreaterThan(0.93);
  });

  test('sets those that were not on the last map among their neighbours', () => {
    const of = clusters(400);
    const { places } = laidOut(part(of, 0, 300), method);
    const onward = laidOut(of, { ...method, start: places }).places;
    expect(middleMove(places, part(onward, 0, 300))).toBeLessThan(0.1);
    const near = nearestNeighbours(onward, 5);
    const strangers = near.indices.filter((index, at) => index % 5 !== Math.floor(at / 5) % 5);
    expect(strangers).toHaveLength(0);
  });

  test('tells how far it has come, with the places so far', () => {
    const { places, rounds } = laidOut(clusters(100), { ...method, epochs: 80 });
    expect(rounds.map(({ done }) => done)).toEqual(Array.from({ length: 40 }, (_, i) => 2 * i));
    expect(rounds.every(({ all: epochs }) => epochs === 80)).toBe(true);
    expect(rounds[0]!.places).toBeUndefined();
    for (const { places: soFar } of rounds.slice(1)) expect(soFar!.values.every(Number.isFinite)).toBe(true);
    expect(rounds[1]!.places!.values).not.toEqual(rounds[39]!.places!.values);
    expect(places.shape).toEqual([100, 2]);
  });

  test.each([0, 1, 2, 3, 5])('lays out %i codings', (count) => {
    const { places } = laidOut(scattered(count, 3), method);
    expect(places.shape).toEqual([count, 2]);
    expect(places.values.every(Number.isFinite)).toBe(true);
  });

  test('lays out codings that are all the same, one number long, or sixty', () => {
    for (const of of [{ shape: [50, 4], values: new Float32Array(200) }, scattered(50, 1), scattered(150, 60)]) {
      const { places } = laidOut(of, method);
      expect(places.values).toHaveLength(2 * of.shape[0]!);
      expect(places.values.every(Number.isFinite)).toBe(true);
    }
  });

  test('refuses codings that are no numbers any more', () => {
    const of = scattered(50, 3);
    of.values[7] = Infinity;
    expect(() => laidOut(of, method)).toThrow('got Infinity in number 1 of the coding of sample 2.');
  });
});

const scatter = scattered(997, 1, 9).values;
