import { describe, expect, it } from 'vitest';

import { fillThreefry2x32 } from '../../../src/base/threefry';

function words(count: number, key: [number, number], counter: [number, number]): number[] {
  const out = new Uint32Array(count);
  fillThreefry2x32(out, count, ...key, ...counter);
  return [...out];
}

describe('Threefry-2x32-20', () => {
  // Source: Random123's kat_vectors, lines "threefry2x32 20".
  it.each([
    ['zeros', [0, 0], [0, 0], [0x6b200159, 0x99ba4efe]],
    ['ones', [0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], [0x1cb996fc, 0xbb002be7]],
    ['digits of pi', [0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], [0xc4923a9c, 0x483df7a0]],
  ] as const)('gives the published answer for %s', (_, key, counter, expected) => {
    expect(words(2, [...key], [...counter])).toEqual(expected);
  });

  it('gives the words of a second implementation, written in Python from the paper, at consecutive counters', () => {
    expect(words(6, [42, 7], [0, 0])).toEqual([0x55c05be7, 0x2ba6d0e7, 0xbae6bae7, 0x909db74, 0x1fcb3387, 0xc0fd6d17]);
  });

  it("gives the words of JAX's threefry_2x32 (0.10.2), also where the low word of the counter is full", () => {
    expect(words(2, [42, 7], [2, 0])).toEqual([0x1fcb3387, 0xc0fd6d17]);
    expect(words(2, [42, 7], [0xffffffff, 5])).toEqual([0x2278acd2, 0x39b099b1]);
  });

  it('carries from the low word of the counter into the high one', () => {
    expect(words(4, [1, 2], [0xffffffff, 5]).slice(2)).toEqual(words(2, [1, 2], [0, 6]));
  });

  it('goes round from the last counter to the first', () => {
    expect(words(4, [1, 2], [0xffffffff, 0xffffffff]).slice(2)).toEqual(words(2, [1, 2], [0, 0]));
  });

  it('keeps the first word of the last block when the count is odd, and leaves the rest of the array alone', () => {
    const out = new Uint32Array(5).fill(9);
    fillThreefry2x32(out, 3, 42, 7, 0, 0);
    expect([...out]).toEqual([...words(4, [42, 7], [0, 0]).slice(0, 3), 9, 9]);
  });

  it('refuses an array that is too short', () => {
    expect(() => fillThreefry2x32(new Uint32Array(3), 4, 0, 0, 0, 0)).toThrow(RangeError);
  });
});
