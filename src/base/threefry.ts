/**
 * Threefry-2x32 with 20 rounds: a keyed bijection of a 64-bit counter, so that any word of a random sequence is
 * found from its position alone. Knows nothing of distributions; `noise-generator.ts` makes numbers of these words.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011 (Random123; also JAX).
 */

/** Skein's key-schedule constant, which keeps an all-zero key from being a fixed point. */
const PARITY = 0x1bd11bda;

/**
 * Fills the first `count` words of `out` with consecutive blocks, two words a block; of the last block of an odd
 * count, only the first word is kept.
 * @param key0 @param key1 the key, each taken modulo 2^32
 * @param lo @param hi the first block's counter, low and high word; block i has counter (hi, lo) + i modulo 2^64
 * @throws RangeError when `out` is shorter than `count`
 */
export function fillThreefry2x32(
  out: Uint32Array | Int32Array,
  count: number,
  key0: number,
  key1: number,
  lo: number,
  hi: number,
): void {
  if (count > out.length) throw new RangeError(`Expected room for ${count} words, got ${out.length}.`);
  const k0 = key0 | 0;
  const k1 = key1 | 0;
  const k2 = PARITY ^ k0 ^ k1;
  let counter0 = lo | 0;
  let counter1 = hi | 0;

  // The rounds are written out: a loop over rotation constants runs several times slower.
  for (let i = 0; i < count; i += 2) {
    let a = (counter0 + k0) | 0;
    let b = (counter1 + k1) | 0;

    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + k1) | 0;
    b = (b + k2 + 1) | 0;

    a = (a + b) | 0;
    b = ((b << 17) | (b >>> 15)) ^ a;
    a = (a + b) | 0;
    b = ((b << 29) | (b >>> 3)) ^ a;
    a = (a + b) | 0;
    b = ((b << 16) | (b >>> 16)) ^ a;
    a = (a + b) | 0;
    b = ((b << 24) | (b >>> 8)) ^ a;
    a = (a + k2) | 0;
    b = (b + k0 + 2) | 0;

    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + k0) | 0;
    b = (b + k1 + 3) | 0;

    a = (a + b) | 0;
    b = ((b << 17) | (b >>> 15)) ^ a;
    a = (a + b) | 0;
    b = ((b << 29) | (b >>> 3)) ^ a;
    a = (a + b) | 0;
    b = ((b << 16) | (b >>> 16)) ^ a;
    a = (a + b) | 0;
    b = ((b << 24) | (b >>> 8)) ^ a;
    a = (a + k1) | 0;
    b = (b + k2 + 4) | 0;

    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + k2) | 0;
    b = (b + k0 + 5) | 0;

    out[i] = a;
    if (i + 1 < count) out[i + 1] = b;
    counter0 = (counter0 + 1) | 0;
    if (counter0 === 0) counter1 = (counter1 + 1) | 0;
  }
}
