/** Trust against scikit-learn's figures, and at its ends. */
import { describe, expect, test } from 'vitest';
import { trustOf } from '../../../src/projection/trust';
import type { PlainTensor } from '../../../src/protocol/plain-tensor';
import { codings, hasFashionMnist, scattered } from './codings';
import { golden } from './golden';

const numbersOf = (
  { values, shape: [count = 0, dims = 0] }: PlainTensor,
  first: number,
  second: number,
): PlainTensor => ({
  shape: [count, 2],
  values: Float32Array.from({ length: 2 * count }, (_, at) => values[(at >> 1) * dims + (at % 2 ? second : first)]!),
});

describe.runIf(hasFashionMnist)('of a poor map', () => {
  test.each([5, 15] as const)("at %i neighbours, trust is scikit-learn's", async (neighbours) => {
    const of = await codings(2000);
    const found = trustOf(of, numbersOf(of, 7, 22), { neighbours, sample: 2000, seed: 1 });
    const expected = golden.trustOfTwoNumbers[neighbours];
    // Where several lie equally near, which of them is a neighbour is nobody's to say.
    expect(found!.trustworthiness).toBeCloseTo(expected.trustworthiness, 3);
    expect(found!.continuity).toBeCloseTo(expected.continuity, 3);
  });

  test('of so few that none lie equally near, it is to the last digit', async () => {
    const of = await codings(40);
    const found = trustOf(of, numbersOf(of, 7, 22), { neighbours: 3, sample: 40, seed: 1 })!;
    expect(found.trustworthiness).toBeCloseTo(golden.trustOfTwoNumbers.few.trustworthiness, 10);
    expect(found.continuity).toBeCloseTo(golden.trustOfTwoNumbers.few.continuity, 10);
  });

  test('a sample of a third tells nearly the same', async () => {
    const of = await codings(2000);
    const [all, some] = [2000, 700].map((sample) =>
      trustOf(of, numbersOf(of, 7, 22), { neighbours: 15, sample, seed: 1 }),
    );
    expect(some!.sample).toBe(700);
    expect(Math.abs(some!.trustworthiness - all!.trustworthiness)).toBeLessThan(0.03);
    expect(Math.abs(some!.continuity - all!.continuity)).toBeLessThan(0.03);
  });
});

const options = { neighbours: 15, sample: 400, seed: 1 };

test('a map that is the space itself is trusted, and one by chance is not', () => {
  const of = scattered(400, 2);
  expect(trustOf(of, of, options)).toEqual({ trustworthiness: 1, continuity: 1, neighbours: 15, sample: 400 });
  const found = trustOf(of, scattered(400, 2, 2), options);
  expect(found!.trustworthiness).toBeGreaterThan(0.4);
  expect(found!.trustworthiness).toBeLessThan(0.6);
});

test('codings that are not on the map do not take part', () => {
  const of = scattered(400, 2);
  const places = { shape: of.shape, values: of.values.map((value, at) => (at < 200 ? value : NaN)) };
  expect(trustOf(of, places, options)).toEqual({ trustworthiness: 1, continuity: 1, neighbours: 15, sample: 100 });
});

test('fewer neighbours than half the sample are compared, and too few say nothing', () => {
  expect(trustOf(scattered(10, 2), scattered(10, 2), options)?.neighbours).toBe(4);
  expect(trustOf(scattered(2, 2), scattered(2, 2), options)).toBeUndefined();
});
