import { expect, test } from 'vitest';
import { formatSpread, spreadOf } from '../../bench/spread';

test.each([
  [[3], { median: 3, min: 3, max: 3, samples: 1 }],
  [[5, 1, 3], { median: 3, min: 1, max: 5, samples: 3 }],
  [[10, 2, 4, 100], { median: 7, min: 2, max: 100, samples: 4 }],
])('of %j', (values, spread) => {
  expect(spreadOf(values)).toEqual(spread);
});

test('of nothing is an error, not a zero', () => {
  expect(() => spreadOf([])).toThrow(RangeError);
});

test('is said with three digits', () => {
  expect(formatSpread({ median: 40.5, min: 26, max: 1234.5, samples: 6 }, 'ms')).toBe(
    'median 40.5 ms (26–1,230, 6 times)',
  );
});
