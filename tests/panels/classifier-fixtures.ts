/** A classifier's run for panels: what it takes for what on the way to 90 %. Made up, but confused where real ones are. */
import { fashionMnistClasses } from '../../src/data/fashion-mnist-files';
import { NoiseGenerator } from '../../src/noise/noise-generator';
import type { ConfusionTrack, CurvesTrack } from '../../src/protocol/tracks';
import { autoencoderRun, FIXTURE_STEPS } from './fixture-runs';
import { RecordedRun } from './recorded-run';

const EVERY = 100;
export const CONFUSED = 1000;
/** True class, class told, share in the end. */
const PAIRS: readonly (readonly [number, number, number])[] = [
  [6, 0, 0.16],
  [6, 2, 0.08],
  [6, 4, 0.07],
  [6, 3, 0.03],
  [0, 6, 0.1],
  [0, 3, 0.03],
  [2, 4, 0.09],
  [2, 6, 0.05],
  [4, 2, 0.07],
  [4, 6, 0.05],
  [4, 3, 0.03],
  [3, 4, 0.03],
  [3, 0, 0.02],
  [5, 7, 0.02],
  [7, 9, 0.03],
  [9, 7, 0.04],
  [1, 3, 0.01],
];

/** Row-major counts of a step, as many things of each class as the last digits say. */
export function confusionCounts(step: number, classCount = 10): Float32Array {
  const counts = new Float32Array(classCount * classCount);
  const drawn = new NoiseGenerator(9, Math.floor(step / EVERY)).uniform(new Float32Array(counts.length), 0.7, 1.3);
  const early = Math.exp(-step / 900);
  for (let truth = 0; truth < classCount; truth++) {
    const total = Math.floor(CONFUSED / classCount) + (truth % 2 === 0 ? 3 : -3);
    let right = total;
    for (let told = 0; told < classCount; told++) {
      if (told === truth) continue;
      const late = PAIRS.find(([its, other]) => its === truth % 10 && other === told)?.[2] ?? 0.001;
      const cell = truth * classCount + told;
      const count = Math.min(right, Math.round(total * (late + (early * 0.8) / classCount) * (drawn[cell] ?? 1)));
      counts[cell] = count;
      right -= count;
    }
    counts[truth * classCount + truth] = right;
  }
  return counts;
}

export const confusionTrack = (classCount = 10): ConfusionTrack => ({
  kind: 'confusion',
  id: 'confusion',
  title: 'Confusion',
  subtitle: `${CONFUSED} held-out images, share of each class told right`,
  classes: Array.from({ length: classCount }, (_, index) => ({
    name: classCount === 10 ? (fashionMnistClasses[index] ?? '') : `Class ${index + 1}`,
    right: `confusion/right/${index}`,
  })),
  counts: 'confusion',
});

const accuracyTrack: CurvesTrack = {
  kind: 'curves',
  id: 'accuracy',
  title: 'Accuracy',
  subtitle: '% of images told right',
  unit: 'share',
  series: [
    { tag: 'accuracy', label: 'train', role: 'train' },
    { tag: 'valAccuracy', label: 'validation', role: 'validation' },
  ],
};

/** Share told right of a batch of 32, over time. */
export function batchAccuracy(noise: Float32Array, step: number): number {
  const mean = 0.935 - 0.72 * Math.exp(-step / 110) - 0.1 * Math.exp(-step / 1500);
  return Math.round(Math.max(0, Math.min(1, mean + 0.055 * (noise[step] ?? 0))) * 32) / 32;
}

/** @param more `classCount`, and `from`, the first step at which it was counted */
export function classifierRun(more: { readonly classCount?: number; readonly from?: number } = {}): RecordedRun {
  const { classCount = 10, from = EVERY } = more;
  const { records } = autoencoderRun();
  const [loss] = records.manifest.tracks;
  const noise = new NoiseGenerator(3, 1).normal(new Float32Array(FIXTURE_STEPS + 1));
  const isCounted = (step: number) => step >= from && step % EVERY === 0;
  const track = confusionTrack(classCount);
  const counted = new Map<number, Float32Array>();
  const countsAt = (step: number) => {
    const counts = counted.get(step) ?? confusionCounts(step, classCount);
    counted.set(step, counts);
    return counts;
  };
  const rightAt = (step: number, index: number) => {
    const row = countsAt(step).subarray(index * classCount, (index + 1) * classCount);
    return (row[index] ?? 0) / row.reduce((sum, count) => sum + count, 0);
  };
  return new RecordedRun(
    {
      manifest: {
        ...records.manifest,
        id: '2026-11-23T12-43-07-fashion-classifier',
        name: 'fashion-classifier',
        experiment: { ...records.manifest.experiment, family: 'classifier' },
        dataset: { ...records.manifest.dataset, classNames: track.classes.map(({ name }) => name) },
        phases: ['classifier'],
        tracks: [...(loss ? [{ ...loss, subtitle: 'categorical cross-entropy, nats' }] : []), accuracyTrack, track],
      },
      scalars: new Map([
        ['loss', records.scalars.get('loss') ?? (() => undefined)],
        ['valLoss', records.scalars.get('valLoss') ?? (() => undefined)],
        ['accuracy', (step: number) => batchAccuracy(noise, step)],
        [
          'valAccuracy',
          (step: number) =>
            step % 1875 === 0 ? 0.915 - 0.1 * Math.exp(-step / 1500) - 0.01 * Math.exp(-step / 4000) : undefined,
        ],
        ...track.classes.map(({ right }, index): [string, (step: number) => number | undefined] => [
          right,
          (step) => (isCounted(step) ? rightAt(step, index) : undefined),
        ]),
      ]),
      histograms: new Map([
        [
          'confusion',
          {
            every: EVERY,
            bins: classCount * classCount,
            at: (step: number) => (step >= from ? countsAt(step) : new Float32Array()),
          },
        ],
      ]),
      pictures: new Map(),
    },
    FIXTURE_STEPS,
  );
}
