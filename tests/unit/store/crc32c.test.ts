import { describe, expect, it } from 'vitest';
import { crc32c, maskedCrc32c } from '../../../src/store/crc32c';
import { seededFractions } from './a-run';

const bytes = (length: number, at: (i: number) => number): Uint8Array => Uint8Array.from({ length }, (_, i) => at(i));

/** Bit by bit, as the polynomial defines it. */
function slowCrc32c(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

describe('CRC-32C', () => {
  it.each([
    ['"123456789" (the catalogue of CRC algorithms)', new TextEncoder().encode('123456789'), 0xe3069283],
    ['32 zeros (RFC 3720, B.4)', bytes(32, () => 0), 0x8a9136aa],
    ['32 times 0xff (RFC 3720, B.4)', bytes(32, () => 255), 0x62a8ab43],
    ['0 … 31 (RFC 3720, B.4)', bytes(32, (i) => i), 0x46dd794e],
    ['31 … 0 (RFC 3720, B.4)', bytes(32, (i) => 31 - i), 0x113fdb5c],
    ['nothing', new Uint8Array(0), 0],
  ])('of %s is the published value', (_, data, expected) => {
    expect(crc32c(data)).toBe(expected);
  });

  it('equals the bit-by-bit definition at every length and alignment', () => {
    const next = seededFractions(1);
    const data = bytes(64, () => next() * 256);
    for (let start = 0; start < 9; start++) {
      for (let end = start; end <= data.length; end++) {
        expect(crc32c(data, start, end)).toBe(slowCrc32c(data.slice(start, end)));
      }
    }
  });

  it('is masked as TensorFlow masks it', () => {
    // The length 24 as it stands in a TFRecord; the checksum is what TensorBoard's masked_crc32c gives for it.
    expect(maskedCrc32c(Uint8Array.of(24, 0, 0, 0, 0, 0, 0, 0))).toBe(0x224b7fa3);
  });
});
