/**
 * Which class a model takes for which: held-out images of known classes, counted by what they are told to be. Looks only;
 * its tags stand here.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Experiment } from '../authoring/experiment';
import type { RecordedHistogram, RecordedScalar } from '../store/event-messages';
import type { TrainingStep } from '../training/training-step';

/** Images told apart at each look; fewer where fewer are held out. */
const MOST_IMAGES = 1000;
/** Of one call: layers' outputs of many images would take much memory. */
const BATCH = 250;

export const COUNTS_TAG = 'confusion';
/** Share of the images of one class that are told right. */
export const rightTag = (index: number): string => `confusion/right/${index}`;

export const confusedImages = ({ heldOutCount }: TrainingStep): number => Math.min(MOST_IMAGES, heldOutCount);

export class Confusion {
  constructor(
    private readonly classify: NonNullable<Experiment['classify']>,
    private readonly step: TrainingStep,
    private readonly classCount: number,
  ) {}

  /** The counts of this moment as a histogram of class pairs, and how many of each class there is are told right. */
  look(): { readonly scalars: readonly RecordedScalar[]; readonly histograms: readonly RecordedHistogram[] } {
    const { step, classCount } = this;
    const images = confusedImages(step);
    const truth = step.heldOutLabels(images);
    const counts = countPairs(truth, this.tell(images), classCount);
    const right = rightShares(counts, classCount);
    return {
      scalars: right.flatMap((share, index) => (Number.isNaN(share) ? [] : [{ tag: rightTag(index), value: share }])),
      histograms: [asHistogram(counts)],
    };
  }

  private tell(images: number): Int32Array {
    const told = new Int32Array(images);
    for (let from = 0; from < images; from += BATCH) {
      const count = Math.min(BATCH, images - from);
      tf.tidy(() => told.set(this.classify(this.step.heldOutImages(count, from)).dataSync<'int32'>(), from));
    }
    return told;
  }
}

/** @returns row-major [true class, class told] */
export function countPairs(truth: Int32Array, told: Int32Array, classCount: number): Float64Array {
  const counts = new Float64Array(classCount * classCount);
  truth.forEach((its, image) => counts[its * classCount + (told[image] ?? 0)]!++);
  return counts;
}

/** Of each class; NaN where there is no image of it. */
function rightShares(counts: Float64Array, classCount: number): number[] {
  return Array.from({ length: classCount }, (_, its) => {
    const row = counts.subarray(its * classCount, (its + 1) * classCount);
    return (row[its] ?? 0) / row.reduce((sum, count) => sum + count, 0);
  });
}

/** One bin a pair, around its number: class × classes + class told. */
function asHistogram(counts: Float64Array): RecordedHistogram {
  const found = Array.from(counts, (count, pair) => ({ count, pair })).filter(({ count }) => count > 0);
  const sum = (of: (pair: number) => number) => found.reduce((total, { count, pair }) => total + count * of(pair), 0);
  return {
    tag: COUNTS_TAG,
    min: found[0]?.pair ?? 0,
    max: found.at(-1)?.pair ?? 0,
    count: sum(() => 1),
    sum: sum((pair) => pair),
    sumSquares: sum((pair) => pair ** 2),
    bucketLimits: Array.from(counts, (_, pair) => pair + 0.5),
    bucketCounts: [...counts],
  };
}
