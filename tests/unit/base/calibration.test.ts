import { describe, expect, test } from 'vitest';
import { calibrationOf } from '../../../src/base/calibration';
import { NoiseGenerator } from '../../../src/noise/noise-generator';

const floats = (...values: number[]) => Float32Array.from(values);

describe('calibration', () => {
  test('by hand: bins, shares, and the error weighted by how many are in each', () => {
    // In 0.5–0.75: 0.6 real, 0.7 generated. In 0.75–1: 0.8 and 0.9 real. In 0–0.25: 0.1 and 0.2 generated.
    const { bins, expectedError } = calibrationOf(floats(0.6, 0.8, 0.9), floats(0.7, 0.1, 0.2), 4);
    expect(bins.map(({ count }) => count)).toEqual([2, 0, 2, 2]);
    expect(bins.map(({ share }) => share)).toEqual([0, NaN, 0.5, 1]);
    expect(bins[2]!.confidence).toBeCloseTo(0.65, 6);
    // (2/6) · 0.15 + (2/6) · 0.15 + (2/6) · 0.15
    expect(expectedError).toBeCloseTo(0.15, 6);
  });

  test('whoever is always sure and always right errs by nothing; whoever is always wrong, by all', () => {
    const [ones, zeros] = [new Float32Array(50).fill(1), new Float32Array(50)];
    expect(calibrationOf(ones, zeros).expectedError).toBe(0);
    expect(calibrationOf(zeros, ones).expectedError).toBe(1);
    expect(calibrationOf(ones, zeros).bins.at(-1)).toMatchObject({ count: 50, share: 1, high: 1 });
  });

  test('things drawn with just the probability that is said are calibrated, as far as so many can show', () => {
    const said = new NoiseGenerator(1).uniform(new Float32Array(40_000));
    const drawn = new NoiseGenerator(2).uniform(new Float32Array(40_000));
    const positives = said.filter((probability, at) => drawn[at]! < probability);
    const negatives = said.filter((probability, at) => drawn[at]! >= probability);
    const { expectedError, bins } = calibrationOf(positives, negatives);
    expect(expectedError).toBeLessThan(0.01);
    // 19 of 20 intervals hold the truth.
    const holding = bins.filter(
      ({ interval, confidence }) => interval.low <= confidence && confidence <= interval.high,
    );
    expect(holding.length).toBeGreaterThanOrEqual(8);
  });

  test('of nothing there is no error, and what is no number is in no bin', () => {
    expect(calibrationOf(floats(), floats()).expectedError).toBeNaN();
    expect(calibrationOf(floats(NaN, 0.95), floats(0.05)).bins.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });
});
