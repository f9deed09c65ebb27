/** Where on disk the records of one tag lie, step by step, for what is too large to be kept in memory. */
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
  readonly steps = new StepColumn();
  private segments = new Uint16Array(16);
  private offsets = new Float64Array(16);
  private lengths = new Uint32Array(16);

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
