/** The tests' own statistics, so that the generator is judged by formulas it doesn't contain. */

/** Of √n · D, under the hypothesis that the distribution is right. Source: Kolmogorov's limit, exceeded with 1 %. */
export const KOLMOGOROV_CRITICAL_1_PERCENT = 1.628;

/** √n times the greatest distance between the samples' distribution and the given one. */
export function kolmogorovSmirnov(samples: Float32Array, distribution: (x: number) => number): number {
  const sorted = Float32Array.from(samples).sort();
  let greatest = 0;
  sorted.forEach((x, i) => {
    const expected = distribution(x);
    greatest = Math.max(greatest, (i + 1) / sorted.length - expected, expected - i / sorted.length);
  });
  return Math.sqrt(sorted.length) * greatest;
}

export function chiSquared(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** The value that chi-squared exceeds with 1 %. Source: Wilson and Hilferty's approximation, good to 1 % here. */
export function chiSquaredCritical(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 2.3263 * Math.sqrt(spread)) ** 3;
}

/** The standard normal distribution function, to 8e-8. Source: Abramowitz and Stegun, formula 7.1.26. */
export function normalDistribution(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const upper = 0.5 * polynomial * Math.exp(-x * x);
  return z > 0 ? 1 - upper : upper;
}

/** Skewness and kurtosis are standardized: 0 and 3 for the normal distribution. */
export function centralMoments(values: Float32Array): {
  mean: number;
  variance: number;
  skewness: number;
  kurtosis: number;
} {
  const average = (of: (x: number) => number): number => values.reduce((sum, x) => sum + of(x), 0) / values.length;
  const mean = average((x) => x);
  const variance = average((x) => (x - mean) ** 2);
  return {
    mean,
    variance,
    skewness: average((x) => (x - mean) ** 3) / variance ** 1.5,
    kurtosis: average((x) => (x - mean) ** 4) / variance ** 2,
  };
}
