/**
 * Follows one event file while it grows: each `read` hands on the whole records appended since. What can't be read is
 * told apart: an incomplete end, which may yet be completed, a record with a wrong checksum, which is left out, and a
 * header that gives no way on. Holds no file open between reads. Knows nothing of what records mean.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileProblem, isSystemError } from './file-problem';
import { CORRUPT, FRAME_BYTES, INCOMPLETE, isPayloadIntact, payloadLengthAt, payloadStart } from './tfrecord';

/** How much is read and handed on at a time, with a pause in between: about a millisecond of work. */
const CHUNK_BYTES = 1 << 16;
/** A buffer that had to be larger than this for a record is given up after it. */
const LARGEST_KEPT_BYTES = 1 << 20;

/** @param offset of the payload, in bytes from the beginning of the file @returns false when it is no event */
export type OnPayload = (bytes: Buffer, start: number, end: number, offset: number) => boolean;

/** How far a file was read, for going on there. */
export interface TailPosition {
  /** Where the next record begins. */
  readonly offset: number;
  readonly badRecords: number;
  readonly firstBadOffset: number;
}

interface Stop {
  readonly kind: 'torn' | 'corrupt' | 'unreadable';
  readonly sentence: string;
}

export class EventFileTail {
  /** Where the next record begins. */
  private offset = 0;
  /** Size of the file when it was last read to its end. */
  private seenBytes = -1;
  private stop: Stop | undefined;
  private badRecords = 0;
  private firstBadOffset = 0;
  private shrunk = false;
  /** Read into again and again: a live run is read ten times a second, and new buffers each time would pile up. */
  private buffer: Buffer | undefined;

  /**
   * @param file absolute
   * @param from where to go on; whoever says so knows that it is the same file
   */
  constructor(
    private readonly file: string,
    from?: TailPosition,
  ) {
    if (from) ({ offset: this.offset, badRecords: this.badRecords, firstBadOffset: this.firstBadOffset } = from);
  }

  get position(): TailPosition {
    const { offset, badRecords, firstBadOffset } = this;
    return { offset, badRecords, firstBadOffset };
  }

  /** True when the file became shorter than what was read of it: then it has to be read again from its beginning. */
  get isRewritten(): boolean {
    return this.shrunk;
  }

  /**
   * What can't be read, one sentence each.
   * @param growing whether an incomplete record may yet be completed, so that it is no damage
   */
  damage(growing: boolean): string[] {
    const sentences: string[] = [];
    const name = path.basename(this.file);
    if (this.badRecords === 1) {
      sentences.push(`${name}: the record at byte ${this.firstBadOffset} is damaged and was left out.`);
    } else if (this.badRecords > 1) {
      sentences.push(
        `${name}: ${this.badRecords} records are damaged, the first at byte ${this.firstBadOffset}, and were left out.`,
      );
    }
    if (this.stop && !(growing && this.stop.kind === 'torn')) sentences.push(this.stop.sentence);
    return sentences;
  }

  /** Hands on what was appended since the last time; yields after each chunk of work. */
  *read(onPayload: OnPayload): Generator<void, void> {
    let descriptor: number | undefined;
    try {
      const size = statSync(this.file).size;
      this.shrunk = size < this.offset;
      if (size === this.seenBytes || this.shrunk) return;
      descriptor = openSync(this.file, 'r');
      yield* this.readChunks(descriptor, size, onPayload);
      this.seenBytes = size;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      const { message, remedy } = fileProblem(error, this.file, 'read');
      this.stop = { kind: 'unreadable', sentence: `${message} ${remedy ?? ''}`.trim() };
      this.seenBytes = -1;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  private *readChunks(descriptor: number, size: number, onPayload: OnPayload): Generator<void, void> {
    this.stop = undefined;
    let buffer = this.buffer ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
    while (this.offset < size && !this.stop) {
      const filled = fill(descriptor, buffer, Math.min(buffer.length, size - this.offset), this.offset);
      const used = this.readRecords(buffer, filled, size, onPayload);
      this.offset += used;
      if (used === 0 && !this.stop) {
        const wanted = FRAME_BYTES + payloadLengthAt(buffer, 0, filled);
        if (wanted <= buffer.length) return; // The file became shorter meanwhile.
        buffer = Buffer.allocUnsafeSlow(wanted);
      }
      this.buffer = buffer.length <= LARGEST_KEPT_BYTES ? buffer : undefined;
      yield;
    }
  }

  /** Reads the records that are whole in `bytes`, which begin at `offset` of the file. @returns the bytes used */
  private readRecords(bytes: Buffer, filled: number, size: number, onPayload: OnPayload): number {
    let at = 0;
    while (at < filled) {
      const length = payloadLengthAt(bytes, at, filled);
      const recordOffset = this.offset + at;
      if (length === CORRUPT) {
        this.stop = { kind: 'corrupt', sentence: this.explainCorrupt(recordOffset, size) };
        break;
      }
      const end = at + FRAME_BYTES + length;
      if (length === INCOMPLETE || end > filled) {
        const reachesBeyondFile = this.offset + (length === INCOMPLETE ? filled + 1 : end) > size;
        if (reachesBeyondFile) this.stop = this.torn(recordOffset, size);
        break;
      }
      const intact = isPayloadIntact(bytes, at, length);
      if (!intact && this.offset + end >= size) {
        // The newest record: its last bytes may not have arrived.
        this.stop = this.torn(recordOffset, size);
        break;
      }
      const start = payloadStart(at);
      if (!intact || !onPayload(bytes, start, start + length, this.offset + start)) this.leaveOut(recordOffset);
      at = end;
    }
    return at;
  }

  private leaveOut(recordOffset: number): void {
    if (this.badRecords === 0) this.firstBadOffset = recordOffset;
    this.badRecords++;
  }

  private torn(recordOffset: number, size: number): Stop {
    const name = path.basename(this.file);
    const left = size - recordOffset;
    return {
      kind: 'torn',
      sentence: `${name}: the last ${left} bytes, from byte ${recordOffset} on, are an incomplete record.`,
    };
  }

  private explainCorrupt(recordOffset: number, size: number): string {
    const name = path.basename(this.file);
    return `${name}: no record can be made out from byte ${recordOffset} on; the ${size - recordOffset} bytes there were left out.`;
  }
}

/** @returns the bytes read, fewer than `length` only at the end of the file */
function fill(descriptor: number, buffer: Buffer, length: number, position: number): number {
  let filled = 0;
  while (filled < length) {
    const read = readSync(descriptor, buffer, filled, length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return filled;
}
