import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import type { GlyphsSpec } from '../../../src/base/dataset-spec';
import type { Dataset, DatasetSplit } from '../../../src/data/dataset';
import { loadDataset } from '../../../src/data/load-dataset';

import { optionsIn } from './idx-files';

const options = optionsIn('/no/such/folder');

async function glyphs(spec: Omit<GlyphsSpec, 'kind'> = {}): Promise<Dataset> {
  const result = await loadDataset({ kind: 'glyphs', ...spec }, options);
  if (!result.ok) expect.fail(result.problem.message);
  return result.value;
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const every = (split: DatasetSplit): Float32Array => split.gather(range(0, split.count));

describe('glyphs', () => {
  it('are 10,000 training images and a tenth as many for the test, in ten named classes of equal size', async () => {
    const dataset = await glyphs();
    expect([dataset.train.count, dataset.test.count]).toEqual([10_000, 1_000]);
    expect(dataset.train.shape).toEqual([28, 28, 1]);
    expect(dataset.name).toBe('Glyphs');
    expect(dataset.description).toBe('Glyphs, 10,000 training images 28×28, drawn procedurally');
    expect(new Set(dataset.classNames).size).toBe(10);
    for (const split of [dataset.train, dataset.test]) {
      const counts = new Array<number>(10).fill(0);
      for (const label of split.labels(range(0, split.count))) counts[label]!++;
      expect(counts).toEqual(new Array(10).fill(split.count / 10));
    }
  });

  it('are drawn the same on every machine and in every release', async () => {
    // A change detector: a drawing that is meant to change changes this sum, and every run recorded on glyphs.
    const { train, test } = await glyphs({ count: 500, seed: 7 });
    const bytes = Uint8Array.from([...every(train), ...every(test)], (pixel) => Math.round(pixel * 255));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      '4930e25f9bcbec15a0a88a15885ccefcc3d20294a023043d216bad9f55e9bdf0',
    );
  });

  it('depend on seed and index alone, not on the count', async () => {
    const [few, many, again] = [await glyphs({ count: 30 }), await glyphs({ count: 300 }), await glyphs({ count: 30 })];
    expect(every(few.train)).toEqual(many.train.gather(range(0, 30)));
    expect(every(few.test)).toEqual(many.test.gather(range(0, 3)));
    expect(every(again.train)).toEqual(every(few.train));
  });

  it('differ between seeds, between images of one class, and between the splits', async () => {
    const [one, other] = [await glyphs({ count: 200, seed: 1 }), await glyphs({ count: 200, seed: 2 })];
    const images = [one.train, one.test, other.train, other.test].flatMap((split) =>
      range(0, split.count).map((i) => split.gather([i]).join()),
    );
    expect(new Set(images).size).toBe(images.length);
  });

  it('use the whole range of pixels on a ground that is exactly black', async () => {
    const { train } = await glyphs({ count: 1_000 });
    const pixels = every(train);
    expect(pixels.reduce((low, pixel) => Math.min(low, pixel), 1)).toBe(0);
    expect(pixels.reduce((high, pixel) => Math.max(high, pixel), 0)).toBe(1);
    const black = pixels.filter((pixel) => pixel === 0).length / pixels.length;
    expect(black).toBeGreaterThan(0.6);
    expect(black).toBeLessThan(0.9);
  });

  it('lie within the picture: hardly any ink on its border', async () => {
    const { train } = await glyphs({ count: 1_000 });
    let [border, all] = [0, 0];
    every(train).forEach((pixel, at) => {
      const [x, y] = [at % 28, Math.floor(at / 28) % 28];
      all += pixel;
      if (x === 0 || y === 0 || x === 27 || y === 27) border += pixel;
    });
    expect(border / all).toBeLessThan(0.002);
  });

  it('can be told apart: the nearest class mean is right for more than 6 in 10 test images', async () => {
    const { train, test } = await glyphs();
    const means = range(0, 10).map(() => new Float64Array(784));
    const image = new Float32Array(784);
    for (let i = 0; i < train.count; i++) {
      const mean = means[train.labels([i])[0]!]!;
      train.gather([i], image).forEach((pixel, at) => (mean[at]! += pixel / (train.count / 10)));
    }
    let right = 0;
    for (let i = 0; i < test.count; i++) {
      test.gather([i], image);
      const distances = means.map((mean) => mean.reduce((sum, pixel, at) => sum + (pixel - image[at]!) ** 2, 0));
      if (distances.indexOf(Math.min(...distances)) === test.labels([i])[0]) right++;
    }
    expect(right / test.count).toBeGreaterThan(0.6);
    // Not so easy either that a model has nothing to learn.
    expect(right / test.count).toBeLessThan(0.999);
  });

  it.each([
    [{ count: 0 }, 'count', 0],
    [{ count: 2.5 }, 'count', 2.5],
    [{ count: 2_000_000 }, 'count', 2_000_000],
    [{ seed: -1 }, 'seed', -1],
    [{ seed: 0.1 }, 'seed', 0.1],
  ])('refuse %j, and blame the experiment', async (spec, name, got) => {
    const result = await loadDataset({ kind: 'glyphs', ...spec }, options);
    if (result.ok) expect.fail('drawn');
    expect(result.problem).toMatchObject({ blame: 'experiment' });
    expect(result.problem.message).toContain(`expected ${name} to be`);
    expect(result.problem.message).toContain(`got ${got}`);
  });

  it('stop being drawn when aborted', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const drawing = loadDataset({ kind: 'glyphs', count: 200_000 }, { ...options, signal: stop.signal });
    setTimeout(() => stop.abort(reason), 30);
    await expect(drawing).rejects.toBe(reason);
  });
});
