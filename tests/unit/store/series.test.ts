import { describe, expect, it } from 'vitest';
import { curveOf } from '../../../src/store/curves';
import { HistogramSeries, MAX_ROWS } from '../../../src/store/histogram-series';
import { NumberPages, PAGE_NUMBERS } from '../../../src/store/number-pages';
import { RecordIndex } from '../../../src/store/record-index';
import { ScalarSeries, type StretchStatistics } from '../../../src/store/scalar-series';
import { StepColumn } from '../../../src/store/step-column';
import { seededFractions } from './a-run';

/** Steps as runs record them: stretches at a cadence, lone ones, and jumps. */
function irregularSteps(seed: number, count: number): number[] {
  const next = seededFractions(seed);
  const steps: number[] = [];
  let step = Math.floor(next() * 5);
  while (steps.length < count) {
    const stride = 1 + Math.floor(next() * 4);
    for (let left = next() * next() * 40; left >= 0 && steps.length < count; left--) {
      steps.push(step);
      step += stride;
    }
    step += Math.floor(next() * 30);
  }
  return steps;
}

/** Numbers with NaN and infinities among them. */
function wildNumber(next: () => number): number {
  const kind = next();
  if (kind < 0.02) return Number.NaN;
  if (kind < 0.03) return Number.POSITIVE_INFINITY;
  if (kind < 0.04) return Number.NEGATIVE_INFINITY;
  return Math.fround((next() - 0.5) * 10 ** Math.floor(next() * 6));
}

function bruteForce(numbers: readonly number[]): StretchStatistics {
  const finite = numbers.filter(Number.isFinite);
  return {
    min: finite.length ? Math.min(...finite) : Number.NaN,
    mean: finite.reduce((sum, value) => sum + value, 0) / finite.length,
    max: finite.length ? Math.max(...finite) : Number.NaN,
    nonFinite: numbers.length - finite.length,
  };
}

const between = (next: () => number, low: number, high: number): number => low + Math.floor(next() * (high - low));

it.each([
  [0, 0],
  [0, 10],
  [PAGE_NUMBERS - 3, PAGE_NUMBERS + 3],
  [PAGE_NUMBERS, 2 * PAGE_NUMBERS],
  [1, 2 * PAGE_NUMBERS + 7],
])('the numbers from %d to %d are a copy of those pushed, over pages and in the one that still grows', (from, to) => {
  const series = new ScalarSeries();
  const count = 2 * PAGE_NUMBERS + 7;
  const pushed = Array.from({ length: count }, (_, at) => Math.fround(Math.sin(at)));
  pushed.forEach((value, at) => series.push(at, value));
  expect([...series.numbersBetween(from, to)]).toEqual(pushed.slice(from, to));
  expect([...series.values()]).toEqual(pushed);
});

describe('a column of steps', () => {
  it.each([1, 2, 3, 4, 5])('answers as a plain list does (seed %i)', (seed) => {
    const expected = irregularSteps(seed, 500);
    const column = new StepColumn();
    expect(column.last).toBe(-1);
    for (const [count, step] of expected.entries()) {
      column.push(step);
      expect(column.last).toBe(step);
      expect(column.length).toBe(count + 1);
    }
    expect([...column.toArray()]).toEqual(expected);
    expect(expected.map((_, i) => column.at(i))).toEqual(expected);
    for (let step = -1; step <= expected.at(-1)! + 2; step += 0.5) {
      expect(column.countUpTo(step)).toBe(expected.filter((other) => other <= step).length);
      expect(column.countBefore(step)).toBe(expected.filter((other) => other < step).length);
    }
  });
});

describe('a stored series', () => {
  it.each([1, 2, 3])('goes on as the one that it was stored from (seed %i)', (seed) => {
    const next = seededFractions(seed);
    const steps = irregularSteps(seed, 12_000);
    const pages = new NumberPages({ openScratch: () => undefined });
    const plain = new ScalarSeries();
    let series = new ScalarSeries(pages);
    for (const step of steps) {
      if (next() < 0.002) series = ScalarSeries.restore(pages, series.store());
      const value = wildNumber(next);
      plain.push(step, value);
      series.push(step, value);
    }
    expect(series.steps.toArray()).toEqual(Float64Array.from(steps));
    expect(series.values()).toEqual(plain.values());
    expect(series.steps.last).toBe(steps.at(-1));
    for (const columns of [1, 40, 700]) {
      expect(curveOf('a', series, 0, steps.at(-1)!, columns)).toEqual(curveOf('a', plain, 0, steps.at(-1)!, columns));
    }
  });

  it('of which parts do not fit together is refused', () => {
    const pages = new NumberPages({ openScratch: () => undefined });
    const series = new ScalarSeries(pages);
    for (let step = 0; step < 5000; step++) series.push(step, step);
    const stored = series.store();
    const { steps } = stored;
    for (const wrong of [
      { ...stored, tail: stored.tail.slice(1) },
      { ...stored, pages: Uint32Array.of(7) },
      { ...stored, min: stored.min.slice(1) },
      { ...stored, steps: { ...steps, count: 4999 } },
      { ...stored, steps: { ...steps, strides: new Float64Array(0) } },
    ])
      expect(() => ScalarSeries.restore(pages, wrong)).toThrow(RangeError);
    const images = new RecordIndex();
    images.push(1, { segment: 0, offset: 1, length: 1 });
    expect(() => RecordIndex.restore({ ...images.store(), offsets: new Float64Array(0) })).toThrow(RangeError);
    const histograms = new HistogramSeries('a', 2);
    histograms.push(1, Float64Array.of(1, 2), { segment: 0, offset: 1, length: 1 });
    expect(() => HistogramSeries.restore('a', { ...histograms.store(), bins: 3 })).toThrow(RangeError);
  });
});

