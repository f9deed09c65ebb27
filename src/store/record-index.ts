/** Where on disk the records of one tag lie, step by step, for what is too large to be kept in memory. */
import type { StoredRecords } from '../protocol/run-index';
import { grown } from './growable';
import { StepColumn } from './step-column';

/** A payload in one of a run's event files. */
export interface RecordLocation {
  /** Position in the manifest's segments. */
  readonly segment: number;
  /** Of the payload, in bytes from the beginning of the file. */
  readonly offset: number;
  readonly length: number;
}

export class RecordIndex {
  private segments = new Uint16Array(16);
  private offsets = new Float64Array(16);
  private lengths = new Uint32Array(16);

  constructor(readonly steps = new StepColumn()) {}

  /** @throws RangeError when what was stored does not fit together */
  static restore({ steps, segments, offsets, lengths }: StoredRecords): RecordIndex {
    const index = new RecordIndex(StepColumn.restore(steps));
    if ([segments, offsets, lengths].some((column) => column.length !== steps.count))
      throw new RangeError(`An index of ${steps.count} records does not fit together.`);
    [index.segments, index.offsets, index.lengths] = [Uint16Array.from(segments), offsets.slice(), lengths.slice()];
    return index;
  }

  store(): StoredRecords {
    const { length } = this.steps;
    return {
      steps: this.steps.store(),
      segments: Uint32Array.from(this.segments.subarray(0, length)),
      offsets: this.offsets.slice(0, length),
      lengths: this.lengths.slice(0, length),
    };
  }

  /** @param step greater than that of the record before */
  push(step: number, { segment, offset, length }: RecordLocation): void {
    const at = this.steps.length;
    this.segments = grown(this.segments, at + 1);
    this.offsets = grown(this.offsets, at + 1);
    this.lengths = grown(this.lengths, at + 1);
    this.segments[at] = segment;
    this.offsets[at] = offset;
    this.lengths[at] = length;
    this.steps.push(step);
  }

  /** @param index in [0, steps.length) */
  at(index: number): RecordLocation {
    return { segment: this.segments[index]!, offset: this.offsets[index]!, length: this.lengths[index]! };
  }
}
