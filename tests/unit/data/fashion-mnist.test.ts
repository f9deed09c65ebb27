import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import type { FashionMnistSpec } from '../../../src/base/dataset-spec';
import type { Problem } from '../../../src/base/problem';
import type { Dataset, DatasetSplit, LoadOptions } from '../../../src/data/dataset';
import { systemDatasetFolders } from '../../../src/data/fashion-mnist-files';
import { loadDataset } from '../../../src/data/load-dataset';

import {
  gzipped,
  idxBytes,
  imageFile,
  labelFile,
  optionsIn,
  temporaryFolder,
  TEST_IMAGES,
  TEST_LABELS,
  TRAIN_IMAGES,
  TRAIN_LABELS,
  writeFashionMnist,
} from './idx-files';

async function loaded(spec: Omit<FashionMnistSpec, 'kind'>, options: LoadOptions): Promise<Dataset> {
  const result = await loadDataset({ kind: 'fashionMnist', ...spec }, options);
  if (!result.ok) expect.fail(result.problem.message);
  return result.value;
}

async function problemOf(spec: Omit<FashionMnistSpec, 'kind'>, options: LoadOptions): Promise<Problem> {
  const result = await loadDataset({ kind: 'fashionMnist', ...spec }, options);
  if (result.ok) expect.fail(`loaded ${result.value.description}`);
  return result.problem;
}

describe('Fashion-MNIST from a folder', () => {
  it('gives images, labels, class names, and says where they come from', async () => {
    const folder = temporaryFolder();
    writeFashionMnist(path.join(folder, 'mine'));
    const dataset = await loaded({ folder: 'mine' }, optionsIn(folder));
    expect(dataset).toMatchObject({ name: 'Fashion-MNIST', origin: path.join(folder, 'mine'), range: [0, 1] });
    expect(dataset.description).toBe(
      `Fashion-MNIST, 12 training images 28×28, from ${folder}/mine, whose files are not the published ones`,
    );
    expect(dataset.classNames).toHaveLength(10);
    expect(dataset.train).toMatchObject({ count: 12, shape: [28, 28, 1] });
    expect(dataset.test).toMatchObject({ count: 5, shape: [28, 28, 1] });
    expect([...dataset.train.labels([11, 0])]).toEqual([1, 0]);
    const image = dataset.train.gather([3]);
    expect(image).toHaveLength(784);
    expect(image[10]).toBe(Math.fround(13 / 255));
  });

  it('takes gzipped files, and a mixture of gzipped and plain ones', async () => {
    const folder = temporaryFolder();
    writeFashionMnist(folder, {
      [TRAIN_IMAGES]: undefined,
      [`${TRAIN_IMAGES}.gz`]: gzipped(imageFile(12)),
      [TEST_LABELS]: undefined,
      [`${TEST_LABELS}.gz`]: gzipped(labelFile(5)),
    });
    const dataset = await loaded({ folder }, optionsIn(folder));
    expect([dataset.train.count, dataset.test.count]).toEqual([12, 5]);
  });

  it("searches the spec's folder, then the search folders and their fashion-mnist subfolders in order", async () => {
    const folder = temporaryFolder();
    const [first, second] = [path.join(folder, 'first'), path.join(folder, 'second')];
    const options = optionsIn(folder, { searchFolders: [first, second] });
    const origins: string[] = [];
    for (const next of [second, path.join(first, 'fashion-mnist'), first, path.join(folder, 'mine')]) {
      writeFashionMnist(next);
      origins.push((await loaded({ folder: 'mine' }, options)).origin);
    }
    expect(origins).toEqual([second, path.join(first, 'fashion-mnist'), first, path.join(folder, 'mine')]);
  });

  it('says so when the folder that the experiment names holds nothing and another was used', async () => {
    const folder = temporaryFolder();
    writeFashionMnist(path.join(folder, 'system'));
    const options = optionsIn(folder, { searchFolders: [path.join(folder, 'system')] });
    const { description } = await loaded({ folder: 'typo' }, options);
    expect(description).toContain(`(nothing was found in ${folder}/typo, which the experiment names)`);
  });
});

