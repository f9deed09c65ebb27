/** What several measurements of one thing come to. */

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly samples: number;
}

/** @throws RangeError without any value */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new RangeError('expected at least one measurement, got none');
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return { median: (upper + lower) / 2, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN, samples: sorted.length };
}

/** @throws RangeError without any value */
export const medianOf = (values: readonly number[]): number => spreadOf(values).median;

/** "median 31 ms (28–44, 10 times)" */
export const formatSpread = ({ median, min, max, samples }: Spread, unit: string): string =>
  `median ${round(median)} ${unit} (${round(min)}–${round(max)}, ${samples} times)`;

const round = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });
