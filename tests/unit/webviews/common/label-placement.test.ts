import { describe, expect, test } from 'vitest';
import { NoiseGenerator } from '../../../../src/noise/noise-generator';
import { placeLabels } from '../../../../webviews/common/label-placement';

describe('labels', () => {
  test('that don’t touch stay where they want to be', () => {
    expect(placeLabels([20, 60], 14, 0, 100)).toEqual([20, 60]);
  });

  test('that would touch are pushed apart about their middle', () => {
    expect(placeLabels([50, 50], 14, 0, 100)).toEqual([43, 57]);
    expect(placeLabels([52, 50], 14, 0, 100)).toEqual([58, 44]);
  });

  test('stay inside the room', () => {
    expect(placeLabels([0, 2], 14, 0, 100)).toEqual([7, 21]);
    expect(placeLabels([99, 100], 14, 0, 100)).toEqual([79, 93]);
  });

  test('never cover each other, keep their order, and fit, wherever they are', () => {
    for (let seed = 0; seed < 200; seed++) {
      const wanted = [...new NoiseGenerator(seed).uniform(new Float32Array(6), 0, 100)];
      const placed = placeLabels(wanted, 14, 0, 100);
      const sorted = [...placed].sort((a, b) => a - b);
      for (let i = 1; i < sorted.length; i++)
        expect((sorted[i] ?? 0) - (sorted[i - 1] ?? 0)).toBeGreaterThanOrEqual(14 - 1e-9);
      expect(sorted[0]).toBeGreaterThanOrEqual(7 - 1e-9);
      expect(sorted.at(-1)).toBeLessThanOrEqual(93 + 1e-9);
      wanted.forEach((one, i) =>
        wanted.forEach((other, j) => one < other && expect(placed[i]).toBeLessThan(placed[j] ?? 0)),
      );
    }
  });
});