describe('a damaged copy of Fashion-MNIST', () => {
  const strayLabel = idxBytes([12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0]);

  it.each([
    ['an empty file', { [TRAIN_LABELS]: new Uint8Array(0) }, TRAIN_LABELS, 'an IDX header', '0 bytes'],
    ['garbage', { [TEST_IMAGES]: new Uint8Array(999).fill(0x58) }, TEST_IMAGES, '0x00000803', '0x58585858'],
    ['labels for images', { [TRAIN_IMAGES]: labelFile(12) }, TRAIN_IMAGES, '0x00000803', '0x00000801'],
    ['truncated data', { [TRAIN_IMAGES]: imageFile(12).subarray(0, 5_000) }, TRAIN_IMAGES, '9,408 bytes', '4,984'],
    ['fewer labels than images', { [TRAIN_LABELS]: labelFile(11) }, TRAIN_LABELS, 'each of 12 images', '11 labels'],
    ['more labels than images', { [TEST_LABELS]: labelFile(6) }, TEST_LABELS, 'each of 5 images', '6 labels'],
    ['an unknown class', { [TRAIN_LABELS]: strayLabel }, TRAIN_LABELS, 'labels from 0 to 9', '10 for image 10'],
    ['images of another size', { [TEST_IMAGES]: imageFile(5, 32) }, TEST_IMAGES, '28 × 28', '32 × 32'],
  ])('with %s is a problem that names the file', async (_, changes, file, expected, got) => {
    const folder = temporaryFolder();
    writeFashionMnist(folder, changes);
    const problem = await problemOf({ folder }, optionsIn(folder));
    expect(problem).toMatchObject({ file: path.join(folder, file), blame: 'environment' });
    expect(problem.message).toContain(expected);
    expect(problem.message).toContain(got);
    expect(problem.remedy).toBeTruthy();
  });

  it('with gzip data that breaks off is a problem that names the file', async () => {
    const folder = temporaryFolder();
    const broken = gzipped(imageFile(12)).subarray(0, 300);
    writeFashionMnist(folder, { [TRAIN_IMAGES]: undefined, [`${TRAIN_IMAGES}.gz`]: broken });
    const problem = await problemOf({ folder }, optionsIn(folder));
    expect(problem.file).toBe(path.join(folder, `${TRAIN_IMAGES}.gz`));
    expect(problem.message).toContain('expected whole gzip data, got unexpected end of file');
  });

  it('is a problem even where a later folder or the stand-in would do', async () => {
    const folder = temporaryFolder();
    writeFashionMnist(path.join(folder, 'bad'), { [TRAIN_LABELS]: labelFile(3) });
    writeFashionMnist(path.join(folder, 'good'));
    const options = optionsIn(folder, { searchFolders: [path.join(folder, 'bad'), path.join(folder, 'good')] });
    const problem = await problemOf({ otherwise: { kind: 'glyphs', count: 10 } }, options);
    expect(problem.file).toBe(path.join(folder, 'bad', TRAIN_LABELS));
  });

  it('that lacks a file is a problem that says which', async () => {
    const folder = temporaryFolder();
    writeFashionMnist(folder, { [TEST_LABELS]: undefined, [TEST_IMAGES]: undefined });
    const problem = await problemOf({}, optionsIn(folder, { searchFolders: [folder] }));
    expect(problem.file).toBe(folder);
    expect(problem.message).toContain(`without ${TEST_LABELS}, ${TEST_IMAGES}.`);
  });

  it('in the cache is a problem when it is not the published one', async () => {
    const folder = temporaryFolder();
    writeFashionMnist(path.join(folder, 'cache', 'fashion-mnist'));
    const problem = await problemOf({}, optionsIn(folder));
    expect(problem.file).toContain(path.join(folder, 'cache', 'fashion-mnist'));
    expect(problem.message).toMatch(/expected SHA-256 [0-9a-f]{64}, got [0-9a-f]{64}/);
  });
});

