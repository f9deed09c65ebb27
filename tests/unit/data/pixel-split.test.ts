import { describe, expect, it } from 'vitest';

import { PixelSplit } from '../../../src/data/pixel-split';

const split = new PixelSplit([1, 2, 1], Uint8Array.of(0, 51, 102, 153, 204, 255), Uint8Array.of(3, 1, 2));

describe('PixelSplit', () => {
  it('gathers images in the order asked, repeats included, as float32 of byte / 255', () => {
    expect(split.gather([2, 0, 2])).toEqual(Float32Array.of(0.8, 1, 0, 0.2, 0.8, 1));
  });

  it('turns each byte into the float32 nearest to byte / 255', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const all = new PixelSplit([16, 16, 1], bytes, Uint8Array.of(0)).gather([0]);
    expect([...all]).toEqual(Array.from({ length: 256 }, (_, i) => Math.fround(i / 255)));
  });

  it('fills the array it is given and leaves what lies beyond alone', () => {
    const out = new Float32Array(5).fill(9);
    expect(split.gather(Uint32Array.of(1), out)).toBe(out);
    expect([...out]).toEqual([Math.fround(0.4), Math.fround(0.6), 9, 9, 9]);
  });

  it('gives the labels in the order asked', () => {
    expect(split.labels([2, 0, 0])).toEqual(Int32Array.of(2, 3, 3));
  });

  it.each([-1, 3, 0.5, NaN])('refuses the index %d', (index) => {
    expect(() => split.gather([index])).toThrow(RangeError);
    expect(() => split.labels([index])).toThrow(RangeError);
  });

  it('refuses an array that is too short', () => {
    expect(() => split.gather([0, 1], new Float32Array(3))).toThrow(RangeError);
  });

  it('refuses pixels that are not a whole number of images', () => {
    expect(() => new PixelSplit([1, 2, 1], new Uint8Array(5), new Uint8Array(3))).toThrow(RangeError);
  });
});
