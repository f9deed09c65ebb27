/** Which values an axis shows: all of them, unless a few extremes would press everything else flat. Pure. */

export interface ValueRange {
  readonly low: number;
  readonly high: number;
  /** Whether values lie beyond `high`, or below `low`. They are cut off, and must be marked. */
  readonly cutAbove: boolean;
  readonly cutBelow: boolean;
}

/** Share of the values at either end that may be cut off. */
const RARE = 0.02;
/** So many times finer must the rest become for a cut to be worth it. */
const WORTH = 2;

/** @param values finite ones, in any order; sorted in place */
export function valueRange(values: Float64Array): ValueRange {
  if (values.length === 0) return { low: 0, high: 1, cutAbove: false, cutBelow: false };
  values.sort();
  const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? 0;
  const [min, max, rareLow, rareHigh] = [at(0), at(1), at(RARE), at(1 - RARE)];
  const common = rareHigh - rareLow;
  const cutAbove = common > 0 && max - rareLow > WORTH * common;
  const cutBelow = common > 0 && rareHigh - min > WORTH * common;
  // Some air beyond what is common, so that the cut does not touch it.
  let low = cutBelow ? rareLow - common * 0.1 : min;
  let high = cutAbove ? rareHigh + common * 0.1 : max;
  if (low > 0 && low < high * 0.5) low = 0;
  if (high - low < 1e-12) [low, high] = [low - 0.5, high + 0.5];
  return { low, high, cutAbove, cutBelow };
}
