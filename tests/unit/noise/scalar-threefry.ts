/** Threefry-2x32 with 20 rounds word by word, as the paper has it: what the vectors of `src/noise` are held against. */
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];

/** @returns the two words of a block */
function block(key: readonly [number, number], counter: bigint): [number, number] {
  const keys = [key[0] | 0, key[1] | 0, 0x1bd11bda ^ key[0] ^ key[1]];
  let a = (Number(counter & 0xffffffffn) + keys[0]!) | 0;
  let b = (Number(counter >> 32n) + keys[1]!) | 0;
  for (let round = 0; round < 20; round++) {
    const bits = ROTATIONS[round % 8]!;
    a = (a + b) | 0;
    b = ((b << bits) | (b >>> (32 - bits))) ^ a;
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    a = (a + keys[injection % 3]!) | 0;
    b = (b + keys[(injection + 1) % 3]! + injection) | 0;
  }
  return [a >>> 0, b >>> 0];
}

/** @param lo @param hi the first block's counter, modulo 2^64 */
export function threefryWords(count: number, key: readonly [number, number], lo: number, hi: number): number[] {
  const first = (BigInt(hi) << 32n) | BigInt(lo);
  const blocks = Array.from({ length: Math.ceil(count / 2) }, (_, i) =>
    block(key, BigInt.asUintN(64, first + BigInt(i))),
  );
  return blocks.flat().slice(0, count);
}
