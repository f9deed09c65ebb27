import { describe, expect, test } from 'vitest';
import { meanOf, studentInterval, studentQuantile } from '../../../src/base/mean-interval';

describe('Student’s quantile at 0.975', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, upper critical values of Student's t.
  test.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [6, 2.447],
    [7, 2.365],
    [8, 2.306],
    [9, 2.262],
    [10, 2.228],
    [15, 2.131],
    [20, 2.086],
    [30, 2.042],
    [60, 2.0],
    [100, 1.984],
  ])('of %i degrees of freedom is the published %f', (freedom, published) => {
    expect(Math.abs(studentQuantile(freedom) - published)).toBeLessThan(0.001);
  });

  test('leaves 2.5 % of the distribution above it, by integrating its density', () => {
    for (const freedom of [1, 2, 3, 4, 5, 7, 12, 31]) {
      expect(areaFromZero(studentQuantile(freedom), freedom), `${freedom} degrees`).toBeCloseTo(0.475, 4);
    }
  });
});

describe('the mean of a few values', () => {
  test('has the standard error of the textbook', () => {
    const { mean, standardError } = meanOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(mean).toBe(5);
    // Sum of squares 32 over 7, over 8.
    expect(standardError).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
  });

  test('of one value has none', () => {
    expect(meanOf([3])).toEqual({ mean: 3 });
  });

  test('lies in the middle of its interval', () => {
    const { low, high } = studentInterval(10, 2, 6);
    expect(low).toBeCloseTo(10 - 2 * 2.571, 2);
    expect(high).toBeCloseTo(10 + 2 * 2.571, 2);
  });
});

/** Simpson's rule over the density, whose factor is found by the same rule over all of it, by x = tan(u). */
function areaFromZero(to: number, freedom: number): number {
  const density = (x: number) => (1 + (x * x) / freedom) ** (-(freedom + 1) / 2);
  const half = simpson((u) => density(Math.tan(u)) / Math.cos(u) ** 2, 0, Math.PI / 2 - 1e-6);
  return simpson(density, 0, to) / (2 * half);
}

function simpson(f: (x: number) => number, from: number, to: number, parts = 20_000): number {
  const width = (to - from) / parts;
  let sum = f(from) + f(to);
  for (let at = 1; at < parts; at++) sum += (at % 2 === 1 ? 4 : 2) * f(from + at * width);
  return (sum * width) / 3;
}
