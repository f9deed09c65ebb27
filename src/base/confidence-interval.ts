/** How far a share that was counted in a sample may be from the share in all there is. Pure. */

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 %: the quantile of the normal distribution at 0.975. */
const Z_95 = 1.959963984540054;

/**
 * Wilson's score interval of a share, at 95 % confidence. Other than the textbook's share ± z·√(…), it stays in [0, 1] and
 * says something where the share is 0 or 1.
 * @param share counted, in [0, 1]
 * @param samples how many were counted, > 0
 * Source: Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", J. Am. Stat. Assoc. 22, 1927;
 * recommended by Brown, Cai, DasGupta, "Interval Estimation for a Binomial Proportion", 2001
 */
export function wilsonInterval(share: number, samples: number): Interval {
  const z2 = (Z_95 * Z_95) / samples;
  const middle = (share + z2 / 2) / (1 + z2);
  const reach = Math.sqrt(z2 * (share * (1 - share) + z2 / 4)) / (1 + z2);
  return { low: Math.max(0, middle - reach), high: Math.min(1, middle + reach) };
}
