/** How far the mean of a few measured things may be from the mean of all there are. Pure. */
import type { Interval } from './confidence-interval';

/**
 * @param values at least one
 * @returns the mean and its standard error s / √n, with the sample's own spread s over n − 1; of a single value there is none
 */
export function meanOf(values: readonly number[]): { readonly mean: number; readonly standardError?: number } {
  const { length } = values;
  const mean = values.reduce((sum, value) => sum + value, 0) / length;
  if (length < 2) return { mean };
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (length - 1) / length) };
}

/**
 * Student's interval of a mean, at 95 % confidence: right where single values are about normally distributed.
 * @param samples how many values the mean is of, ≥ 2
 * Source: Student, "The Probable Error of a Mean", Biometrika 6, 1908
 */
export function studentInterval(mean: number, standardError: number, samples: number): Interval {
  const reach = studentQuantile(samples - 1) * standardError;
  return { low: mean - reach, high: mean + reach };
}

/**
 * The quantile of Student's distribution at 0.975.
 * @param freedom degrees of it, a whole number ≥ 1
 * @returns exact for 1 and 2; else within 0.001
 * Source: Hill, "Algorithm 396: Student's t-quantiles", Commun. ACM 13, 1970
 */
export function studentQuantile(freedom: number): number {
  const tails = 0.05;
  if (freedom === 1) return 1 / Math.tan((tails * Math.PI) / 2);
  if (freedom === 2) return Math.sqrt(2 / (tails * (2 - tails)) - 2);
  const a = 1 / (freedom - 0.5);
  const b = 48 / (a * a);
  let c = ((20700 * a) / b - 98) * a * a - 16 * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * freedom;
  let y = (d * tails) ** (2 / freedom);
  if (y > 0.05 + a) {
    const x = -1.959963984540054;
    y = x * x;
    if (freedom < 5) c += 0.3 * (freedom - 4.5) * (x + 0.6);
    c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = Math.expm1(a * y * y);
  } else {
    y =
      ((1 / (((freedom + 6) / (freedom * y) - 0.089 * d - 0.822) * (freedom + 2) * 3) + 0.5 / (freedom + 4)) * y - 1) *
        ((freedom + 1) / (freedom + 2)) +
      1 / y;
  }
  return Math.sqrt(freedom * y);
}
