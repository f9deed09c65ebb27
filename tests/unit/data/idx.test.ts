import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { parseIdx, readUnpacked } from '../../../src/data/idx';

import { gzipped, idxBytes, imageFile, temporaryFolder } from './idx-files';

describe('parseIdx', () => {
  it('gives shape and values of an image file, without copying', () => {
    const file = idxBytes([2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const array = parseIdx(file, 3, 'images');
    expect(array).toEqual({
      ok: true,
      value: { shape: [2, 2, 3], values: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) },
    });
    expect(array.ok && array.value.values.buffer).toBe(file.buffer);
  });

  it('reads a file that begins in the middle of a larger buffer', () => {
    const file = idxBytes([2], [7, 8]);
    const buffer = new Uint8Array(file.length + 3);
    buffer.set(file, 3);
    expect(parseIdx(buffer.subarray(3), 1, 'labels')).toEqual({
      ok: true,
      value: { shape: [2], values: Uint8Array.of(7, 8) },
    });
  });

  const overflowing = idxBytes([0xffffffff, 0xffffffff, 0xffffffff], [1]);
  // (2^32 - 1) · 2^16 · 2^16 is 2^64 - 2^32, which is 0 modulo 2^32: arithmetic that wraps would let it pass.
  const wrapping = idxBytes([0xffffffff, 65_536, 65_536], []);
  const doubles = idxBytes([1], [1]);
  doubles[2] = 0x0e;

  it.each([
    ['no bytes at all', new Uint8Array(0), 1, 'an IDX header', 'only 0 bytes'],
    ['text', new TextEncoder().encode('<!DOCTYPE html>'), 3, '0x00000803', '0x3c21444f'],
    ['labels where images are due', idxBytes([1], [1]), 3, '0x00000803', '0x00000801'],
    ['numbers that are not bytes', doubles, 1, '0x00000801', '0x00000e01'],
    ['a header that breaks off', idxBytes([1, 2, 3], []).subarray(0, 10), 3, 'a header of 16 bytes', '10 bytes'],
    ['no images', idxBytes([0, 28, 28], []), 3, 'at least one element', '0 × 28 × 28'],
    ['data that breaks off', imageFile(2).subarray(0, 1000), 3, '1,568 bytes of data', 'got 984'],
    ['more data than the header says', idxBytes([2], [1, 2, 3]), 1, '2 bytes of data', 'got 3'],
    ['dimensions beyond all memory', overflowing, 3, 'as its header says', 'got 1'],
    ['dimensions whose product wraps to 0', wrapping, 3, 'as its header says', 'got 0'],
  ])('says of %s what was expected and what was got', (_, bytes, dimensions, expected, got) => {
    const array = parseIdx(bytes, dimensions, '/data/file');
    if (array.ok) expect.fail('it was taken');
    expect(array.problem).toMatchObject({ file: '/data/file', blame: 'environment' });
    expect(array.problem.message).toContain(expected);
    expect(array.problem.message).toContain(got);
    expect(array.problem.remedy).toMatch(/^Replace it/);
  });
});

describe('readUnpacked', () => {
  const contents = imageFile(3);

  it.each([
    ['plain', contents],
    ['gzipped', gzipped(contents)],
  ])('gives the contents of a %s file, whatever it is called', async (_, bytes) => {
    const file = path.join(temporaryFolder(), 'images.gz');
    writeFileSync(file, bytes);
    const read = await readUnpacked(file);
    if (!read.ok) expect.fail(read.problem.message);
    expect(Buffer.compare(read.value, contents)).toBe(0);
  });

  const lying = gzipped(contents);
  new DataView(lying.buffer, lying.byteOffset).setUint32(lying.length - 4, 0xffffffff, true);
  const spoilt = gzipped(contents);
  spoilt.fill(0xff, 12, 60);

  it.each([
    ['breaks off', gzipped(contents).subarray(0, 200), /unexpected end of file/],
    ['is only the beginning of a header', Uint8Array.of(0x1f, 0x8b), /unexpected end of file/],
    ['is damaged inside', spoilt, /invalid|incorrect/],
    ['lies about its length', lying, /incorrect length check/],
  ])('names the file whose gzip data %s', async (_, bytes, reason) => {
    const file = path.join(temporaryFolder(), 'images.gz');
    writeFileSync(file, bytes);
    const read = await readUnpacked(file);
    if (read.ok) expect.fail('it was taken');
    expect(read.problem.file).toBe(file);
    expect(read.problem.message).toMatch(reason);
    expect(read.problem.message).toContain('expected whole gzip data');
  });

  it('names the file that is not there, or is a folder', async () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'folder'));
    for (const [name, reason] of [
      ['missing', /ENOENT/],
      ['folder', /EISDIR/],
    ] as const) {
      const read = await readUnpacked(path.join(folder, name));
      if (read.ok) expect.fail('it was taken');
      expect(read.problem).toMatchObject({ file: path.join(folder, name), blame: 'environment' });
      expect(read.problem.message).toMatch(reason);
    }
  });

  it("rejects with the signal's reason when aborted", async () => {
    const file = path.join(temporaryFolder(), 'images');
    writeFileSync(file, contents);
    const reason = new Error('enough');
    await expect(readUnpacked(file, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
