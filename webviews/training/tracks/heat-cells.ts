/**
 * What a row of a heat track shows in each of its cells. A value holds until the next one was recorded, so that a gap
 * between two records is no hole. Pure.
 */
import type { Curve } from '../../../src/protocol/training-panel-messages';
import { type ColourRange, colourRange } from '../../common/colour-range';
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

/** What the colours of a track stand for: the range it names, else what is common in what is held. */
export function rangeOf(track: HeatTrack, { curves }: HeldCurves): ColourRange | undefined {
  const { scale, range } = track;
  if (range) return { scale, low: range[0], high: range[1] };
  const values = new Float64Array(curves.reduce((sum, { mean }) => sum + mean.length, 0));
  let count = 0;
  for (const { mean } of curves) for (const value of mean) if (Number.isFinite(value)) values[count++] = value;
  return colourRange(values.subarray(0, count), scale);
}

export const hasNonFinite = ({ curves }: HeldCurves): boolean =>
  curves.some(({ nonFinite }) => nonFinite.some((count) => count > 0));
