import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasets, type IdxOptions } from '../../../src/authoring/datasets';
import { gzipped, idxBytes, imageFile, labelFile, temporaryFolder } from './idx-files';
import { countsOf, loaded, problemOf, samplesOf } from './loading';

function folderOf(files: Readonly<Record<string, Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
  return folder;
}

describe('IDX files', () => {
  it('are images with labels, with a stratified share for the test', async () => {
    const folder = folderOf({ 'a-images': imageFile(50, 5), 'a-labels.gz': gzipped(labelFile(50)) });
    const dataset = await loaded(
      datasets.idx({ images: 'a-images', labels: 'a-labels.gz', testShare: 0.2, classNames: [...'abcdefghij'] }),
      folder,
    );
    expect(dataset).toMatchObject({ name: 'a-images', samples: 'images', classNames: [...'abcdefghij'] });
    expect(countsOf(dataset.train, 10)).toEqual(new Array(10).fill(4));
    expect(countsOf(dataset.test, 10)).toEqual(new Array(10).fill(1));
    // Pixel 0 of image i is i: image and label stay together.
    for (const split of [dataset.train, dataset.test])
      for (let at = 0; at < split.count; at++)
        expect(split.labels([at])[0]).toBe(Math.round(split.gather([at])[0]! * 255) % 10);
  });

  it('may have colours, no labels, and a test split of their own', async () => {
    const folder = folderOf({
      images: idxBytes([2, 1, 2, 3], [0, 0, 0, 255, 255, 255, 51, 51, 51, 102, 102, 102]),
      test: idxBytes([1, 1, 2, 3], [153, 153, 153, 204, 204, 204]),
    });
    const dataset = await loaded(datasets.idx({ images: 'images', testImages: 'test' }), folder);
    expect(dataset.train.shape).toEqual([1, 2, 3]);
    expect(samplesOf(dataset.train)).toEqual(['0 0 0 1 1 1', '0.2 0.2 0.2 0.4 0.4 0.4']);
    expect(samplesOf(dataset.test)).toEqual(['0.6 0.6 0.6 0.8 0.8 0.8']);
  });

  const floats = idxBytes([2, 2, 2], new Uint8Array(32));
  floats[2] = 0x0d;

  it.each<[string, Readonly<Record<string, Uint8Array>>, Partial<IdxOptions>, string, RegExp]>([
    ['missing', {}, {}, 'images', /an IDX file of images here, and there is nothing/],
    ['of floats', { images: floats }, {}, 'images', /0x00000d03 \(32-bit floats\)/],
    ['labels where images should be', { images: labelFile(3) }, {}, 'images', /0x00000801 \(1 dimensions\)/],
    ['not IDX at all', { images: new TextEncoder().encode('hello world') }, {}, 'images', /magic number/],
    ['cut off', { images: imageFile(3, 4).subarray(0, 40) }, {}, 'images', /48 bytes of data/],
    ['gzip that breaks off', { images: gzipped(imageFile(3, 4)).subarray(0, 30) }, {}, 'images', /gzip/],
    [
      'of fewer labels',
      { images: imageFile(3, 4), labels: labelFile(2) },
      { labels: 'labels' },
      'labels',
      /each of 3 images, and got 2/,
    ],
    [
      'of a label too many',
      { images: imageFile(3, 4), labels: labelFile(3) },
      { labels: 'labels', classNames: ['a', 'b'] },
      'labels',
      /from 0 to 1, or one of a, b, and got 2/,
    ],
    [
      'of another size in the test',
      { images: imageFile(3, 4), test: imageFile(3, 5) },
      { testImages: 'test' },
      'test',
      /4×4 .* and got 5×5/,
    ],
    [
      'without labels for the test',
      { images: imageFile(3, 4), labels: labelFile(3), test: imageFile(3, 4) },
      { labels: 'labels', testImages: 'test' },
      'test',
      /the test images have none/,
    ],
    [
      'of two channels',
      { images: idxBytes([1, 2, 2, 2], new Uint8Array(8)) },
      {},
      'images',
      /1 or 3 channels, and got 2/,
    ],
  ])('are refused when they are %s', async (_what, files, options, file, message) => {
    const folder = folderOf(files);
    const problem = await problemOf(datasets.idx({ images: 'images', ...options }), folder);
    expect(problem.message).toMatch(message);
    expect(problem.file).toBe(path.join(folder, file));
  });
});
