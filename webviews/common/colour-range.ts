/**
 * Which values the darkest and the brightest colour stand for: what is common among the data, its ends moved outward to
 * round numbers, so that the colours stay as they are while a few values come and go. Pure.
 */

export type ColourScale = 'log' | 'linear';

export interface ColourRange {
  readonly scale: ColourScale;
  /** Of the darkest colour; on a log scale > 0. */
  readonly low: number;
  /** Of the brightest; > low. */
  readonly high: number;
}

/** Share of the values at either end that may lie beyond the colours. */
const RARE = 0.02;
/** Less than a factor of ten is not spread over all colours: it would make much of little. */
const LEAST_FACTOR = 10;
const LOG_STEPS = [1, 3];
const LINEAR_STEPS = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8];

/**
 * @param values finite ones, in any order; sorted in place
 * @returns undefined when there is nothing to take a range from: on a log scale that is no value above 0
 */
export function colourRange(values: Float64Array, scale: ColourScale): ColourRange | undefined {
  values.sort();
  const counted = scale === 'log' ? values.subarray(values.findIndex((value) => value > 0)) : values;
  if (counted.length === 0 || (scale === 'log' && !((values.at(-1) ?? 0) > 0))) return undefined;
  const at = (share: number) => counted[Math.round(share * (counted.length - 1))] ?? 0;
  const [common, high] = [at(RARE), at(1 - RARE)];
  // From 0 on: that a value is nothing is what the darkest colour says.
  if (scale === 'linear') return { scale, low: 0, high: high > 0 ? rounded(high, LINEAR_STEPS, 'up') : 1 };
  let [low, top] = [rounded(common, LOG_STEPS, 'down'), rounded(high, LOG_STEPS, 'up')];
  for (let widened = 0; top / low < LEAST_FACTOR * 0.99; widened++) {
    if (widened % 2 === 0) low = rounded(low * 0.99, LOG_STEPS, 'down');
    else top = rounded(top * 1.01, LOG_STEPS, 'up');
  }
  return { scale, low, high: top };
}

/**
 * The range of before, while no end has moved by more than one round number: so colours stay what they were while one
 * pans or a run grows, and follow when there is something else to see.
 */
export function settledRange(before: ColourRange | undefined, fresh: ColourRange | undefined): ColourRange | undefined {
  if (!before || !fresh || before.scale !== fresh.scale) return fresh;
  const factor = fresh.scale === 'log' ? 3.4 : 1.6;
  const isNear = (one: number, other: number) => one === other || (one < other * factor && other < one * factor);
  return isNear(before.low, fresh.low) && isNear(before.high, fresh.high) ? before : fresh;
}

/** Where a value lies between the ends, 0 to 1. A log scale has no place for 0 and less: they are at its low end. */
export function shareOf(value: number, { scale, low, high }: ColourRange): number {
  const share =
    scale === 'linear' ? (value - low) / (high - low) : value > 0 ? Math.log(value / low) / Math.log(high / low) : 0;
  return Math.max(0, Math.min(1, share));
}

/** The nearest number above, or below, that is one of `steps` times a power of ten. @param value > 0 */
function rounded(value: number, steps: readonly number[], way: 'up' | 'down'): number {
  const exponent = Math.floor(Math.log10(value));
  const candidates = [exponent - 1, exponent, exponent + 1].flatMap((power) =>
    // As text, since 3 · 10⁻³ as a product is not 0.003.
    steps.map((step) => Number(`${step}e${power}`)),
  );
  const near = value * 1e-6;
  return way === 'up'
    ? (candidates.find((candidate) => candidate >= value - near) ?? value)
    : (candidates.findLast((candidate) => candidate <= value + near) ?? value);
}
