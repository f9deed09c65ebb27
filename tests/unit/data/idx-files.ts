/** Small IDX files for the tests of loading: a whole Fashion-MNIST folder of a few images, and pieces to spoil. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { onTestFinished } from 'vitest';

import type { LoadOptions } from '../../../src/data/dataset';

export const TRAIN_IMAGES = 'train-images-idx3-ubyte';
export const TRAIN_LABELS = 'train-labels-idx1-ubyte';
export const TEST_IMAGES = 't10k-images-idx3-ubyte';
export const TEST_LABELS = 't10k-labels-idx1-ubyte';

/** An IDX file of unsigned bytes as its description says; the header may claim another shape than the values have. */
export function idxBytes(shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * shape.length + values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x0800 + shape.length);
  shape.forEach((size, i) => view.setUint32(4 + 4 * i, size));
  bytes.set(values, 4 + 4 * shape.length);
  return bytes;
}

/** `count` images; pixel p of image i is (i + p) modulo 256. */
export function imageFile(count: number, side = 28): Uint8Array {
  const pixels = side * side;
  const values = Uint8Array.from(
    { length: count * pixels },
    (_, at) => (Math.floor(at / pixels) + (at % pixels)) % 256,
  );
  return idxBytes([count, side, side], values);
}

/** `count` labels, 0 … 9 in turn. */
export const labelFile = (count: number): Uint8Array =>
  idxBytes(
    [count],
    Array.from({ length: count }, (_, i) => i % 10),
  );

/** Removed again when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gibbon-data-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** 12 training and 5 test images, plain; an entry of `changes` takes the place of a file, or leaves it out when undefined. */
export function writeFashionMnist(
  folder: string,
  changes: Readonly<Record<string, Uint8Array | undefined>> = {},
): void {
  const files: Record<string, Uint8Array | undefined> = {
    [TRAIN_IMAGES]: imageFile(12),
    [TRAIN_LABELS]: labelFile(12),
    [TEST_IMAGES]: imageFile(5),
    [TEST_LABELS]: labelFile(5),
    ...changes,
  };
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) if (bytes) writeFileSync(path.join(folder, name), bytes);
}

export const gzipped = (bytes: Uint8Array): Uint8Array => gzipSync(bytes);

/** Options that reach nothing outside of `folder`. */
export function optionsIn(folder: string, more: Partial<LoadOptions> = {}): LoadOptions {
  return {
    baseFolder: folder,
    searchFolders: [],
    cacheFolder: path.join(folder, 'cache'),
    allowDownload: false,
    ...more,
  };
}
