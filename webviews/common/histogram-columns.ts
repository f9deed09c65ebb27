/** Arithmetic on histograms over time: filling what lies between two records, fitting columns to pixels, medians. Pure. */

/** Row-major counts [columns, bins]; column c holds steps from fromStep + c · stepsAColumn onward. */
export interface HistogramStretch {
  readonly fromStep: number;
  readonly stepsAColumn: number;
  readonly columns: number;
  readonly bins: number;
  readonly counts: Float32Array;
}

/**
 * Which column speaks for each column. A record sums up the steps before it, so an empty column takes the next record's;
 * after the last record, and across gaps far longer than usual, nothing speaks.
 * @returns an index of a column a column; -1 where there is none
 */
export function speakingColumns({ columns, bins, counts }: HistogramStretch): Int32Array {
  const filled: number[] = [];
  for (let column = 0; column < columns; column++) {
    for (let bin = 0; bin < bins; bin++) {
      if ((counts[column * bins + bin] ?? 0) > 0) {
        filled.push(column);
        break;
      }
    }
  }
  const speaking = new Int32Array(columns).fill(-1);
  const gaps = filled.slice(1).map((column, at) => column - (filled[at] ?? 0));
  const usual = [...gaps].sort((a, b) => a - b)[gaps.length >> 1] ?? 1;
  filled.forEach((column, at) => {
    const gap = at === 0 ? Math.min(usual, column + 1) : column - (filled[at - 1] ?? 0);
    for (let back = 0; back < Math.min(gap, 2 * usual); back++) speaking[column - back] = column;
  });
  return speaking;
}

/**
 * Shares of each bin, column of pixels by column of pixels, weighted by how much of it each record covers.
 * @param stepAt the step at the left edge of a column of pixels
 * @returns row-major [pixels, bins]; a column without records is all 0, any other sums to 1
 */
export function fitToPixels(
  stretch: HistogramStretch,
  pixels: number,
  stepAt: (pixel: number) => number,
): Float32Array {
  const { fromStep, stepsAColumn, columns, bins, counts } = stretch;
  const speaking = speakingColumns(stretch);
  const fitted = new Float32Array(pixels * bins);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const left = (stepAt(pixel) - fromStep) / stepsAColumn;
    const right = (stepAt(pixel + 1) - fromStep) / stepsAColumn;
    let total = 0;
    for (let column = Math.max(0, Math.floor(left)); column < Math.min(columns, right); column++) {
      const source = speaking[column] ?? -1;
      if (source < 0) continue;
      const covered = Math.min(right, column + 1) - Math.max(left, column);
      for (let bin = 0; bin < bins; bin++) {
        const weight = covered * (counts[source * bins + bin] ?? 0);
        fitted[pixel * bins + bin] = (fitted[pixel * bins + bin] ?? 0) + weight;
        total += weight;
      }
    }
    if (total === 0) continue;
    for (let bin = 0; bin < bins; bin++) fitted[pixel * bins + bin] = (fitted[pixel * bins + bin] ?? 0) / total;
  }
  return fitted;
}

/** The median of counts in equal bins over [0, 1], linear within its bin; NaN of nothing. */
export function medianOf(counts: Float32Array): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const count = counts[bin] ?? 0;
    if (count > 0 && below + count >= total / 2) return (bin + (total / 2 - below) / count) / counts.length;
    below += count;
  }
  return NaN;
}
