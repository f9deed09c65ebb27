import { describe, expect, it } from 'vitest';

import { CHUNK_WORDS, noiseKernels } from '../../../src/noise/noise-kernels';
import { CENTRAL_HALF_WIDTH, centralQuantile } from '../../../src/noise/normal-quantile';
import { threefryWords } from './scalar-threefry';

function words(count: number, key: [number, number], counter: [number, number]): number[] {
  const { words: make, wordsMade } = noiseKernels();
  make(count, ...key, ...counter);
  return [...new Uint32Array(wordsMade.buffer, wordsMade.byteOffset, count)];
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

  it('gives the words of the scalar algorithm in every lane, wherever the low word of the counter runs over', () => {
    for (const lo of [0, 0xffffffff - 1, 0xffffffff - 6, 0xffffffff - 17, 0xffffffff - 1000])
      expect(words(CHUNK_WORDS, [7, 0x9e3779b9], [lo, 0xffffffff])).toEqual(
        threefryWords(CHUNK_WORDS, [7, 0x9e3779b9], lo, 0xffffffff),
      );
  });
});

describe('numbers of words, to the bit as the same doubles in JavaScript', () => {
  it.each([
    [0, 1],
    [-1, 1],
    [0.1, 0.3],
    [-3e38, 3e38],
  ])('uniform over [%d, %d)', (min, max) => {
    const [low, high] = [Math.fround(min), Math.fround(max)];
    const [step, last] = [(high - low) / 16777216, low + (high - low) * 0.75];
    const expected = words(CHUNK_WORDS, [1, 2], [3, 4]).map((word) =>
      Math.fround(Math.min(low + (word >>> 8) * step, last)),
    );
    noiseKernels().uniform(CHUNK_WORDS, low, step, last);
    expect([...noiseKernels().numbersMade]).toEqual(expected);
  });

  it('a mask', () => {
    const upperBits = words(CHUNK_WORDS, [1, 2], [3, 4]).map((word) => word >>> 8);
    const least = upperBits[5]!;
    noiseKernels().mask(CHUNK_WORDS, least, 1.25);
    expect([...noiseKernels().numbersMade]).toEqual(upperBits.map((bits) => (bits >= least ? 1.25 : 0)));
  });

  it('normal, in the central region', () => {
    const centred = words(CHUNK_WORDS, [1, 2], [3, 4]).map((word) => ((word | 0) + 0.5) / 2 ** 32);
    noiseKernels().normal(CHUNK_WORDS, 0.3, 1.7);
    const { numbersMade } = noiseKernels();
    const central = [...centred.keys()].filter((i) => Math.abs(centred[i]!) <= CENTRAL_HALF_WIDTH);
    expect(central.length).toBeGreaterThan(0.8 * CHUNK_WORDS);
    for (const i of central) expect(numbersMade[i]).toBe(Math.fround(0.3 + 1.7 * centralQuantile(centred[i]!)));
  });
});
