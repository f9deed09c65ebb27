/**
 * The histograms recorded under one tag, in bounded memory: when it is full, neighbours are added up two by two. Single
 * ones are found on disk through `index`. Knows no files itself.
 */
import type { StoredHistograms } from '../protocol/run-index';
import type { HistogramMatrix } from '../protocol/training-panel-messages';
import { RecordIndex, type RecordLocation } from './record-index';
import { grown } from './growable';

/** Rows kept in memory; a row is one histogram, or the sum of 2, 4, 8, … neighbours. */
export const MAX_ROWS = 32_768;
/** Histograms of many bins have fewer rows: together no more numbers than these. */
const MAX_COUNTS = 2 ** 20;

/** A power of two, so that rows can be added up two by two. */
const mostRows = (bins: number): number =>
  Math.min(MAX_ROWS, Math.max(2, 2 ** Math.floor(Math.log2(MAX_COUNTS / bins))));

export class HistogramSeries {
  private counts: Float32Array;
  /** Histograms that one row stands for. */
  private perRow = 1;

  constructor(
    readonly tag: string,
    readonly bins: number,
    readonly index = new RecordIndex(),
  ) {
    this.counts = new Float32Array(16 * bins);
  }

  /** @throws RangeError when what was stored does not fit together */
  static restore(tag: string, { bins, perRow, index, counts }: StoredHistograms): HistogramSeries {
    const series = new HistogramSeries(tag, bins, RecordIndex.restore(index));
    series.perRow = perRow;
    if (counts.length !== series.rows * bins || series.rows > mostRows(bins))
      throw new RangeError(`The histograms of ${tag} do not fit together.`);
    series.counts = counts.slice();
    return series;
  }

  store(): StoredHistograms {
    const { bins, perRow } = this;
    return { bins, perRow, index: this.index.store(), counts: this.counts.slice(0, this.rows * bins) };
  }

  private get rows(): number {
    return Math.ceil(this.index.steps.length / this.perRow);
  }

  /**
   * @param step greater than that of the histogram before
   * @param counts one number a bin
   */
  push(step: number, counts: Float64Array, location: RecordLocation): void {
    if (this.index.steps.length === mostRows(this.bins) * this.perRow) this.halve();
    const row = Math.floor(this.index.steps.length / this.perRow);
    this.counts = grown(this.counts, (row + 1) * this.bins);
    this.index.push(step, location);
    addCounts(this.counts, row, counts);
  }

  /** Whether a matrix of these columns, made from memory, would be the exact one. */
  isExact(): boolean {
    return this.perRow === 1;
  }

  /** Indices [from … to) of the histograms recorded in [fromStep, toStep]. */
  range(fromStep: number, toStep: number): { readonly from: number; readonly to: number } {
    const from = this.index.steps.countBefore(fromStep);
    return { from, to: Math.max(from, this.index.steps.countUpTo(toStep)) };
  }

  /** From memory: a row that stands for several histograms counts, whole, in the column where it begins. */
  matrix(fromStep: number, toStep: number, columns: number): HistogramMatrix {
    const { from, to } = this.range(fromStep, toStep);
    const matrix = emptyMatrix(this.tag, this.bins, columns);
    for (let row = Math.ceil(from / this.perRow); row * this.perRow < to; row++) {
      const column = columnOf(this.index.steps.at(row * this.perRow), fromStep, toStep, columns);
      const counts = this.counts.subarray(row * this.bins, (row + 1) * this.bins);
      addCounts(matrix.counts, column, counts);
    }
    return matrix;
  }

  private halve(): void {
    const { bins, counts } = this;
    const rows = mostRows(bins);
    for (let row = 0; row < rows; row++) {
      for (let bin = 0; bin < bins; bin++) {
        const value = counts[row * bins + bin]!;
        const at = (row >>> 1) * bins + bin;
        counts[at] = row % 2 === 0 ? value : counts[at]! + value;
      }
    }
    counts.fill(0, (rows / 2) * bins);
    this.perRow *= 2;
  }
}

export const emptyMatrix = (tag: string, bins: number, columns: number): HistogramMatrix => ({
  tag,
  bins,
  columns,
  counts: new Float32Array(columns * bins),
});

/** Which of `columns` equal spans of [fromStep, toStep] holds `step`; the last one holds `toStep` too. */
export function columnOf(step: number, fromStep: number, toStep: number, columns: number): number {
  if (toStep <= fromStep) return 0;
  return Math.min(columns - 1, Math.floor(((step - fromStep) / (toStep - fromStep)) * columns));
}

/** Adds one histogram to a row of a row-major matrix [rows, bins]. */
export function addCounts(matrix: Float32Array, row: number, counts: ArrayLike<number>): void {
  const start = row * counts.length;
  for (let bin = 0; bin < counts.length; bin++) matrix[start + bin] = matrix[start + bin]! + counts[bin]!;
}
