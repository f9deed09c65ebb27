/** A centred moving mean over a curve's buckets. It never bridges a stretch without any finite value. Pure. */
import type { Curve } from '../../src/protocol/training-panel-messages';

/** How much of the picture one smoothed value is the mean of. */
const SHARE_OF_WINDOW = 1 / 60;
/** Below this many steps in the picture, each step is drawn as it was. */
const UNSMOOTHED_STEPS = 150;

/** Steps that one smoothed value averages, a round number; 1 where so few are seen that each shows itself. */
export function smoothingSteps(windowSteps: number): number {
  if (windowSteps <= UNSMOOTHED_STEPS) return 1;
  const wanted = windowSteps * SHARE_OF_WINDOW;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const mantissa = [1, 2, 5].findLast((candidate) => candidate * power <= wanted) ?? 1;
  return Math.max(1, mantissa * power);
}

/** @returns one value a bucket; NaN where the bucket holds no finite value */
export function smooth(curve: Curve, steps: number): Float32Array {
  const { firstStep, lastStep, mean, nonFinite } = curve;
  const count = mean.length;
  const smoothed = new Float32Array(count);
  const middle = (bucket: number) => ((firstStep[bucket] ?? 0) + (lastStep[bucket] ?? 0)) / 2;
  let sum = 0;
  let weight = 0;
  let begin = 0;
  let end = 0;
  const add = (bucket: number, sign: 1 | -1) => {
    const value = mean[bucket] ?? NaN;
    if (!Number.isFinite(value)) return;
    const records = Math.max(1, (lastStep[bucket] ?? 0) - (firstStep[bucket] ?? 0) + 1 - (nonFinite[bucket] ?? 0));
    sum += sign * records * value;
    weight += sign * records;
  };
  for (let bucket = 0; bucket < count; bucket++) {
    if (!Number.isFinite(mean[bucket] ?? NaN)) {
      // Past a hole the mean begins anew: what was before must not speak for what comes after.
      smoothed[bucket] = NaN;
      [sum, weight, begin, end] = [0, 0, bucket + 1, Math.max(end, bucket + 1)];
      end = bucket + 1;
      continue;
    }
    const at = middle(bucket);
    while (end < count && middle(end) <= at + steps / 2 && Number.isFinite(mean[end] ?? NaN)) add(end++, 1);
    while (begin < bucket && middle(begin) < at - steps / 2) add(begin++, -1);
    smoothed[bucket] = weight > 0 && end > bucket ? sum / weight : (mean[bucket] ?? NaN);
  }
  return smoothed;
}
