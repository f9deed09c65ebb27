/**
 * What of a curve is worth drawing: what is on the screen, in columns no finer than a line is wide. Finer ones would take
 * a page without a graphics card several times as long, and look the same. Pure.
 */
import type { Curve } from '../../../src/protocol/training-panel-messages';
import type { TimeWindow } from '../time-window';

/** As wide as the line. */
const FINEST_PX = 2;

export interface DrawnColumn {
  /** Where it stands. */
  readonly step: number;
  /** Of all values in it; NaN where none is a number. */
  readonly low: number;
  readonly high: number;
  /** The smoothed value there; NaN where a bucket of it has none: no line goes over a hole. */
  readonly mean: number;
}

/**
 * @param means of the curve, smoothed, one a bucket
 * @param widthPx of the window on the screen
 * @returns the columns in the window, and one more at each side, to where lines go
 */
export function drawnColumns(
  curve: Curve,
  means: ArrayLike<number>,
  window: TimeWindow,
  widthPx: number,
): DrawnColumn[] {
  const { firstStep, lastStep } = curve;
  const count = firstStep.length;
  const first = lastStep.findIndex((step) => step >= window.from);
  if (first < 0) return [];
  const beyond = firstStep.findIndex((step) => step > window.to);
  const end = beyond < 0 ? count : beyond;
  const stepsABucket = ((lastStep[count - 1] ?? 0) - (firstStep[0] ?? 0) + 1) / count;
  const bucketPx = (stepsABucket * widthPx) / (window.to - window.from);
  const size = Math.max(1, Math.ceil(FINEST_PX / bucketPx));
  const columns: DrawnColumn[] = [];
  // Whole columns from the curve's beginning, so that they stay as they are while the window moves.
  for (let at = Math.max(0, Math.floor(first / size) - 1) * size; at < Math.min(count, end + size); at += size)
    columns.push(columnOf(curve, means, at, Math.min(count, at + size)));
  return columns;
}

function columnOf(curve: Curve, means: ArrayLike<number>, from: number, to: number): DrawnColumn {
  let [low, high, isWhole] = [Infinity, -Infinity, true];
  for (let bucket = from; bucket < to; bucket++) {
    low = Math.min(low, orElse(curve.min[bucket], Infinity));
    high = Math.max(high, orElse(curve.max[bucket], -Infinity));
    isWhole &&= Number.isFinite(means[bucket] ?? NaN);
  }
  // The line ends where the newest value is.
  const shown = to === curve.firstStep.length ? to - 1 : (from + to - 1) >> 1;
  return {
    step: ((curve.firstStep[shown] ?? 0) + (curve.lastStep[shown] ?? 0)) / 2,
    low: high < low ? NaN : low,
    high: high < low ? NaN : high,
    mean: isWhole ? (means[shown] ?? NaN) : NaN,
  };
}

const orElse = (value: number | undefined, otherwise: number): number =>
  value === undefined || Number.isNaN(value) ? otherwise : value;
