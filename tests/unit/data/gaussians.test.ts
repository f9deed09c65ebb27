import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { datasets } from '../../../src/authoring/datasets';
import type { DatasetSpec } from '../../../src/base/dataset-spec';
import { loadDataset } from '../../../src/data/load-dataset';
import { datasetSchema } from '../../../src/protocol/dataset-schema';
import { parse } from 'valibot';

const options = { baseFolder: '.', searchFolders: [], cacheFolder: '.', allowDownload: false };

async function loaded(spec: DatasetSpec) {
  const found = await loadDataset(spec, options);
  if (!found.ok) throw new Error(found.problem.message);
  return found.value;
}
const all = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('a ring of Gaussians', () => {
  test('has eight centres on a circle of radius 2, each with as many points, 0.02 about it', async () => {
    const { train, test: held, modes, classNames, samples } = await loaded(datasets.ring({ count: 16_000 }));
    expect([train.count, held.count, train.shape, samples]).toEqual([16_000, 1600, [2], 'points']);
    expect(classNames).toEqual(['0°', '45°', '90°', '135°', '180°', '225°', '270°', '315°']);
    const [points, classes] = [train.gather(all(16_000)), train.labels(all(16_000))];
    for (let mode = 0; mode < 8; mode++) {
      const own = all(16_000).filter((at) => classes[at] === mode);
      expect(own).toHaveLength(2000);
      const centre = [2 * Math.cos((mode * Math.PI) / 4), 2 * Math.sin((mode * Math.PI) / 4)];
      for (const axis of [0, 1]) {
        const values = own.map((at) => points[2 * at + axis]!);
        const mean = values.reduce((sum, value) => sum + value, 0) / 2000;
        const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2000);
        expect(Math.abs(mean - centre[axis]!)).toBeLessThan(4 * (0.02 / Math.sqrt(2000)));
        expect(spread).toBeCloseTo(0.02, 2);
        expect(modes!.centres[2 * mode + axis]).toBeCloseTo(centre[axis]!, 6);
      }
    }
  });

  test('is the same on every machine, and another for another seed', async () => {
    const hash = async (seed: number) => {
      const { train, test: held } = await loaded(datasets.ring({ count: 100, seed }));
      const values = [...train.gather(all(100)), ...held.gather(all(10))];
      return createHash('sha256')
        .update(new Uint8Array(Float32Array.from(values).buffer))
        .digest('hex')
        .slice(0, 16);
    };
    // A change detector: other points would be another training.
    expect(await hash(42)).toBe('7120bc7c1cfb33e7');
    expect(await hash(1)).not.toBe(await hash(42));
  });
});

test('a grid of Gaussians has 25 centres from −4 to 4, two apart', async () => {
  const { modes, classNames, range } = await loaded(datasets.grid());
  const centres = Array.from({ length: 25 }, (_, mode) => [...modes!.centres.subarray(2 * mode, 2 * mode + 2)]);
  expect(centres).toEqual([-4, -2, 0, 2, 4].flatMap((y) => [-4, -2, 0, 2, 4].map((x) => [x, y])));
  expect(modes!.deviation).toBe(0.05);
  expect([classNames[0], classNames[12]]).toEqual(['−4, −4', '0, 0']);
  expect([Math.round(range[0]), Math.round(range[1])]).toEqual([-4, 4]);
});

test.each([
  datasets.ring({ modes: 5, radius: 1, deviation: 0.1, count: 50, seed: 3 }),
  datasets.grid({ side: 3, spacing: 1, deviation: 0.1, count: 90, seed: 3 }),
])('what is named travels between processes as it is', (spec) => {
  expect(parse(datasetSchema, { ...spec })).toEqual({ ...spec });
});

test.each([
  [() => datasets.ring({ modes: 0 }), /modes/],
  [() => datasets.ring({ radius: -1 }), /radius/],
  [() => datasets.grid({ side: 11 }), /side/],
  [() => datasets.grid({ deviation: NaN }), /deviation/],
  // Nothing would ever be near its modes.
  [() => datasets.ring({ deviation: 0 }), /deviation/],
  [() => datasets.grid({ count: 1.5 }), /count/],
  [() => datasets.ring({ width: 1 } as never), /width/],
])('what makes no sense is refused at the user’s line', (make, what) => {
  expect(make).toThrow(what);
});
