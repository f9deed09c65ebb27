/** At its own step a moment stands in for what was not recorded there, and nowhere else. */
import { expect, test } from 'vitest';
import { type RunFigures, withMoment } from '../../../../src/extension/moments/moment-reader';

const png = (byte: number) => Uint8Array.of(byte);
const histogram = (count: number) => ({
  tag: 'h',
  min: 0,
  max: 1,
  count,
  sum: 0,
  sumSquares: 0,
  bucketLimits: [1],
  bucketCounts: [count],
});

/** Every step has a loss; layers and pictures were recorded at step 10 only. */
const recorded: RunFigures = {
  values: (tags, step) =>
    tags.flatMap((tag) =>
      tag === 'loss' ? [{ tag, step, value: 0.5 }] : tag === 'norm' && step >= 10 ? [{ tag, step: 10, value: 1 }] : [],
    ),
  imageAt: (tag) => ({ tag, step: 10, png: png(1) }),
  histogramAt: (_tag, step) => (step >= 10 ? { ...histogram(1), step: 10 } : null),
  histograms: (tag, _from, _to, columns) => ({ tag, bins: 0, columns, counts: new Float32Array(0) }),
  curves: () => [],
  windowMeans: () => ({}),
};
const moment = (step: number) => ({
  step,
  scalars: [
    { tag: 'loss', value: 0.25 },
    { tag: 'norm', value: 0.1 },
    { tag: 'classes/0', value: 1 },
  ],
  histograms: [histogram(7)],
  images: [{ tag: 'samples', width: 1, height: 1, png: png(9) }],
});

test('what was recorded of the step stays; what was recorded before it gives way', () => {
  const figures = withMoment(recorded, moment(15));
  expect(figures.values(['norm', 'loss', 'classes/0', 'nothing'], 15)).toEqual([
    // As a record would have it: float32.
    { tag: 'norm', step: 15, value: Math.fround(0.1) },
    { tag: 'loss', step: 15, value: 0.5 },
    { tag: 'classes/0', step: 15, value: 1 },
  ]);
  expect(figures.imageAt('samples', 15)).toEqual({ tag: 'samples', step: 15, png: png(9) });
  expect(figures.histogramAt('h', 15)).toMatchObject({ step: 15, count: 7 });
  expect([...figures.histograms('h', 15, 15, 1).counts]).toEqual([7]);
});

test('at every other step, and for what it does not know, the records speak', () => {
  const figures = withMoment(recorded, moment(15));
  expect(figures.values(['norm'], 16)).toEqual([{ tag: 'norm', step: 10, value: 1 }]);
  expect(figures.imageAt('samples', 14)?.step).toBe(10);
  expect(figures.imageAt('others', 15)?.step).toBe(10);
  expect(figures.histogramAt('h', 16)?.step).toBe(10);
  for (const [from, to] of [
    [16, 16],
    [10, 15],
  ] as const)
    expect(figures.histograms('h', from, to, 1).bins).toBe(0);
});

test('a picture that was recorded at just this step is shown as recorded', () => {
  expect(withMoment(recorded, moment(10)).imageAt('samples', 10)?.png).toEqual(png(1));
  expect(withMoment(recorded, moment(10)).histogramAt('h', 10)?.count).toBe(1);
  expect(withMoment(recorded, moment(10)).histograms('h', 10, 10, 1).bins).toBe(0);
});
