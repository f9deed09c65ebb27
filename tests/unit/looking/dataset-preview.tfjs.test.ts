import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { datasets } from '../../../src/authoring/datasets';
import type { DatasetSpec } from '../../../src/base/dataset-spec';
import type { Dataset } from '../../../src/data/dataset';
import { loadDataset } from '../../../src/data/load-dataset';
import { type PreviewOptions, previewOf } from '../../../src/looking/dataset-preview';
import { datasetPreviewSchema } from '../../../src/protocol/dataset-preview';
import { validator } from '../../../src/protocol/validate';

const options: PreviewOptions = { validation: 2, seed: 3, isAugmented: false };
const read = validator('A preview', datasetPreviewSchema);

async function loaded(spec: DatasetSpec): Promise<Dataset> {
  const result = await loadDataset(spec, {
    baseFolder: '.',
    searchFolders: [],
    cacheFolder: '.',
    allowDownload: false,
  });
  if (!result.ok) expect.fail(result.problem.message);
  return result.value;
}

/** Images of one shade each, 2 × 3: of class `label` where there are labels. */
const shades = (values: readonly number[], labels?: readonly number[], classNames?: readonly string[]) =>
  datasets.tensor(
    values.flatMap((value) => new Array<number>(6).fill(value)),
    [values.length, 2, 3, 1],
    { testShare: 0, ...(labels && { labels }), ...(classNames && { classNames }) },
  );

describe('a preview of images', () => {
  test('counts classes and splits, and has a row a class: its mean, then its samples', async () => {
    const dataset = await loaded(shades([0.2, 0.4, 1, 0.6, 0.8], [0, 0, 1, 0, 0], ['a', 'b', 'c']));
    const preview = read(previewOf(dataset, options));
    expect(preview.splits).toEqual({ train: 3, validation: 2, test: 0 });
    expect(preview.classes).toEqual([
      { name: 'a', train: 4, test: 0 },
      { name: 'b', train: 1, test: 0 },
      { name: 'c', train: 0, test: 0 },
    ]);
    const { atlas, shown } = preview.images!;
    expect([atlas.rows, atlas.columns, atlas.tileWidth, atlas.tileHeight, shown]).toEqual([3, 13, 3, 2, [4, 1, 0]]);
    const picture = decode(atlas.png);
    const shadeOf = (row: number, column: number) => picture.data[row * 2 * picture.width + column * 3];
    // The mean of 0.2, 0.4, 0.6 and 0.8 is a half: 127.5 of 255, and float32 is a little below or above.
    expect([127, 128]).toContain(shadeOf(0, 0));
    expect([1, 2, 3, 4].map((column) => shadeOf(0, column)).sort((a, b) => a! - b!)).toEqual([51, 102, 153, 204]);
    expect([shadeOf(1, 0), shadeOf(1, 1), shadeOf(1, 2), shadeOf(2, 0)]).toEqual([255, 255, 0, 0]);
  });

  test('has a histogram of every number', async () => {
    const { histogram } = previewOf(await loaded(shades([0, 0, 0.5, 1])), options);
    expect(histogram.of).toBe(4);
    expect(histogram.counts).toHaveLength(64);
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(24);
    expect([histogram.counts[0], histogram.counts[32], histogram.counts[63]]).toEqual([12, 6, 6]);
  });

  test('without labels is some rows of samples, and large ones are made small', async () => {
    const values = new Float32Array(30 * 100 * 200 * 3).fill(0.5);
    const preview = previewOf(await loaded(datasets.tensor(values, [30, 100, 200, 3], { testShare: 0 })), options);
    expect(preview.images!.shown).toEqual([12, 12, 6]);
    expect([preview.images!.atlas.tileWidth, preview.images!.atlas.tileHeight]).toEqual([64, 32]);
    expect(preview.classes).toEqual([{ name: '', train: 30, test: 0 }]);
  });

  test('shows augmented ones as they are trained, epoch after epoch', async () => {
    const dataset = await loaded(datasets.augmented(datasets.glyphs({ count: 100 }), { brightness: 0.3 }));
    const { augmented } = read(previewOf(dataset, { ...options, isAugmented: true }));
    const picture = decode(augmented!.png);
    const tile = (row: number, column: number) =>
      Array.from(
        { length: 784 },
        (_, at) => picture.data[(row * 28 + Math.floor(at / 28)) * picture.width + column * 28 + (at % 28)]!,
      );
    const byte = (value: number) => Math.round(value * 255);
    // The first of class 0 is image 0.
    expect(tile(0, 0)).toEqual([...dataset.train.gather([0])].map(byte));
    expect(tile(0, 3)).toEqual([...dataset.train.gather([0], undefined, { seed: 3, epoch: 2 })].map(byte));
    expect(tile(0, 3)).not.toEqual(tile(0, 2));
  });
});

test.each<[string, DatasetSpec, number]>([
  ['points', datasets.points3d(), 60 * 3],
  ['sequences', datasets.sequences({ kind: 'random' }), 24 * 19],
])('a preview of %s has their numbers and no image', async (samples, spec, numbers) => {
  const dataset = await loaded(spec);
  const preview = read(previewOf(dataset, options));
  expect(preview.samples).toBe(samples);
  expect(preview.images).toBeUndefined();
  expect(preview.numbers!.values).toHaveLength(numbers);
  expect(preview.numbers!.values.slice(0, 3)).toEqual(dataset.train.gather([0]).slice(0, 3));
});
