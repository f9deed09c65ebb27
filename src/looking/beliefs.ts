/** What a discriminator believes: probabilities that images are real, of real ones and of generated ones. */

import type { Observation } from '../training/training-step';

/** Tags of the histograms of beliefs. */
export const beliefTags = { real: 'beliefs/real', generated: 'beliefs/generated' } as const;
/** Tags of their means, which are scalars of every step. */
export const meanTags = { real: 'dReal', generated: 'dFake' } as const;
export type BeliefSide = keyof typeof beliefTags;
export const beliefSides: readonly BeliefSide[] = ['real', 'generated'];

/** Means of what a step believed, by their tags. */
export const beliefMeans = ({ beliefs }: Observation): Record<string, number> =>
  Object.fromEntries(
    beliefSides.flatMap((side) => {
      const values = beliefs[side];
      return values ? [[meanTags[side], values.reduce((sum, value) => sum + value, 0) / values.length]] : [];
    }),
  );

const BELIEF_BINS = 32;
/** Edges of the bins over [0, 1]. */
const binLimits = Array.from({ length: BELIEF_BINS }, (_, i) => (i + 1) / BELIEF_BINS);

/** Counts of probabilities in equal bins over [0, 1], gathered over a few steps. */
export class BeliefHistogram {
  count = 0;
  private counts = new Float64Array(BELIEF_BINS);
  private min = Infinity;
  private max = -Infinity;
  private sum = 0;
  private sumSquares = 0;

  /** Every step does this: it takes no function and no object for a value. @returns their sum */
  add(values: Float32Array): number {
    let [min, max, sum, sumSquares] = [this.min, this.max, 0, 0];
    let finiteCount = 0;
    let finiteSum = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      sum += value;
      if (!(value > -Infinity && value < Infinity)) continue;
      const bin = value <= 0 ? 0 : value >= 1 ? BELIEF_BINS - 1 : Math.floor(value * BELIEF_BINS);
      this.counts[bin]!++;
      finiteCount++;
      if (value < min) min = value;
      if (value > max) max = value;
      finiteSum += value;
      sumSquares += value * value;
    }
    [this.min, this.max] = [min, max];
    this.count += finiteCount;
    this.sum += finiteSum;
    this.sumSquares += sumSquares;
    return sum;
  }

  take(tag: string) {
    const taken = {
      tag,
      min: this.min,
      max: this.max,
      count: this.count,
      sum: this.sum,
      sumSquares: this.sumSquares,
      bucketLimits: binLimits,
      bucketCounts: [...this.counts],
    };
    this.counts.fill(0);
    [this.count, this.min, this.max, this.sum, this.sumSquares] = [0, Infinity, -Infinity, 0, 0];
    return taken;
  }
}
