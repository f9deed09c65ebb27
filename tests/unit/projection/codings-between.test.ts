/** Places of a map back to codings. */
import { expect, test } from 'vitest';
import { CodingsBetween } from '../../../src/projection/codings-between';
import { scattered } from './codings';

const at = (...places: number[]) => ({ shape: [places.length / 2, 2], values: Float32Array.from(places) });

test.each([1, 2, 3])('at a coding’s own place on a map of %i axes lies that coding, to the bit', (axes) => {
  const codings = scattered(300, 7);
  const map = scattered(300, axes, 5);
  expect(new CodingsBetween(codings, map).at(map).values).toEqual(codings.values);
});

test('between codings lie those between, the nearer the more', () => {
  const map = at(0, 0, 1, 0);
  const between = new CodingsBetween({ shape: [2, 1], values: Float32Array.of(10, 20) }, map);
  const found = between.at(at(0.5, 0, 0.25, 0, 0.5, 1e6)).values;
  expect(found[0]).toBeCloseTo(15, 5);
  // Three times as far is a ninth of the weight.
  expect(found[1]).toBeCloseTo((10 * 9 + 20) / 10, 5);
  expect(found[2]).toBeCloseTo(15, 4);
});

test('of a plane that was only moved and turned, codings come back', () => {
  const codings = scattered(3000, 2);
  const found = new CodingsBetween(codings, at(...turned(codings.values))).at(at(...turned(Float32Array.of(0.1, 0.2))));
  expect(Math.hypot(found.values[0]! - 0.1, found.values[1]! - 0.2)).toBeLessThan(0.02);
});

/** By a right angle, and moved by (3, 5). */
const turned = (values: Float32Array): number[] =>
  [...values].map((_, k) => (k % 2 ? 5 + values[k - 1]! : 3 - values[k + 1]!));

test('codings that are not on the map have no place, and an empty map has no codings', () => {
  const codings = { shape: [2, 1], values: Float32Array.of(10, 20) };
  expect([...new CodingsBetween(codings, at(NaN, NaN, 1, 1)).at(at(0, 0)).values]).toEqual([20]);
  expect([...new CodingsBetween(codings, at(NaN, NaN, NaN, NaN)).at(at(0, 0)).values]).toEqual([NaN]);
});
