import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { datasets } from '../../../src/authoring/datasets';
import { temporaryFolder } from './idx-files';
import { allOf, countsOf, indicesOf, loaded, problemOf, samplesOf } from './loading';

const GOLDEN = path.resolve(import.meta.dirname, '../../golden/data');

/** A picture of one shade. */
const png = (value: number, width = 4, height = 3, channels = 1) =>
  encode({ width, height, channels, data: new Uint8Array(width * height * channels).fill(value) });

/** @param files by their place in the folder; a number is a picture of that shade */
function folderOf(files: Readonly<Record<string, Uint8Array | number | string>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'number' ? png(content) : content);
  }
  return folder;
}

const many = (of: string, count: number, shade: number): Record<string, number> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`pets/${of}/${String(i).padStart(3, '0')}.png`, shade]));

describe('a folder of images', () => {
  it('has its subfolders for classes, a stratified share for the test, and pixels in [0, 1]', async () => {
    const folder = folderOf({ ...many('cat', 40, 51), ...many('dog', 20, 102), ...many('ape', 11, 255) });
    const dataset = await loaded(datasets.images('pets', { testShare: 0.2 }), folder);
    expect(dataset).toMatchObject({
      name: 'pets',
      samples: 'images',
      range: [0, 1],
      origin: path.join(folder, 'pets'),
    });
    expect(dataset.classNames).toEqual(['ape', 'cat', 'dog']);
    expect(countsOf(dataset.train, 3)).toEqual([9, 32, 16]);
    expect(countsOf(dataset.test, 3)).toEqual([2, 8, 4]);
    expect(dataset.train.shape).toEqual([3, 4, 1]);
    for (const split of [dataset.train, dataset.test])
      for (const index of indicesOf(split))
        expect(split.gather([index])[5]).toBe(Math.fround([255, 51, 102][split.labels([index])[0]!]! / 255));
    expect(dataset.description).toBe(`pets, 57 training images 3×4×1 in 3 classes, from ${folder}/pets`);
  });

  it('is mixed, so that whatever is held out at its end is of all classes', async () => {
    const folder = folderOf({ ...many('cat', 60, 1), ...many('dog', 30, 2) });
    const { train } = await loaded(datasets.images('pets', { testShare: 0 }), folder);
    const last = Array.from({ length: 15 }, (_, at) => train.count - 15 + at);
    const dogs = train.labels(last).reduce((sum, label) => sum + label, 0);
    expect(dogs).toBe(5);
  });

  it('is the same again from the same seed, and another from another', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`a/${i}.png`, i]));
    const folder = folderOf(files);
    const [one, same, other] = [
      await loaded(datasets.images('a', { seed: 3 }), folder),
      await loaded(datasets.images('a', { seed: 3 }), folder),
      await loaded(datasets.images('a', { seed: 4 }), folder),
    ];
    expect(allOf(same.train)).toEqual(allOf(one.train));
    expect(same.fingerprint).toBe(one.fingerprint);
    expect(allOf(other.train)).not.toEqual(allOf(one.train));
    expect(other.fingerprint).not.toBe(one.fingerprint);
    expect(one.classNames).toEqual([]);
    // No sample is lost, none comes twice.
    expect([...samplesOf(one.train), ...samplesOf(one.test)].sort()).toEqual(
      [...samplesOf(other.train), ...samplesOf(other.test)].sort(),
    );
  });

  it('takes train, validation and test as splits, and validation comes last in training', async () => {
    const folder = folderOf({
      'd/Train/x/1.png': 10,
      'd/Train/y/1.png': 20,
      'd/val/x/1.png': 30,
      'd/test/y/1.png': 40,
      'd/test/y/2.jpg': 50,
    });
    const dataset = await loaded(datasets.images('d'), folder);
    expect(dataset.validationCount).toBe(1);
    expect([dataset.train.count, dataset.test.count]).toEqual([3, 2]);
    expect(dataset.train.gather([2])[0]).toBe(Math.fround(30 / 255));
    expect([...dataset.test.labels([0, 1])]).toEqual([1, 1]);
  });

  it('has a class called train when others stand beside it', async () => {
    const folder = folderOf({ 'd/train/1.png': 1, 'd/car/1.png': 2 });
    expect((await loaded(datasets.images('d'), folder)).classNames).toEqual(['car', 'train']);
  });

  it('takes images from deep inside of a class, follows links, and leaves out what file managers leave behind', async () => {
    const folder = folderOf({
      'd/a/2020/may/1.png': 1,
      'd/a/.DS_Store': 'x',
      'd/a/._1.png': 'x',
      'd/a/notes.txt': 'x',
      'd/__MACOSX/a/1.png': 'x',
      'd/b/1.png': 2,
      'elsewhere/2.png': 3,
    });
    symlinkSync(path.join(folder, 'elsewhere'), path.join(folder, 'd/c'));
    const dataset = await loaded(datasets.images('d'), folder);
    expect(dataset.classNames).toEqual(['a', 'b', 'c']);
    expect(dataset.train.count).toBe(3);
    expect(dataset.description).toContain('(1 file of other kinds left out)');
  });

  it('is brought to one size and to one number of channels', async () => {
    const folder = temporaryFolder();
    for (const name of ['rgb.png', 'grey.jpg', 'orientation-6.jpg', 'cmyk.jpg', '1-bit.png'])
      copyFileSync(path.join(GOLDEN, name), path.join(folder, name));
    const coloured = await loaded(datasets.images('.', { size: [8, 10], channels: 3, testShare: 0 }), folder);
    expect(coloured.train).toMatchObject({ count: 5, shape: [8, 10, 3] });
    const grey = await loaded(datasets.images('.', { size: 8, channels: 1, fit: 'pad' }), folder);
    expect(grey.train.shape).toEqual([8, 8, 1]);
  });
});

