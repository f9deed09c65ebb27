import { describe, expect, test } from 'vitest';
import { datasets } from '../../../src/authoring/datasets';
import { loadDataset } from '../../../src/data/load-dataset';
import { coveredModes } from '../../../src/looking/covered-modes';

const options = { baseFolder: '.', searchFolders: [], cacheFolder: '.', allowDownload: false };

describe('modes', () => {
  const modes = { centres: Float32Array.of(0, 0, 10, 0, 0, 10), deviation: 1 };

  test('a mode is covered by one sample within three deviations; who is further off is of no quality', () => {
    const samples = Float32Array.of(0, 2.9, 0, 3.1, 10, -3, 5.1, 0, NaN, 0);
    const { covered, highQualityShare, nearest, counts } = coveredModes(samples, modes, 2);
    expect(covered).toBe(2);
    expect(highQualityShare).toBeCloseTo(2 / 5, 12);
    expect([...nearest]).toEqual([0, 0, 1, 1, 0]);
    expect([...counts]).toEqual([1, 1, 0]);
  });

  // Of a normal distribution in a plane 1 − exp(−3² / 2) lies within three deviations: Rayleigh's distribution.
  test.each([
    ['ring', datasets.ring({ count: 20_000 }), 8],
    ['grid', datasets.grid({ count: 20_000 }), 25],
  ])('of the data of the %s themselves all modes are covered, and 98.9 %% are near', async (_, spec, all) => {
    const loaded = await loadDataset(spec, options);
    if (!loaded.ok || !loaded.value.modes) throw new Error('Expected data with modes.');
    const { train, modes: its } = loaded.value;
    const indices = Array.from({ length: train.count }, (__, i) => i);
    const { covered, highQualityShare, nearest } = coveredModes(train.gather(indices), its, 2);
    expect(covered).toBe(all);
    expect(Math.abs(highQualityShare - (1 - Math.exp(-4.5)))).toBeLessThan(0.003);
    expect([...nearest]).toEqual([...train.labels(indices)]);
  });

  test('of no samples nothing is covered, and there is no share', () => {
    expect(coveredModes(new Float32Array(), modes, 2)).toMatchObject({ covered: 0, highQualityShare: NaN });
  });
});