describe('Fashion-MNIST that is nowhere', () => {
  it('is a problem that names what was searched and every cure', async () => {
    const folder = temporaryFolder();
    const problem = await problemOf({ folder: 'mine' }, optionsIn(folder, { searchFolders: ['/no/such/place'] }));
    const places = `${folder}/mine, /no/such/place, ${folder}/cache/fashion-mnist`;
    expect(problem.message).toBe(`Fashion-MNIST was not found in ${places}, and downloading is switched off.`);
    expect(problem.blame).toBe('environment');
    for (const cure of [
      'apt install dataset-fashion-mnist',
      'gibbon.datasetFolders',
      'GIBBON_DATASETS',
      'otherwise: datasets.glyphs()',
    ]) {
      expect(problem.remedy).toContain(cure);
    }
  });

  it('gives way to its stand-in, which says so', async () => {
    const folder = temporaryFolder();
    const messages: string[] = [];
    const options = optionsIn(folder, { onProgress: (message) => messages.push(message) });
    const dataset = await loaded({ otherwise: { kind: 'glyphs', count: 20 } }, options);
    expect(dataset.name).toBe('Glyphs');
    expect(dataset.description).toBe(
      'Glyphs, 20 training images 28×28, drawn procedurally (Fashion-MNIST was not found)',
    );
    expect(dataset.train.gather([0])).toHaveLength(784);
    expect(messages).toEqual([
      expect.stringMatching(/^Fashion-MNIST was not found in .*Another dataset takes its place\.$/),
    ]);
  });

  it("reports the stand-in's own problem", async () => {
    const folder = temporaryFolder();
    const problem = await problemOf({ otherwise: { kind: 'glyphs', count: -1 } }, optionsIn(folder));
    expect(problem).toMatchObject({ blame: 'experiment' });
    expect(problem.message).toContain('got -1');
  });

  it('is not looked for where a search folder is a file', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'file'), 'text');
    const problem = await problemOf({}, optionsIn(folder, { searchFolders: [path.join(folder, 'file')] }));
    expect(problem.message).toContain('was not found');
  });

  it("rejects with the signal's reason when aborted", async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'mine'));
    const reason = new Error('enough');
    const options = optionsIn(folder, { signal: AbortSignal.abort(reason) });
    await expect(loadDataset({ kind: 'fashionMnist' }, options)).rejects.toBe(reason);
  });
});

const system = systemDatasetFolders.find((folder) => existsSync(path.join(folder, `${TRAIN_IMAGES}.gz`)));

describe.runIf(system)("the machine's own Fashion-MNIST", () => {
  it('is the published one', async () => {
    const dataset = await loaded({}, optionsIn(temporaryFolder(), { searchFolders: systemDatasetFolders }));
    expect(dataset.description).toBe(`Fashion-MNIST, 60,000 training images 28×28, from ${system}`);
    expect([dataset.train.count, dataset.test.count]).toEqual([60_000, 10_000]);
    expect(classCounts(dataset.train)).toEqual(new Array(10).fill(6_000));
    expect(classCounts(dataset.test)).toEqual(new Array(10).fill(1_000));
    // Widely used to normalize it, for instance in PyTorch code: Normalize((0.2860,), (0.3530,)).
    const { mean, std } = pixelMoments(dataset.train);
    expect(Math.abs(mean - 0.286)).toBeLessThan(1e-3);
    expect(Math.abs(std - 0.353)).toBeLessThan(1e-3);
    // The first training image is an ankle boot, as the TensorFlow tutorial on Fashion-MNIST shows.
    expect(dataset.classNames[dataset.train.labels([0])[0]!]).toBe('Ankle boot');
  });
});

const everyIndex = (split: DatasetSplit): Uint32Array => Uint32Array.from({ length: split.count }, (_, i) => i);

function classCounts(split: DatasetSplit): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const label of split.labels(everyIndex(split))) counts[label]!++;
  return counts;
}

function pixelMoments(split: DatasetSplit): { mean: number; std: number } {
  let [sum, squares] = [0, 0];
  const image = new Float32Array(784);
  for (const index of everyIndex(split)) {
    for (const pixel of split.gather([index], image)) {
      sum += pixel;
      squares += pixel * pixel;
    }
  }
  const mean = sum / (split.count * 784);
  return { mean, std: Math.sqrt(squares / (split.count * 784) - mean * mean) };
}
