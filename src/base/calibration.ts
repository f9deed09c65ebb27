/** Whether probabilities can be taken at their word: of all things that were given 0.8, are 80 % what they were said to be? Pure. */
import { type Interval, wilsonInterval } from './confidence-interval';

export interface CalibrationBin {
  /** [low, high); the last one with its end. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean of the probabilities in it; NaN of none. */
  readonly confidence: number;
  /** Share of the things in it that are what the probability is of; NaN of none. */
  readonly share: number;
  /** Of that share, at 95 % confidence. */
  readonly interval: Interval;
}

export interface Calibration {
  readonly bins: readonly CalibrationBin[];
  /**
   * Expected calibration error, in [0, 1]: Σ over the bins of (count / all) · |share − confidence|.
   * Source: Naeini, Cooper, Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI 2015; Guo et al.,
   * "On Calibration of Modern Neural Networks", ICML 2017, eq. 3
   */
  readonly expectedError: number;
}

/**
 * @param positives probabilities of things that are what the probability is of, in [0, 1]
 * @param negatives those of things that are not; as many, so that chance is one half
 * @param binCount of equal width over [0, 1]
 */
export function calibrationOf(positives: Float32Array, negatives: Float32Array, binCount = 10): Calibration {
  const [counts, right, sums] = [0, 1, 2].map(() => new Float64Array(binCount)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const add = (values: Float32Array, isPositive: boolean) => {
    for (const value of values) {
      const bin = Math.min(binCount - 1, Math.floor(value * binCount));
      // NaN is in no bin.
      if (!(bin >= 0)) continue;
      counts[bin]!++;
      sums[bin]! += value;
      if (isPositive) right[bin]!++;
    }
  };
  add(positives, true);
  add(negatives, false);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const bins = Array.from(counts, (count, at): CalibrationBin => {
    const share = right[at]! / count;
    return {
      low: at / binCount,
      high: (at + 1) / binCount,
      count,
      confidence: sums[at]! / count,
      share,
      interval: count > 0 ? wilsonInterval(share, count) : { low: NaN, high: NaN },
    };
  });
  const expectedError = bins.reduce(
    (sum, { count, share, confidence }) => sum + (count > 0 ? (count / all) * Math.abs(share - confidence) : 0),
    0,
  );
  return { bins, expectedError: all > 0 ? expectedError : NaN };
}
