/**
 * The inverse of the standard normal distribution, in additions, multiplications, divisions and square roots only:
 * these are correctly rounded on every machine, so the same probability gives the same bits everywhere.
 * Source: Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied Statistics 37 (1988),
 * its routine PPND7 (accurate to about 1 part in 10^7).
 */

/** Half-width of the central region, 85 % of the distribution, which needs no logarithm. */
export const CENTRAL_HALF_WIDTH = 0.425;

const LN_2 = 0.6931471805599453;
const SQRT_2 = 1.4142135623730951;
const TWO_32 = 4294967296;

/**
 * Natural logarithm, negated. `Math.log` is not specified to the last bit; this is, and is good to 2 parts in 10^12.
 * @param p in (0, 1]
 */
function negativeLog(p: number): number {
  let scaled = p * TWO_32;
  let exponent = 32;
  while (scaled < 1) {
    scaled *= TWO_32;
    exponent += 32;
  }
  // scaled in [1, 2^32]: the largest power of two below it, then ln(scaled / power) by the series of artanh.
  const whole = scaled >= TWO_32 ? 4294967295 : scaled;
  let log2 = 31 - Math.clz32(whole);
  let power = (1 << log2) >>> 0;
  if (scaled > power * SQRT_2) {
    power *= 2;
    log2 += 1;
  }
  const s = (scaled - power) / (scaled + power);
  const r = s * s;
  const series = 1 + r * (1 / 3 + r * (1 / 5 + r * (1 / 7 + r * (1 / 9 + r * (1 / 11 + r * (1 / 13 + r / 15))))));
  return (exponent - log2) * LN_2 - 2 * s * series;
}

/**
 * The quantile of probability 0.5 + q, for the middle of the distribution.
 * @param q in [-0.425, 0.425]
 */
export function centralQuantile(q: number): number {
  const r = 0.180625 - q * q;
  return (
    (q * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)) /
    (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1)
  );
}

/**
 * The upper quantile of a small probability: z such that a standard normal exceeds z with probability p.
 * @param p in (0, 0.075]
 * @returns z > 0
 */
export function upperTailQuantile(p: number): number {
  const root = Math.sqrt(negativeLog(p));
  if (root <= 5) {
    const r = root - 1.6;
    return (
      (((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777) /
      ((0.12021132975 * r + 0.7370016425) * r + 1)
    );
  }
  const r = root - 5;
  return (
    (((0.017337203997 * r + 0.42868294337) * r + 3.081226386) * r + 6.657905115) /
    ((0.012258202635 * r + 0.24197894225) * r + 1)
  );
}

/**
 * The point below which a standard normal falls with probability p.
 * @param p in (0, 1)
 * @throws RangeError outside of it
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`Expected a probability inside (0, 1), got ${p}.`);
  const q = p - 0.5;
  if (Math.abs(q) <= CENTRAL_HALF_WIDTH) return centralQuantile(q);
  return q < 0 ? -upperTailQuantile(p) : upperTailQuantile(1 - p);
}