describe('the pyramid of a series', () => {
  it.each([1, 2, 3])('gives the statistics of any stretch that adding up gives (seed %i)', (seed) => {
    const next = seededFractions(seed);
    const numbers = Array.from({ length: 3000 }, () => wildNumber(next));
    const series = new ScalarSeries();
    const found: StretchStatistics = { min: 0, mean: 0, max: 0, nonFinite: 0 };
    numbers.forEach((value, i) => {
      series.push(i, value);
      if (next() > 0.2) return;
      const to = between(next, 0, i + 2);
      const from = between(next, 0, to + 1);
      series.summarize(from, to, found);
      const { mean, ...expected } = bruteForce(numbers.slice(from, to));
      expect(found).toMatchObject(expected);
      // The order of additions differs: equal to within the rounding of 3,000 of them.
      if (Number.isNaN(mean)) expect(found.mean).toBeNaN();
      else expect(Math.abs(found.mean - mean)).toBeLessThanOrEqual(3000 * 2 ** -52 * 1e6);
    });
    expect([...series.values()]).toEqual(numbers);
  });
});

describe('a curve', () => {
  it.each([1, 2, 3, 4])(
    'covers each record of the range once, in at most as many buckets as asked (seed %i)',
    (seed) => {
      const next = seededFractions(seed);
      const steps = irregularSteps(seed, 600);
      const numbers = steps.map(() => wildNumber(next));
      const series = new ScalarSeries();
      steps.forEach((step, i) => series.push(step, numbers[i]!));
      for (let trial = 0; trial < 30; trial++) {
        const fromStep = between(next, -10, steps.at(-1)! + 10);
        const toStep = fromStep + between(next, -5, steps.at(-1)!);
        const columns = between(next, 1, trial % 2 ? 10 : 900);
        const curve = curveOf('a', series, fromStep, toStep, columns);
        const inRange = steps.flatMap((step, i) =>
          step >= fromStep && step <= toStep ? [{ step, value: numbers[i]! }] : [],
        );
        const buckets = curve.min.length;
        expect(buckets).toBeLessThanOrEqual(columns);
        if (inRange.length <= columns) expect(buckets).toBe(inRange.length);
        let covered = 0;
        for (let i = 0; i < buckets; i++) {
          const inBucket = inRange.filter(({ step }) => step >= curve.firstStep[i]! && step <= curve.lastStep[i]!);
          expect(inBucket[0]!.step).toBe(curve.firstStep[i]);
          expect(inBucket.at(-1)!.step).toBe(curve.lastStep[i]);
          const { min, mean, max, nonFinite } = bruteForce(inBucket.map(({ value }) => value));
          expect([curve.min[i], curve.max[i], curve.nonFinite[i]]).toEqual([min, max, nonFinite]);
          if (!Number.isNaN(mean)) expect(curve.mean[i]).toBeCloseTo(mean, 1);
          covered += inBucket.length;
        }
        expect(covered).toBe(inRange.length);
      }
    },
  );

  it('keeps its buckets while the run grows at the right, until they have to be wider', () => {
    const series = new ScalarSeries();
    const starts: string[] = [];
    for (let step = 0; step < 20_000; step++) {
      series.push(step, step);
      if (step % 100 === 99) starts.push([...curveOf('a', series, 0, step, 500).firstStep.slice(0, 3)].join());
    }
    // One set of buckets for each width from 1 to 40 with four significant bits.
    expect(new Set(starts).size).toBeLessThanOrEqual(1 + 15 + 8 + 8);
  });
});

describe('the histograms of a tag', () => {
  const location = (i: number) => ({ segment: 0, offset: i, length: 1 });

  it('are added up by columns, each in the column of its step', () => {
    const series = new HistogramSeries('a', 2);
    for (let i = 0; i < 10; i++) series.push(i * 10, Float64Array.of(1, i), location(i));
    const matrix = series.matrix(0, 100, 4);
    expect(matrix).toMatchObject({ tag: 'a', bins: 2, columns: 4 });
    expect([...matrix.counts]).toEqual([3, 0 + 1 + 2, 2, 3 + 4, 3, 5 + 6 + 7, 2, 8 + 9]);
    expect([...series.matrix(15, 34, 1).counts]).toEqual([2, 2 + 3]);
    expect([...series.matrix(200, 300, 2).counts]).toEqual([0, 0, 0, 0]);
  });

  it('lose no count when memory makes neighbours one', () => {
    const series = new HistogramSeries('a', 3);
    const count = 2 * MAX_ROWS + 5;
    for (let i = 0; i < count; i++) series.push(i, Float64Array.of(1, i % 2, i), location(i));
    expect(series.isExact()).toBe(false);
    const whole = series.matrix(0, count, 10);
    const total = [0, 1, 2].map((bin) => whole.counts.reduce((sum, n, at) => (at % 3 === bin ? sum + n : sum), 0));
    expect(total[0]).toBe(count);
    expect(total[1]).toBe(Math.floor(count / 2));
    // float32 holds the sum of the steps to about seven digits.
    expect(total[2]! / ((count * (count - 1)) / 2)).toBeCloseTo(1, 5);
    expect(series.index.at(count - 1)).toEqual(location(count - 1));
  });
});
