/** Arithmetic of the time axis: which steps are seen, zooming, panning, and at what resolution. Pure. */

/** The steps from the left edge to the right one. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** What the user chose: the whole run, growing with it, or a span that stays. */
export type Zoom = { readonly kind: 'all' } | ({ readonly kind: 'span' } & TimeWindow);

export const WHOLE_RUN: Zoom = { kind: 'all' };

/** Never less than a single step is stretched over the width. */
export const NARROWEST_STEPS = 1;
/** A step reaches half a step to either side: so much of the first and the last one lies beyond them. */
export const HALF_STEP = 0.5;
const FIRST_STEPS = 50;

/**
 * The whole run. While it grows, the window has some room at the right and widens in leaps of a twentieth, so that new
 * data enter beside what is drawn already instead of moving it.
 */
export function wholeWindow(lastStep: number, totalSteps: number, growing: boolean): TimeWindow {
  if (!growing) return { from: 0, to: Math.max(lastStep, 1) };
  const least = Math.max(lastStep, FIRST_STEPS);
  const power = 10 ** Math.floor(Math.log10(least));
  const leaps = least / power < 2 ? 0.1 * power : least / power < 5 ? 0.2 * power : 0.5 * power;
  const leap = Math.round((Math.floor(least / leaps) + 1) * leaps);
  return { from: 0, to: Math.max(lastStep, Math.min(totalSteps || leap, leap)) };
}

/** The window as it is drawn. */
export const windowOf = (zoom: Zoom, whole: TimeWindow): TimeWindow =>
  zoom.kind === 'all' ? whole : { from: zoom.from, to: zoom.to };

/** A window moved and narrowed until it lies within the whole; all of it is the whole run again. */
export function asZoom({ from, to }: TimeWindow, whole: TimeWindow): Zoom {
  const least = Math.min(NARROWEST_STEPS, whole.to - whole.from);
  let width = to - from;
  let left = from;
  if (width < least) {
    left -= (least - width) / 2;
    width = least;
  }
  if (width >= (whole.to - whole.from) * 0.999) return WHOLE_RUN;
  left = Math.max(whole.from - HALF_STEP, Math.min(whole.to + HALF_STEP - width, left));
  return { kind: 'span', from: left, to: left + width };
}

/** @param factor > 1 shows fewer steps @param about stays where it is on the screen */
export const zoomAbout = (window: TimeWindow, about: number, factor: number): TimeWindow => ({
  from: about - (about - window.from) / factor,
  to: about + (window.to - about) / factor,
});

export const panBy = (window: TimeWindow, steps: number): TimeWindow => ({
  from: window.from + steps,
  to: window.to + steps,
});

/** The window moved just so far that it shows `step`. */
export function revealing(window: TimeWindow, step: number): TimeWindow {
  const margin = (window.to - window.from) * 0.1;
  if (step < window.from) return panBy(window, step - margin - window.from);
  if (step > window.to) return panBy(window, step + margin - window.to);
  return window;
}

/** Steps that share one bucket when `window` is drawn over `widthPx` pixels: a power of two, so that buckets stay put. */
export function stepsABucket(window: TimeWindow, widthPx: number): number {
  const steps = (window.to - window.from) / Math.max(1, widthPx);
  return steps <= 1 ? 1 : 2 ** Math.ceil(Math.log2(steps));
}

/** Aligned steps to ask for so that `window` and as much again beside it can be drawn: [from, to) in whole buckets. */
export function alignedSpan(window: TimeWindow, bucket: number, lastStep: number): TimeWindow {
  const margin = (window.to - window.from) / 2;
  const from = Math.max(0, Math.floor((window.from - margin) / bucket) * bucket);
  const to = Math.min(Math.ceil((window.to + margin) / bucket), Math.floor(lastStep / bucket) + 1) * bucket;
  return { from, to: Math.max(from + bucket, to) };
}

/** Index of the last of some ascending steps that is ≤ `step`; -1 when none is. */
export function indexAtMost(steps: ArrayLike<number>, step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] ?? 0) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
