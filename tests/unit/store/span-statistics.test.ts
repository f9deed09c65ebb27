/** The figures of fixed series are those of Python's exact fractions and `statistics`; see each case. */
import { describe, expect, it } from 'vitest';
import { ScalarSeries } from '../../../src/store/scalar-series';
import { spanStatistics } from '../../../src/store/span-statistics';
import { MAX_WALL_TIMES, WallTimes } from '../../../src/store/wall-times';
import { seededFractions } from './a-run';

function seriesOf(records: readonly (readonly [step: number, value: number])[]): ScalarSeries {
  const series = new ScalarSeries();
  for (const [step, value] of records) series.push(step, value);
  return series;
}

describe('the statistics of a span', () => {
  // statistics.fmean, pstdev and linear_regression of [(2, 1), (4, 3), (5, 2), (9, 6)], by Python 3.11.
  it('are those that Python gives for the same numbers', () => {
    const series = seriesOf([
      [0, 100],
      [2, 1],
      [4, 3],
      [5, 2],
      [9, 6],
      [12, -100],
    ]);
    const found = spanStatistics('loss', series, 1, 9);
    expect(found).toMatchObject({ tag: 'loss', records: 4, nonFinite: 0, mean: 3, min: 1, max: 6 });
    expect(found).toMatchObject({ first: 1, last: 6, firstStep: 2, lastStep: 9 });
    expect(found?.spread).toBeCloseTo(1.8708286933869707, 14);
    expect(found?.slopePer1000).toBeCloseTo(692.3076923076923, 10);
  });

  it('count NaN and both infinities apart, and leave them out of all else but first and last', () => {
    const found = spanStatistics(
      'loss',
      seriesOf([
        [1, NaN],
        [2, 1],
        [3, Infinity],
        [4, 3],
        [5, -Infinity],
      ]),
      0,
      99,
    );
    expect(found).toMatchObject({ records: 5, nonFinite: 3, mean: 2, spread: 1, min: 1, max: 3, slopePer1000: 1000 });
    expect(found?.first).toBeNaN();
    expect(found?.last).toBe(-Infinity);
  });

  it('of nothing but NaN are NaN, and say how many', () => {
    const found = spanStatistics(
      'loss',
      seriesOf([
        [1, NaN],
        [2, NaN],
      ]),
      0,
      9,
    );
    expect(found).toMatchObject({ records: 2, nonFinite: 2, mean: NaN, spread: NaN, min: NaN, max: NaN });
    expect(found?.slopePer1000).toBeNaN();
  });

  it('of a single number have no slope, and no spread', () => {
    const found = spanStatistics('loss', seriesOf([[7, 0.5]]), 7, 7);
    expect(found).toMatchObject({ mean: 0.5, spread: 0 });
    expect(found?.slopePer1000).toBeNaN();
  });

  it('do not exist where nothing was recorded', () => {
    expect(spanStatistics('loss', seriesOf([[7, 0.5]]), 8, 20)).toBeUndefined();
    expect(spanStatistics('loss', seriesOf([[7, 0.5]]), 0, 6)).toBeUndefined();
  });

  // A tremor of ±1 on 2^24: sums of squares in doubles would lose most of it, sums in singles all.
  it('keep every digit of small differences between large numbers', () => {
    const base = 2 ** 23;
    const series = seriesOf(Array.from({ length: 300_000 }, (_, i) => [i, base + (i % 2 === 0 ? 1 : -1)] as const));
    const found = spanStatistics('loss', series, 0, 299_999);
    expect(found?.mean).toBe(base);
    expect(found?.spread).toBe(1);
  });

  // On the exact line value = 3 − step / 4096, whose numbers all fit into singles, the slope is −1000 / 4096.
  it('find the slope of a line however it was recorded', () => {
    const next = seededFractions(5);
    const steps = Array.from({ length: 4000 }, (_, i) => i).filter(() => next() < 0.3);
    const found = spanStatistics('loss', seriesOf(steps.map((step) => [step, 3 - step / 4096])), 500, 3500);
    expect(found?.slopePer1000).toBeCloseTo(-1000 / 4096, 12);
  });

  it('cover every record, not what a curve of it shows: one outlier in a million is the highest', () => {
    const series = seriesOf(Array.from({ length: 1_000_000 }, (_, i) => [i, i === 654_321 ? 9 : 0] as const));
    expect(spanStatistics('loss', series, 0, 999_999)).toMatchObject({ records: 1_000_000, max: 9, mean: 9e-6 });
  });
});

describe('the clock on the wall', () => {
  it('tells the time of each step, and between two of them by the straight line', () => {
    const times = new WallTimes();
    for (const [step, seconds] of [
      [1, 100],
      [2, 101],
      [10, 117],
    ] as const)
      times.push(step, seconds);
    expect([1, 2, 6, 10].map((step) => times.at(step))).toEqual([100, 101, 109, 117]);
    expect([times.at(0), times.at(11)]).toEqual([NaN, NaN]);
  });

  it('of a long run stays in bounded memory, and is exact where the pace is even and at the end', () => {
    const times = new WallTimes();
    const steps = 10 * MAX_WALL_TIMES + 3;
    for (let step = 1; step <= steps; step++) times.push(step, 1000 + step / 4);
    for (const step of [1, 2, 77, 12_345, steps - 1, steps]) expect(times.at(step)).toBeCloseTo(1000 + step / 4, 9);
  });

  it('knows nothing where no record says when it was made', () => {
    const times = new WallTimes();
    times.push(1, NaN);
    expect(times.at(1)).toBeNaN();
  });
});
