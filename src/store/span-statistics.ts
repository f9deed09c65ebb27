/**
 * Exact statistics of a span of one tag: over every number recorded in it, not over what a curve of it shows. Sums are
 * compensated (Neumaier) and taken about the mean, so that a million numbers lose no digit that they have.
 */
import type { SpanStatistics } from '../protocol/training-panel-messages';
import type { ScalarSeries } from './scalar-series';

/** @returns undefined when the tag has no record in [fromStep, toStep] */
export function spanStatistics(
  tag: string,
  series: ScalarSeries,
  fromStep: number,
  toStep: number,
): SpanStatistics | undefined {
  const from = series.steps.countBefore(fromStep);
  const to = series.steps.countUpTo(toStep);
  if (to <= from) return undefined;
  const numbers = series.numbersBetween(from, to);
  const steps = series.steps.toArray(from, to);
  const finite = summarize(numbers, steps);
  return {
    tag,
    records: numbers.length,
    nonFinite: numbers.length - finite.count,
    mean: finite.mean,
    spread: finite.spread,
    min: finite.count > 0 ? finite.min : Number.NaN,
    max: finite.count > 0 ? finite.max : Number.NaN,
    first: numbers[0]!,
    last: numbers[numbers.length - 1]!,
    firstStep: steps[0]!,
    lastStep: steps[steps.length - 1]!,
    slopePer1000: 1000 * finite.slope,
  };
}

/** Twice over the numbers: first their means, then their distances from them. */
function summarize(numbers: Float32Array, steps: Float64Array) {
  const [values, places] = [new CompensatedSum(), new CompensatedSum()];
  let count = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (value - value !== 0) continue; // NaN and both infinities
    count++;
    if (value < min) min = value;
    if (value > max) max = value;
    values.add(value);
    places.add(steps[i]!);
  }
  const mean = values.total / count;
  const middle = places.total / count;
  const [squares, products, widths] = [new CompensatedSum(), new CompensatedSum(), new CompensatedSum()];
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (value - value !== 0) continue;
    squares.add((value - mean) ** 2);
    products.add((value - mean) * (steps[i]! - middle));
    widths.add((steps[i]! - middle) ** 2);
  }
  // Of a single number no line can be drawn: 0 / 0 is the NaN that says so.
  return {
    count,
    min,
    max,
    mean,
    spread: Math.sqrt(squares.total / count),
    slope: products.total / widths.total,
  };
}

/** A sum that keeps what rounding took away. Source: A. Neumaier, ZAMM 54 (1974), algorithm IV. */
class CompensatedSum {
  private sum = 0;
  private lost = 0;

  add(value: number): void {
    const next = this.sum + value;
    this.lost += Math.abs(this.sum) >= Math.abs(value) ? this.sum - next + value : value - next + this.sum;
    this.sum = next;
  }

  get total(): number {
    return this.sum + this.lost;
  }
}
