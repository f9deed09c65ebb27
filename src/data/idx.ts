/** Reads IDX files, the format of MNIST and its kin, plain or gzipped. Trusts nothing in them. Knows no dataset. */
import { readFile } from 'node:fs/promises';
import { gunzip } from 'node:zlib';

import type { Problem } from '../base/problem';
import { failure, ok, type Result } from '../base/result';

/** An IDX array of unsigned bytes. */
export interface IdxArray {
  readonly shape: readonly number[];
  /** Row-major, without the header. */
  readonly values: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;
const MAX_UNPACKED_BYTES = 2 ** 30;

/**
 * Checks an IDX file's contents and gives its array, sharing memory with `contents`.
 * Source: the format's description on Yann LeCun's MNIST page: two zero bytes, the element type, the number of
 * dimensions, then each dimension's size as a big-endian 32-bit integer, then the elements.
 * @param contents of the file, unpacked
 * @param dimensions how many the array must have: 3 for images, 1 for labels
 * @param file that the problem is about
 */
export function parseIdx(contents: Uint8Array, dimensions: number, file: string): Result<IdxArray> {
  const wrong = (expected: string, got: string): Result<never> => failure(damaged(file, expected, got));

  if (contents.length < 4) return wrong('an IDX header', `only ${contents.length} bytes`);
  const view = new DataView(contents.buffer, contents.byteOffset, contents.byteLength);
  const magic = view.getUint32(0);
  const expectedMagic = (UNSIGNED_BYTE << 8) | dimensions;
  if (magic !== expectedMagic) return wrong(`the magic number ${hex(expectedMagic)}`, described(magic));

  const headerBytes = 4 + 4 * dimensions;
  if (contents.length < headerBytes) {
    return wrong(`a header of ${headerBytes} bytes`, `a file of ${contents.length} bytes`);
  }
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const sizes = shape.join(' × ');
  if (shape.includes(0)) return wrong('at least one element', `dimensions ${sizes}`);
  // In floating point the product of 32-bit sizes can lose digits, but never come out small.
  const elements = shape.reduce((product, size) => product * size, 1);
  const present = contents.length - headerBytes;
  if (elements !== present) {
    return wrong(`${count(elements)} bytes of data, as its header says (${sizes})`, `${count(present)}`);
  }
  return ok({ shape, values: contents.subarray(headerBytes) });
}

/**
 * A file's bytes, gunzipped if they are gzip, whatever the file is called.
 * @returns a problem when the file can't be read, or is gzip that breaks off or is damaged
 * @throws the signal's reason when aborted
 */
export async function readUnpacked(file: string, signal?: AbortSignal): Promise<Result<Uint8Array>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file, { signal });
  } catch (error) {
    signal?.throwIfAborted();
    return failure({
      message: `Could not read the file: ${reasonOf(error)}.`,
      remedy: 'Make it readable, or take it away.',
      file,
      blame: 'environment',
    });
  }
  const unpacked = await unpack(bytes);
  signal?.throwIfAborted();
  return unpacked.ok ? unpacked : failure(damaged(file, 'whole gzip data', unpacked.reason));
}

/** Bytes gunzipped if they are gzip (a server or a browser may already have done so), else as they are. */
export async function unpack(
  bytes: Uint8Array,
): Promise<{ ok: true; value: Uint8Array } | { ok: false; reason: string }> {
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b)) return { ok: true, value: bytes };
  // The last four bytes of gzip say how long the contents are. In pieces that large, zlib is twice as fast as in
  // its usual 16 kB; but the figure is the file's word, hence the bounds.
  const claimed =
    bytes.length >= 4 ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true) : 0;
  const chunkSize = Math.min(Math.max(claimed + 1, 2 ** 16), 2 ** 26);
  return new Promise((resolve) => {
    gunzip(bytes, { chunkSize, maxOutputLength: MAX_UNPACKED_BYTES }, (error, value) => {
      resolve(error ? { ok: false, reason: reasonOf(error) } : { ok: true, value });
    });
  });
}

/** The problem of a file that is not what its name promises. */
export function damaged(file: string, expected: string, got: string): Problem {
  return {
    message: `Not a usable IDX file: expected ${expected}, got ${got}.`,
    remedy: 'Replace it with a whole copy, or take it away so that another source is used.',
    file,
    blame: 'environment',
  };
}

const hex = (magic: number): string => `0x${magic.toString(16).padStart(8, '0')}`;

/** The element types of the format, by the third byte. */
const TYPES: Readonly<Record<number, string>> = {
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floats',
  0x0e: '64-bit floats',
};

/** The number, and what it says where it is one of an IDX file. */
function described(magic: number): string {
  const type = magic >>> 16 === 0 ? TYPES[(magic >>> 8) & 0xff] : undefined;
  const dimensions = magic >>> 8 === UNSIGNED_BYTE ? `${magic & 0xff} dimensions` : undefined;
  const meaning = type ?? dimensions;
  return meaning ? `${hex(magic)} (${meaning})` : hex(magic);
}

const count = (value: number): string => value.toLocaleString('en-US');

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
