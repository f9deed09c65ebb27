/** What the values that a discriminator gives come to: medians, shares on the wrong side, histograms, per class. Pure. */
import { type Interval, wilsonInterval } from '../../src/base/confidence-interval';
import type { Judged, JudgedGroup, Rivals, Whose } from '../../src/protocol/confidence-questions';

/** Over which values charts run, and where "generated" ends and "real" begins. */
export interface BeliefScale {
  readonly gives: Rivals['gives'];
  readonly least: number;
  readonly most: number;
  /** Of a probability one half; of scores the middle between both medians, as no score is a threshold by itself. */
  readonly middle: number;
}

export function beliefScale(gives: Rivals['gives'], { real, heldOut, generated }: Judged): BeliefScale {
  if (gives === 'probability') return { gives, least: 0, most: 1, middle: 0.5 };
  const all = [real, generated, ...(heldOut ? [heldOut] : [])].flatMap(({ values }) =>
    [...values].filter(Number.isFinite),
  );
  all.sort((a, b) => a - b);
  const [least = 0, most = 1] = [all[0], all.at(-1)];
  const air = Math.max((most - least) * 0.02, 1e-6);
  const middle = (quantile(sorted(real.values), 0.5) + quantile(sorted(generated.values), 0.5)) / 2;
  return { gives, least: least - air, most: most + air, middle: Number.isFinite(middle) ? middle : 0 };
}

export interface GroupFigures {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly quarter: number;
  readonly threeQuarters: number;
  /** Share on the other's side: real ones below the middle, generated ones at or above it. */
  readonly wrongShare: number;
  readonly wrongInterval: Interval;
}

export function figuresOf(values: Float32Array, whose: Whose, { middle }: BeliefScale): GroupFigures {
  const ordered = sorted(values);
  const wrong = values.reduce((sum, value) => sum + (isWrong(value, whose, middle) ? 1 : 0), 0);
  const count = values.length;
  const wrongShare = wrong / count;
  return {
    count,
    mean: values.reduce((sum, value) => sum + value, 0) / count,
    median: quantile(ordered, 0.5),
    quarter: quantile(ordered, 0.25),
    threeQuarters: quantile(ordered, 0.75),
    wrongShare,
    wrongInterval: count > 0 ? wilsonInterval(wrongShare, count) : { low: NaN, high: NaN },
  };
}

/** Exactly in the middle is the generator's. */
export const isWrong = (value: number, whose: Whose, middle: number): boolean =>
  whose === 'generated' ? value >= middle : value < middle;

/** Shares of all values in bins of equal width; what lies beyond the scale is in its outermost bins. */
export function histogramOf(values: Float32Array, { least, most }: BeliefScale, bins: number): Float64Array {
  const shares = new Float64Array(bins);
  for (const value of values) {
    const bin = Math.floor(((value - least) / (most - least)) * bins);
    if (Number.isNaN(bin)) continue;
    shares[Math.max(0, Math.min(bins - 1, bin))]! += 1 / values.length;
  }
  return shares;
}

/**
 * Share of all pairs of a real and a generated sample of which the real one is given more; half of those that are given the
 * same: 0.5 is chance. Source: Hanley, McNeil, "The Meaning and Use of the Area under a ROC Curve", Radiology 143, 1982
 */
export function pairsRight(real: Float32Array, generated: Float32Array): number {
  const ordered = sorted(generated);
  let right = 0;
  for (const value of real) right += (below(ordered, value, false) + below(ordered, value, true)) / 2;
  return right / (real.length * generated.length);
}

export interface ClassRow {
  readonly index: number;
  readonly real: Float32Array;
  /** Absent where nobody knows of which class generated samples are. */
  readonly generated: Float32Array | undefined;
}

/** One row a class, in their order. @param classes of the generated samples, where they are known */
export function classRows({ real, generated }: Judged, classes: Int32Array | undefined, count: number): ClassRow[] {
  if (!real.classes) return [];
  const known = generated.classes ?? classes;
  return Array.from({ length: count }, (_, index) => ({
    index,
    real: ofClass(real, real.classes, index),
    generated: known && ofClass(generated, known, index),
  }));
}

const ofClass = ({ values }: JudgedGroup, classes: Int32Array | undefined, index: number): Float32Array =>
  values.filter((_, at) => classes?.[at] === index);

/** Without NaN, ascending. */
export const sorted = (values: Float32Array): Float32Array => values.filter((value) => !Number.isNaN(value)).sort();

/** Linear between neighbours; NaN of nothing. Source: Hyndman, Fan, "Sample Quantiles in Statistical Packages", 1996, type 7 */
export function quantile(ordered: Float32Array, share: number): number {
  const at = share * (ordered.length - 1);
  const [low, high] = [ordered[Math.floor(at)] ?? NaN, ordered[Math.ceil(at)] ?? NaN];
  return low + (high - low) * (at - Math.floor(at));
}

/** How many of ascending values are less than one, or no more than it. */
function below(ordered: Float32Array, value: number, orEqual: boolean): number {
  let [from, to] = [0, ordered.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const isBelow = orEqual ? ordered[middle]! <= value : ordered[middle]! < value;
    if (isBelow) from = middle + 1;
    else to = middle;
  }
  return from;
}
