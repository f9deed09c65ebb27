/** What a track holds of its data: a stretch of steps at one resolution, and joining new data to it. Pure. */
import type { Curve, HistogramMatrix } from '../../src/protocol/training-panel-messages';
import type { HistogramStretch } from '../common/histogram-columns';
import type { TimeWindow } from './time-window';

/** A span of whole buckets that was, or is to be, read. */
export interface Span extends TimeWindow {
  readonly bucket: number;
}

export interface HeldCurves {
  readonly span: Span;
  /** The newest step that had been recorded when it was read. */
  readonly readUpTo: number;
  readonly curves: readonly Curve[];
}

export interface HeldHistograms {
  readonly span: Span;
  readonly readUpTo: number;
  readonly stretch: HistogramStretch;
}

interface Held {
  readonly span: Span;
  readonly readUpTo: number;
}

/** The detail that was read last, and the whole run as it was read last, for where the detail does not reach. */
export interface Layered<T extends Held> {
  readonly detail: T;
  readonly overview: T;
}

/**
 * What must still be read so that `wanted` can be drawn: nothing, the part that is new at the right, or all of it.
 * @param visible the part of `wanted` that is on the screen; only what is missing of it is worth a request
 */
export function missingSpan(
  held: Held | undefined,
  wanted: Span,
  visible: TimeWindow,
  lastStep: number,
): Span | undefined {
  if (!held || held.span.bucket !== wanted.bucket) return wanted;
  const needFrom = Math.max(wanted.from, Math.floor(visible.from / wanted.bucket) * wanted.bucket);
  if (held.span.from > needFrom) return wanted;
  const needTo = Math.min(visible.to, lastStep);
  if (held.readUpTo >= lastStep ? held.span.to > needTo : Math.min(held.readUpTo, held.span.to - 1) >= needTo)
    return undefined;
  // The bucket that was being filled when it was read is read again.
  const from = Math.min(held.span.to, Math.floor(held.readUpTo / wanted.bucket) * wanted.bucket);
  if (from < wanted.from) return wanted;
  return { from, to: Math.max(wanted.to, from + wanted.bucket), bucket: wanted.bucket };
}

export function joinCurves(held: HeldCurves | undefined, read: HeldCurves): HeldCurves {
  if (!held || !continues(held.span, read.span) || held.curves.length !== read.curves.length) return read;
  const curves = read.curves.map((fresh, at) => joinCurve(held.curves[at] ?? fresh, fresh, read.span.from));
  return { span: { ...read.span, from: held.span.from }, readUpTo: read.readUpTo, curves };
}

export function joinHistograms(held: HeldHistograms | undefined, read: HeldHistograms): HeldHistograms {
  const fresh = read.stretch;
  if (!held || !continues(held.span, read.span) || held.stretch.bins !== fresh.bins) return read;
  const kept = (read.span.from - held.span.from) / read.span.bucket;
  const counts = new Float32Array((kept + fresh.columns) * fresh.bins);
  counts.set(held.stretch.counts.subarray(0, kept * fresh.bins));
  counts.set(fresh.counts, kept * fresh.bins);
  return {
    span: { ...read.span, from: held.span.from },
    readUpTo: read.readUpTo,
    stretch: { ...fresh, fromStep: held.span.from, columns: kept + fresh.columns, counts },
  };
}

/** Puts what was read last on top; it becomes the overview too when it reaches over all of the run. */
export function layer<T extends Held>(before: Layered<T> | undefined, joined: T): Layered<T> {
  const whole = joined.span.from === 0 && joined.span.to > joined.readUpTo;
  return { detail: joined, overview: whole || !before ? joined : before.overview };
}

/** Which layer to draw a window from: the detail where it reaches, however coarse; else the overview. */
export function layerFor<T extends Held>({ detail, overview }: Layered<T>, window: TimeWindow): T {
  const reaches = detail.span.from <= Math.max(0, window.from) && detail.span.to > Math.min(window.to, detail.readUpTo);
  return reaches ? detail : overview;
}

/** A matrix as it was asked for by `histogramRequestSpan`. */
export const asStretch = (matrix: HistogramMatrix, span: Span): HistogramStretch => ({
  fromStep: span.from,
  stepsAColumn: span.bucket,
  columns: matrix.columns,
  bins: matrix.bins,
  counts: matrix.counts,
});

/** Whether what was read is joined to what is held, rather than taking its place. */
export const continues = (held: Span, read: Span): boolean =>
  held.bucket === read.bucket && held.from < read.from && read.from <= held.to;

function joinCurve(held: Curve, fresh: Curve, fromStep: number): Curve {
  // Whoever reads the run counts records, not steps, so a bucket may reach over the seam: it goes if most of it does.
  let kept = held.firstStep.length;
  while (kept > 0 && ((held.firstStep[kept - 1] ?? 0) + (held.lastStep[kept - 1] ?? 0)) / 2 >= fromStep) kept--;
  return {
    tag: held.tag,
    firstStep: joined(Float64Array, held.firstStep, kept, fresh.firstStep),
    lastStep: joined(Float64Array, held.lastStep, kept, fresh.lastStep),
    min: joined(Float32Array, held.min, kept, fresh.min),
    mean: joined(Float32Array, held.mean, kept, fresh.mean),
    max: joined(Float32Array, held.max, kept, fresh.max),
    nonFinite: joined(Uint32Array, held.nonFinite, kept, fresh.nonFinite),
  };
}

function joined<T extends Float64Array | Float32Array | Uint32Array>(
  type: new (length: number) => T,
  head: T,
  kept: number,
  tail: T,
): T {
  const all = new type(kept + tail.length);
  all.set(head.subarray(0, kept));
  all.set(tail, kept);
  return all;
}
