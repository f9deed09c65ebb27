/** Which modes of its data a generator covers, and how many of its samples are as near to one as real ones are. Pure. */
import type { Modes } from '../data/dataset';

/** A sample is near a mode that is no more than so many standard deviations away. */
export const NEAR_DEVIATIONS = 3;

export interface CoveredModes {
  /** Modes that at least one sample is near. */
  readonly covered: number;
  /** Share of the samples that are near a mode, in [0, 1]; of normally distributed real points in a plane 98.9 % are. */
  readonly highQualityShare: number;
  /** [samples]: the nearest mode. */
  readonly nearest: Int32Array;
  /** [modes]: the samples near each. */
  readonly counts: Int32Array;
}

/**
 * The nearest mode of each sample, and whether it is near.
 * @param samples row-major [count, numbers of a sample]
 * Source: Srivastava et al., "VEEGAN", 2017, section 4.1: a sample within 3 standard deviations of its nearest mode is of high
 * quality; a mode is captured where it is the nearest of at least one such sample
 */
export function coveredModes(samples: Float32Array, { centres, deviation }: Modes, numbers: number): CoveredModes {
  const [count, modes] = [samples.length / numbers, centres.length / numbers];
  const nearest = new Int32Array(count);
  const counts = new Int32Array(modes);
  let near = 0;
  for (let sample = 0; sample < count; sample++) {
    let best = Infinity;
    for (let mode = 0; mode < modes; mode++) {
      let distance = 0;
      for (let at = 0; at < numbers; at++)
        distance += (samples[sample * numbers + at]! - centres[mode * numbers + at]!) ** 2;
      if (!(distance < best)) continue;
      best = distance;
      nearest[sample] = mode;
    }
    if (!(Math.sqrt(best) <= NEAR_DEVIATIONS * deviation)) continue;
    near++;
    counts[nearest[sample]!]!++;
  }
  return {
    covered: counts.reduce((sum, of) => sum + (of > 0 ? 1 : 0), 0),
    highQualityShare: count > 0 ? near / count : NaN,
    nearest,
    counts,
  };
}
