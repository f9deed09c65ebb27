/** The Fréchet distance between features, against numpy and scipy (tests/golden/frechet), and against its closed forms. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FeatureMoments, frechetDistance } from '../../../src/looking/frechet-distance';

interface Golden {
  readonly images: readonly number[];
  readonly size: number;
  readonly seeds: readonly number[];
  readonly shifts: readonly number[];
  readonly distance: number;
}
const file = path.resolve(__dirname, '../../golden/frechet/expected.json');
const golden = JSON.parse(readFileSync(file, 'utf8')) as Golden[];

/** As tests/golden/frechet/write-golden.py makes them. */
function features(seed: number, images: number, size: number, shift: number): Float32Array {
  let x = seed;
  const drawn = Float32Array.from({ length: images * size }, () => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    return x / 2 ** 32;
  });
  return drawn.map((value, at) => {
    const left = drawn[at % size === 0 ? at + size - 1 : at - 1]!;
    return Math.fround(Math.fround(0.5 * value + 0.5 * left) + shift);
  });
}

function momentsOf(values: Float32Array, size: number, batch = values.length / size): FeatureMoments {
  const moments = new FeatureMoments(size);
  for (let from = 0; from < values.length; from += batch * size)
    moments.add(values.subarray(from, from + batch * size));
  return moments;
}

describe('the Fréchet distance', () => {
  test.each(golden)('of $images images with $size features is that of numpy and scipy', (one) => {
    const [a, b] = [0, 1].map((at) =>
      momentsOf(features(one.seeds[at]!, one.images[at]!, one.size, one.shifts[at]!), one.size),
    );
    const found = frechetDistance(a!, b!);
    // Roots of eigenvalues that are zero but for rounding are about 1e-8 each.
    const tolerance = Math.min(...one.images) > one.size ? 1e-9 : 1e-5;
    expect(Math.abs(found - one.distance)).toBeLessThan(tolerance * Math.max(1, one.distance));
    expect(Math.abs(frechetDistance(b!, a!) - found)).toBeLessThan(tolerance);
  });

  test('of a set to itself is 0, however it was gathered, and of one that is moved the square of the way', () => {
    const values = features(7, 300, 8, 0);
    const whole = momentsOf(values, 8);
    expect(frechetDistance(whole, momentsOf(values, 8, 50))).toBeLessThan(1e-9);
    const moved = momentsOf(
      values.map((value) => value + 0.5),
      8,
    );
    expect(frechetDistance(whole, moved)).toBeCloseTo(8 * 0.25, 5);
  });

  test('of one number is that of two normal distributions: (μ₁ − μ₂)² + (σ₁ − σ₂)²', () => {
    const [narrow, wide] = [momentsOf(Float32Array.of(-1, 1), 1), momentsOf(Float32Array.of(1, 7), 1)];
    const [s1, s2] = [Math.SQRT2, Math.sqrt(18)];
    expect(frechetDistance(narrow, wide)).toBeCloseTo(4 ** 2 + (s1 - s2) ** 2, 9);
  });

  test('of features of other sizes, or of one image, there is none', () => {
    const one = momentsOf(Float32Array.of(1, 2), 2);
    expect(() => frechetDistance(one, momentsOf(Float32Array.of(1, 2, 3), 3))).toThrow(/one size, got 2 and 3/);
    expect(() => frechetDistance(one, one)).toThrow(/at least 2 images, got 1/);
    expect(() => one.add(Float32Array.of(1))).toThrow(/multiple of 2/);
  });
});
