/**
 * What a row of a heat track shows in each of its cells. A value holds until the next one was recorded, so that a gap
 * between two records is no hole. Pure.
 */
import type { Curve } from '../../../src/protocol/training-panel-messages';
import { type ColourRange, colourRange, settledRange } from '../../common/colour-range';
import type { HeldCurves } from '../held-data';
import type { HeatTrack } from '../../../src/protocol/tracks';

/** A cell that must not be smoothed away: one of its values was no number, or infinite. */
export const NOT_FINITE = Infinity;

/** Cells of what is held, from its first step to the newest step that was known when it was read. */
export const cellCount = ({ span, readUpTo }: HeldCurves): number =>
  Math.max(0, Math.ceil((Math.min(span.to, readUpTo + 1) - span.from) / span.bucket));

/** One value a cell: the mean of what was recorded in it, else what held before; NaN before the first record. */
export function cellsOf(curve: Curve, held: HeldCurves): Float32Array {
  const { from, bucket } = held.span;
  const cells = new Float32Array(cellCount(held));
  const valueOf = (bucket: number) => ((curve.nonFinite[bucket] ?? 0) > 0 ? NOT_FINITE : (curve.mean[bucket] ?? NaN));
  let value = NaN;
  let next = 0;
  for (; next < curve.lastStep.length && (curve.lastStep[next] ?? 0) < from; next++) value = valueOf(next);
  for (let cell = 0; cell < cells.length; cell++) {
    const end = from + (cell + 1) * bucket;
    let [sum, count] = [0, 0];
    for (; next < curve.firstStep.length && (curve.firstStep[next] ?? 0) < end; next++, count++) sum += valueOf(next);
    if (count > 0) value = sum / count;
    cells[cell] = value;
  }
  return cells;
}

/** The bucket that speaks for a step: the last that begins by then; -1 before the first. */
export function bucketAt({ firstStep }: Curve, step: number): number {
  let [low, high] = [0, firstStep.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((firstStep[middle] ?? 0) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** More say no more of what is common. */
const MOST_VALUES = 8192;

/**
 * What is held with what its colours stand for: the range that the track names, else what is common in what is held,
 * settled with the range of before, as long as one has not zoomed.
 */
export function withRange(track: HeatTrack, before: HeldCurves | undefined, held: HeldCurves): HeldCurves {
  const fresh = rangeOf(track, held);
  const range = settledRange(before?.span.bucket === held.span.bucket ? before.range : undefined, fresh);
  return range ? { ...held, range } : held;
}

function rangeOf({ scale, range }: HeatTrack, { curves }: HeldCurves): ColourRange | undefined {
  if (range) return { scale, low: range[0], high: range[1] };
  const all = curves.reduce((sum, { mean }) => sum + mean.length, 0);
  const every = Math.ceil(all / MOST_VALUES);
  const values = new Float64Array(all);
  let count = 0;
  for (const { mean } of curves) {
    for (let bucket = 0; bucket < mean.length; bucket += every) {
      const value = mean[bucket] ?? NaN;
      if (Number.isFinite(value)) values[count++] = value;
    }
  }
  return colourRange(values.subarray(0, count), scale);
}

export const hasNonFinite = ({ curves }: HeldCurves): boolean =>
  curves.some(({ nonFinite }) => nonFinite.some((count) => count > 0));
