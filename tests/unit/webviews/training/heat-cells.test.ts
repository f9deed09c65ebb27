import { describe, expect, test } from 'vitest';
import type { HeatTrack } from '../../../../src/protocol/tracks';
import type { Curve } from '../../../../src/protocol/training-panel-messages';
import type { HeldCurves } from '../../../../webviews/training/held-data';
import { bucketAt, cellsOf, NOT_FINITE, withRange } from '../../../../webviews/training/tracks/heat-cells';

/** A curve of single records. */
function curveOf(...records: readonly (readonly [step: number, value: number])[]): Curve {
  const steps = Float64Array.from(records, ([step]) => step);
  const values = Float32Array.from(records, ([, value]) => (Number.isFinite(value) ? value : NaN));
  const nonFinite = Uint32Array.from(records, ([, value]) => (Number.isFinite(value) ? 0 : 1));
  return { tag: 'a', firstStep: steps, lastStep: steps, min: values, mean: values, max: values, nonFinite };
}

const held = (from: number, to: number, bucket: number, readUpTo: number, ...curves: Curve[]): HeldCurves => ({
  span: { from, to, bucket },
  readUpTo,
  curves,
});

const cells = (curve: Curve, from: number, to: number, bucket: number, readUpTo = to) => [
  ...cellsOf(curve, held(from, to, bucket, readUpTo, curve)),
];

describe('the cells of a row', () => {
  test('hold a value until the next one, and have none before the first', () => {
    expect(cells(curveOf([4, 1], [8, 2]), 0, 12, 2)).toEqual([NaN, NaN, 1, 1, 2, 2]);
  });

  test('are means of what was recorded in them', () => {
    expect(cells(curveOf([0, 1], [1, 3], [2, 5], [6, 7]), 0, 8, 4)).toEqual([3, 7]);
  });

  test('begin with what held before, and mix it with nothing', () => {
    expect(cells(curveOf([50, 4], [104, 9]), 100, 108, 2)).toEqual([4, 4, 9, 9]);
    expect(cells(curveOf([50, 4], [100, 9]), 100, 104, 2)).toEqual([9, 9]);
  });

  test.each([NaN, Infinity, -Infinity])('mark %d, in the mean with numbers, too', (value) => {
    expect(cells(curveOf([0, 1], [1, value], [4, 2]), 0, 8, 2)).toEqual([NOT_FINITE, NOT_FINITE, 2, 2]);
  });

  test('end with the newest step that is known', () => {
    expect(cells(curveOf([0, 1]), 0, 100, 2, 5)).toEqual([1, 1, 1]);
  });
});

test('the bucket of a step is the last that begins by then', () => {
  const curve = curveOf([50, 1], [100, 2]);
  expect([49, 50, 99, 100, 5000].map((step) => bucketAt(curve, step))).toEqual([-1, 0, 0, 1, 1]);
});

describe('the range of a track', () => {
  const track: HeatTrack = { kind: 'heat', id: 'h', title: '', subtitle: '', scale: 'log', rows: [] };

  test('is the one that the track names', () => {
    const named: HeatTrack = { ...track, scale: 'linear', range: [0, 1] };
    expect(withRange(named, undefined, held(0, 10, 1, 10, curveOf([1, 40]))).range).toEqual({
      scale: 'linear',
      low: 0,
      high: 1,
    });
  });

  test('else spans the values of all rows, and what is no number is not among them', () => {
    const rows = held(0, 10, 1, 10, curveOf([1, 0.03], [2, NaN]), curveOf([1, 3], [3, Infinity]));
    expect(withRange(track, undefined, rows).range).toEqual({ scale: 'log', low: 0.03, high: 3 });
  });

  test('stays while one pans, and is found anew when one zooms', () => {
    const at = (bucket: number, low: number) => held(0, 10, bucket, 10, curveOf([1, low], [2, 3]));
    const before = withRange(track, undefined, at(1, 0.04));
    expect(withRange(track, before, at(1, 0.02)).range).toEqual(before.range);
    expect(withRange(track, before, at(2, 0.02)).range).toEqual({ scale: 'log', low: 0.01, high: 3 });
    expect(withRange(track, before, at(1, 0.0002)).range).toEqual({ scale: 'log', low: 0.0001, high: 3 });
  });
});
