/**
 * The TFRecord frame: length (u64), masked CRC-32C of the length, payload, masked CRC-32C of the payload, all
 * little-endian. Knows nothing of what a payload means.
 * Source: TensorFlow, tensorflow/core/lib/io/record_writer.h.
 */
import { maskedCrc32c } from './crc32c';

const HEADER_BYTES = 12;
/** Bytes of a frame besides its payload. */
export const FRAME_BYTES = HEADER_BYTES + 4;

/** What stands where a frame should begin, when it isn't a complete header. */
export const INCOMPLETE = -1;
export const CORRUPT = -2;

/**
 * Writes a frame around `payload` at the beginning of `out`.
 * @returns the bytes written
 * @throws RangeError when `out` is too short
 */
export function writeFrame(out: Buffer, payload: Uint8Array): number {
  const length = payload.length;
  out.writeUInt32LE(length >>> 0, 0);
  out.writeUInt32LE(Math.floor(length / 0x100000000), 4);
  out.writeUInt32LE(maskedCrc32c(out, 0, 8), 8);
  out.set(payload, HEADER_BYTES);
  out.writeUInt32LE(maskedCrc32c(payload), HEADER_BYTES + length);
  return length + FRAME_BYTES;
}

/**
 * Reads the header of the frame that begins at `offset`.
 * @returns the payload's bytes (the payload may go on past `end`), INCOMPLETE or CORRUPT
 */
export function payloadLengthAt(bytes: Buffer, offset: number, end: number): number {
  if (end - offset < HEADER_BYTES) return INCOMPLETE;
  if (bytes.readUInt32LE(offset + 8) !== maskedCrc32c(bytes, offset, offset + 8)) return CORRUPT;
  const length = bytes.readUInt32LE(offset) + bytes.readUInt32LE(offset + 4) * 0x100000000;
  return Number.isSafeInteger(length) ? length : CORRUPT;
}

/** Where the payload of the frame at `offset` begins. */
export const payloadStart = (offset: number): number => offset + HEADER_BYTES;

/** Whether the payload of the frame at `offset`, all of it in `bytes`, is as it was written. */
export function isPayloadIntact(bytes: Buffer, offset: number, payloadLength: number): boolean {
  const start = offset + HEADER_BYTES;
  return bytes.readUInt32LE(start + payloadLength) === maskedCrc32c(bytes, start, start + payloadLength);
}
