import { expect, test } from 'vitest';
import { valueRange } from '../../../../webviews/common/value-range';

const range = (...values: number[]) => valueRange(Float64Array.from(values));

test('evenly spread values are all shown, from zero when they reach near it', () => {
  const values = Array.from({ length: 100 }, (_, i) => 1 + i / 20);
  expect(range(...values)).toEqual({ low: 0, high: 5.95, cutAbove: false, cutBelow: false });
});

test('a few extremes are cut off, and said to be', () => {
  const values = [...Array.from({ length: 500 }, (_, i) => 1 + (i % 10) / 10), 60, 80];
  const { high, cutAbove, cutBelow } = range(...values);
  expect(high).toBeLessThan(3);
  expect([cutAbove, cutBelow]).toEqual([true, false]);
});

test('equal values lie in the middle, and none at all still make an axis', () => {
  expect(range(3, 3, 3)).toMatchObject({ low: 2.5, high: 3.5 });
  expect(range()).toMatchObject({ low: 0, high: 1 });
});
