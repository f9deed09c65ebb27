import { describe, expect, it } from 'vitest';

import { normalQuantile } from '../../../src/noise/normal-quantile';

/** Of PPND7, by its author: about 1 part in 10^7. */
const RELATIVE_ERROR = 3e-7;

describe('normalQuantile', () => {
  it.each([
    // Published with AS 241 as check values.
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167814],
    [1e-20, -9.262340089798408],
    // By Python's statistics.NormalDist.inv_cdf, which is the double-precision routine of the same paper.
    [2 ** -33, -6.337957754553789],
    [1e-9, -5.9978070150076865],
    [1e-6, -4.753424308822899],
    [1e-4, -3.71901648545568],
    [0.02, -2.0537489106318225],
    [0.0749, -1.4402382675279632],
    [0.0751, -1.4388253927525398],
    [0.3, -0.5244005127080407],
    [0.6, 0.2533471031357998],
  ])('is right at %d', (p, expected) => {
    expect(Math.abs(normalQuantile(p) - expected)).toBeLessThan(RELATIVE_ERROR * Math.abs(expected));
  });

  it('is 0 in the middle', () => {
    expect(normalQuantile(0.5)).toBe(0);
  });

  it.each([2 ** -20, 2 ** -10, 0.0625, 0.25])('is odd about the middle at %d', (p) => {
    expect(normalQuantile(1 - p)).toBe(-normalQuantile(p));
  });

  it('rises everywhere, also where its three formulas and the powers of two of its logarithm meet', () => {
    let previous = -Infinity;
    for (let i = 1; i < 20_000; i++) {
      const z = normalQuantile(i / 20_000);
      expect(z).toBeGreaterThan(previous);
      previous = z;
    }
    for (let exponent = -300; exponent < -4; exponent++) {
      expect(normalQuantile(2 ** exponent * 1.0001)).toBeGreaterThan(normalQuantile(2 ** exponent));
      expect(normalQuantile(2 ** exponent)).toBeGreaterThan(normalQuantile(2 ** exponent * 0.9999));
    }
  });

  it.each([0, 1, -0.1, NaN])('refuses %d', (p) => {
    expect(() => normalQuantile(p)).toThrow(RangeError);
  });
});
