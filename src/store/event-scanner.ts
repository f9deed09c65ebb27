/**
 * Reads TensorBoard events as fast as a run of a million steps asks for: numbers go straight from the bytes to a sink,
 * and a tag is compared with the one that stood in its place before instead of being decoded. Fields that Gibbon doesn't
 * know are skipped. `event-messages.ts` says what the field numbers mean.
 */

/** What a scanner finds, in the order of the bytes. Tags are numbered as they are first seen. */
export interface EventSink {
  /** @param wallSeconds since 1970; NaN when the event doesn't say @returns false to leave this event out */
  beginEvent(step: number, wallSeconds: number): boolean;
  scalar(tagId: number, value: number): void;
  /** `counts` is the caller's only until it returns. */
  histogram(tagId: number, counts: Float64Array): void;
  image(tagId: number): void;
}

const enum Wire {
  Varint = 0,
  Fixed64 = 1,
  Bytes = 2,
  Fixed32 = 5,
}

/** Field number and wire type, as they stand before a field. */
const key = (field: number, wire: Wire): number => field * 8 + wire;
const EVENT_WALL_TIME = key(1, Wire.Fixed64);
const EVENT_STEP = key(2, Wire.Varint);
const EVENT_SUMMARY = key(5, Wire.Bytes);
const SUMMARY_VALUE = key(1, Wire.Bytes);
const VALUE_TAG = key(1, Wire.Bytes);
const VALUE_SIMPLE = key(2, Wire.Fixed32);
const VALUE_IMAGE = key(4, Wire.Bytes);
const VALUE_HISTOGRAM = key(5, Wire.Bytes);
const HISTOGRAM_COUNTS = key(7, Wire.Bytes);

/** The payload breaks the rules of protocol buffers, although its checksum is right. */
export class MalformedEvent extends Error {}

export class EventScanner {
  /** Tags by number. */
  readonly tags: string[] = [];
  private readonly tagBytes: Buffer[] = [];
  private readonly tagIds = new Map<string, number>();
  /** By tag number: which tag followed the last time. */
  private readonly followers: number[] = [];
  /** Which tag an event began with the last time. */
  private firstTag = 0;
  private position = 0;
  private counts = new Float64Array(0);
  private bytes: Buffer = Buffer.alloc(0);
  private view = new DataView(this.bytes.buffer);

  constructor(private readonly sink: EventSink) {}

  /** @throws MalformedEvent when bytes[start … end) is no event; the sink may have had a part of it */
  scan(bytes: Buffer, start: number, end: number): void {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    let step = 0;
    let wallSeconds = Number.NaN;
    let summaryStart = -1;
    let summaryEnd = -1;
    this.position = start;
    while (this.position < end) {
      const field = this.varint(end);
      if (field === EVENT_STEP) step = this.varint(end);
      else if (field === EVENT_SUMMARY) {
        summaryEnd = this.blockEnd(end);
        summaryStart = this.position;
        this.position = summaryEnd;
      } else if (field === EVENT_WALL_TIME && this.position + 8 <= end) {
        wallSeconds = this.view.getFloat64(this.position, true);
        this.position += 8;
      } else this.skip(field, end);
    }
    if (summaryStart < 0 || !this.sink.beginEvent(step, wallSeconds)) return;
    this.scanSummary(summaryStart, summaryEnd);
  }

  private scanSummary(start: number, end: number): void {
    let previous = -1;
    this.position = start;
    while (this.position < end) {
      const field = this.varint(end);
      if (field === SUMMARY_VALUE) previous = this.scanValue(this.blockEnd(end), previous);
      else this.skip(field, end);
    }
  }

  /** @returns the value's tag, or `previous` when it has none */
  private scanValue(end: number, previous: number): number {
    let tagId = -1;
    while (this.position < end) {
      const field = this.varint(end);
      if (field === VALUE_TAG) tagId = this.readTag(end, previous);
      else if (tagId < 0) this.skip(field, end);
      else if (field === VALUE_SIMPLE) {
        if (this.position + 4 > end) throw new MalformedEvent('A number is cut off.');
        this.sink.scalar(tagId, this.view.getFloat32(this.position, true));
        this.position += 4;
      } else if (field === VALUE_HISTOGRAM) this.scanHistogram(tagId, this.blockEnd(end));
      else if (field === VALUE_IMAGE) {
        this.position = this.blockEnd(end);
        this.sink.image(tagId);
      } else this.skip(field, end);
    }
    return tagId < 0 ? previous : tagId;
  }

  private scanHistogram(tagId: number, end: number): void {
    while (this.position < end) {
      const field = this.varint(end);
      if (field !== HISTOGRAM_COUNTS) {
        this.skip(field, end);
        continue;
      }
      const countsEnd = this.blockEnd(end);
      const bins = Math.floor((countsEnd - this.position) / 8);
      // One array for all: an hour has half a million histograms.
      if (this.counts.length !== bins) this.counts = new Float64Array(bins);
      const { counts } = this;
      for (let bin = 0; bin < counts.length; bin++) counts[bin] = this.view.getFloat64(this.position + 8 * bin, true);
      this.position = countsEnd;
      this.sink.histogram(tagId, counts);
    }
  }

  private readTag(end: number, previous: number): number {
    const tagEnd = this.blockEnd(end);
    const start = this.position;
    this.position = tagEnd;
    const expected = previous < 0 ? this.firstTag : this.followers[previous]!;
    if (this.isTag(expected, start, tagEnd)) return expected;
    const tagId = this.identify(start, tagEnd);
    if (previous < 0) this.firstTag = tagId;
    else this.followers[previous] = tagId;
    return tagId;
  }

  private isTag(tagId: number, start: number, end: number): boolean {
    const known = this.tagBytes[tagId];
    if (known?.length !== end - start) return false;
    const { bytes } = this;
    for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
    return true;
  }

  private identify(start: number, end: number): number {
    const tag = this.bytes.toString('utf8', start, end);
    const known = this.tagIds.get(tag);
    if (known !== undefined) return known;
    const tagId = this.tags.push(tag) - 1;
    this.tagIds.set(tag, tagId);
    this.tagBytes.push(Buffer.from(this.bytes.subarray(start, end)));
    this.followers.push(tagId);
    return tagId;
  }

  /** Reads a length and returns where the block of that length ends; the position is at its beginning. */
  private blockEnd(end: number): number {
    const length = this.varint(end);
    const blockEnd = this.position + length;
    if (blockEnd > end) throw new MalformedEvent('A field reaches beyond its message.');
    return blockEnd;
  }

  /** An unsigned integer; those above 2^53 lose their lowest bits, as do negative ones, which Gibbon doesn't write. */
  private varint(end: number): number {
    const { bytes } = this;
    let byte = this.position < end ? bytes[this.position++]! : 128;
    if (byte < 128) return byte;
    let value = byte & 127;
    for (let scale = 128; scale < 2 ** 70; scale *= 128) {
      if (this.position >= end) break;
      byte = bytes[this.position++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new MalformedEvent('An integer is cut off or too long.');
  }

  private skip(field: number, end: number): void {
    const wire: Wire = field & 7;
    if (wire === Wire.Varint) this.varint(end);
    else if (wire === Wire.Bytes) this.position = this.blockEnd(end);
    else if (wire === Wire.Fixed32) this.position += 4;
    else if (wire === Wire.Fixed64) this.position += 8;
    else throw new MalformedEvent(`A field has the unknown wire type ${field & 7}.`);
    if (this.position > end) throw new MalformedEvent('A field reaches beyond its message.');
  }
}