describe('a folder of images says what is wrong when', () => {
  it.each<[string, Readonly<Record<string, Uint8Array | number | string>>, string | undefined, RegExp]>([
    ['it is missing', { 'x/1.png': 1 }, 'd', /there is nothing/],
    ['it is a file', { d: 1 }, 'd', /Expected a folder of images here, and got a file/],
    ['it is empty', { 'd/.keep': '' }, 'd', /got an empty folder/],
    [
      'it has other files alone',
      { 'd/a.gif': 'GIF89a', 'd/b.txt': 'x' },
      'd',
      /2 files of other kinds \(\.gif, \.txt\)/,
    ],
    ['images lie beside classes', { 'd/1.png': 1, 'd/a/1.png': 1 }, 'd/1.png', /got both/],
    ['sizes differ', { 'd/1.png': 1, 'd/2.png': png(1, 5, 3) }, 'd/2.png', /4×3 .* as 1\.png is, and got one 5×3/],
    [
      'grey and colour are mixed',
      { 'd/1.png': 1, 'd/2.png': png(1, 4, 3, 3) },
      'd/2.png',
      /a grey image .* a coloured one/,
    ],
    [
      'one among many is broken',
      { ...many('a', 30, 1), 'pets/a/0071.png': png(1).subarray(0, 50) },
      'pets/a/0071.png',
      /a broken one/,
    ],
    ['one is empty', { 'd/1.png': 1, 'd/2.jpg': '' }, 'd/2.jpg', /an empty file/],
    ['one is another kind', { 'd/1.png': 'RIFF\0\0\0\0WEBPVP8 ' }, 'd/1.png', /a WebP image/],
    [
      'test has a class more',
      { 'd/train/a/1.png': 1, 'd/test/b/1.png': 1 },
      'd/test/b',
      /\(a\), and the folder test has b/,
    ],
    ['there is nothing to train on', { 'd/train/.keep': '', 'd/test/1.png': 1 }, 'd', /the folder train has none/],
  ])('%s', async (_what, files, place, message) => {
    const folder = folderOf(files);
    const spec = datasets.images(files['pets/a/0071.png'] === undefined ? 'd' : 'pets');
    const problem = await problemOf(spec, folder);
    expect(problem.message).toMatch(message);
    expect(problem).toMatchObject({ blame: 'experiment', file: path.join(folder, place ?? '') });
  });

  it('a link leads back, or in a circle', async () => {
    const folder = folderOf({ 'd/a/1.png': 1 });
    symlinkSync(path.join(folder, 'd'), path.join(folder, 'd/a/again'));
    expect(await problemOf(datasets.images('d'), folder)).toMatchObject({
      file: path.join(folder, 'd/a/again'),
      message: expect.stringMatching(/leads back to/) as string,
    });
    const other = folderOf({ 'd/a/1.png': 1 });
    symlinkSync(path.join(other, 'd/loop'), path.join(other, 'd/loop'));
    expect((await problemOf(datasets.images('d'), other)).message).toMatch(/in a circle/);
  });

  it('it does not fit into memory, and what would', async () => {
    const folder = folderOf({ 'd/1.png': png(1, 100, 100), 'd/2.png': png(1, 100, 100) });
    const problem = await problemOf(datasets.images('d'), folder, { mostBytes: 19_500 });
    expect(problem.message).toBe('Expected samples that fit into 19.5 kB of memory, and got 20.0 kB.');
    expect(problem.remedy).toMatch(/Each of the 2 images takes 10,000 bytes: write a smaller size, such as size: 64/);
    expect((await loaded(datasets.images('d'), folder, { mostBytes: 20_000 })).train.count).toBe(2);
  });

  it.skipIf(process.getuid?.() === 0)('a file may not be read', async () => {
    const folder = folderOf({ 'd/1.png': 1 });
    chmodSync(path.join(folder, 'd/1.png'), 0);
    expect(await problemOf(datasets.images('d'), folder)).toMatchObject({
      blame: 'environment',
      file: path.join(folder, 'd/1.png'),
    });
  });

  it('somebody aborts while it is read', async () => {
    const folder = folderOf(many('a', 1200, 1));
    const stop = new AbortController();
    const reason = new Error('enough');
    const loading = loaded(datasets.images('pets'), folder, {
      signal: stop.signal,
      onProgress: () => stop.abort(reason),
    });
    await expect(loading).rejects.toBe(reason);
  });
});
