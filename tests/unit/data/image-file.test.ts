/** Images of every kind that people have, against what Pillow makes of them (tests/golden/data). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../../src/data/image';
import { decodeImage, ImageError } from '../../../src/data/image-file';
import { fitted, inChannels } from '../../../src/data/resized';

const GOLDEN = path.resolve(import.meta.dirname, '../../golden/data');

interface Entry {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly pixels: readonly number[];
}
interface Golden {
  readonly decoded: Readonly<Record<string, Entry & { readonly tolerance: number }>>;
  readonly resized: Readonly<Record<string, Entry>>;
  readonly grey: Entry;
}

const golden = JSON.parse(readFileSync(path.join(GOLDEN, 'expected.json'), 'utf8')) as Golden;
const fileOf = (name: string): Uint8Array => new Uint8Array(readFileSync(path.join(GOLDEN, name)));

/** The largest difference of one number. */
const furthest = (image: Image, { pixels }: Entry): number =>
  image.pixels.reduce((most, value, at) => Math.max(most, Math.abs(value - pixels[at]!)), 0);

function refused(bytes: Uint8Array): string {
  try {
    decodeImage(bytes);
  } catch (error) {
    if (error instanceof ImageError) return error.message;
    throw error;
  }
  throw new Error('It was taken for an image.');
}

describe('an image file', () => {
  it.each(Object.entries(golden.decoded))('%s has the pixels that Pillow reads', (name, expected) => {
    const image = decodeImage(fileOf(name));
    const { width, height, channels } = expected;
    expect([image.width, image.height, image.channels]).toEqual([width, height, channels]);
    expect(image.pixels).toHaveLength(width * height * channels);
    expect(furthest(image, expected)).toBeLessThanOrEqual(expected.tolerance);
  });

  it('with colours at half the resolution differs from Pillow only at edges', () => {
    const image = decodeImage(fileOf('subsampled.jpg'));
    const { pixels } = golden.decoded['subsampled.jpg']!;
    const mean = image.pixels.reduce((sum, value, at) => sum + Math.abs(value - pixels[at]!), 0) / pixels.length;
    // Red and blue rise by a twentieth from pixel to pixel: half of that where colours are repeated.
    expect(mean).toBeLessThan(7);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(0), /an empty file/],
    ['text', new TextEncoder().encode('hello'), /another kind of file/],
    ['a GIF', new TextEncoder().encode('GIF89a......'), /a GIF image/],
    ['a WebP', new TextEncoder().encode('RIFF\0\0\0\0WEBPVP8 '), /a WebP image/],
    ['an SVG', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>'), /a text file/],
    ['a Git LFS pointer', new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'), /Git LFS/],
    ['a PNG cut in its header', fileOf('rgb.png').subarray(0, 20), /breaks off in its header/],
    ['a PNG cut in its pixels', fileOf('rgb.png').subarray(0, 80), /a broken one/],
    ['a JPEG cut in its header', fileOf('baseline.jpg').subarray(0, 100), /in its header/],
    ['a JPEG cut in its pixels', fileOf('baseline.jpg').subarray(0, 700), /a broken one/],
    ['an interlaced PNG of one bit', fileOf('interlaced-1-bit.png'), /of 1 bits, interlaced/],
    ['a PNG that claims to be huge', changed('rgb.png', 16, [0, 1, 0x86, 0xa0, 0, 1, 0x86, 0xa0]), /100000×100000/],
    ['a PNG with a flipped bit', changed('rgb.png', 60, [0x55]), /a broken one/],
  ])('is refused in words: %s', (_what, bytes, words) => {
    expect(refused(bytes)).toMatch(words);
  });

  it('never takes the process with it, whatever byte is spoilt', () => {
    for (const name of [
      'rgb.png',
      'palette-4-bit.png',
      'baseline.jpg',
      'progressive.jpg',
      'cmyk.jpg',
      'orientation-6.jpg',
    ]) {
      const whole = fileOf(name);
      for (let at = 0; at < whole.length; at += 3) {
        const spoilt = whole.slice();
        spoilt[at]! ^= 0xff;
        for (const bytes of [spoilt, whole.subarray(0, at)])
          try {
            decodeImage(bytes);
          } catch (error) {
            expect(error, `${name}, byte ${at}`).toBeInstanceOf(ImageError);
          }
      }
    }
  });
});

function changed(name: string, at: number, values: readonly number[]): Uint8Array {
  const bytes = fileOf(name).slice();
  bytes.set(values, at);
  return bytes;
}

describe('an image of another size', () => {
  const sizes: Readonly<Record<string, readonly [width: number, height: number]>> = {
    smaller: [9, 6],
    larger: [31, 40],
    square: [10, 10],
  };

  it.each(Object.entries(golden.resized))('%s: the pixels that Pillow gives', (name, expected) => {
    const [fit, size] = name.split(' ') as ['crop' | 'stretch' | 'pad', string];
    const [width, height] = sizes[size]!;
    const image = fitted(decodeImage(fileOf('rgb.png')), height, width, fit);
    expect([image.width, image.height]).toEqual([expected.width, expected.height]);
    // Pillow sums up in whole numbers, of which a rounding is left between the two passes.
    expect(furthest(image, expected)).toBeLessThanOrEqual(fit === 'pad' ? 2 : 1);
  });

  it('is left alone when it has the size', () => {
    const image = decodeImage(fileOf('rgb.png'));
    expect(fitted(image, 14, 22, 'crop')).toBe(image);
  });
});

describe('an image in other channels', () => {
  it('is as grey as Pillow makes it, to the bit', () => {
    const grey = inChannels(decodeImage(fileOf('rgb.png')), 1);
    expect([...grey.pixels]).toEqual(golden.grey.pixels);
  });

  it('has three equal channels when it was grey', () => {
    const image = decodeImage(fileOf('grey.png'));
    const coloured = inChannels(image, 3);
    expect(coloured.pixels.every((value, at) => value === image.pixels[Math.floor(at / 3)])).toBe(true);
  });
});
