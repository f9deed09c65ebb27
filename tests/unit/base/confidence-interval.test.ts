import { expect, test } from 'vitest';
import { wilsonInterval } from '../../../src/base/confidence-interval';

// Source: Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, 1998, table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i lies between the published limits %f and %f', (count, samples, low, high) => {
  const interval = wilsonInterval(count / samples, samples);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test('all of them is as far from one as none of them is from zero', () => {
  expect(wilsonInterval(1, 512).low).toBeCloseTo(1 - wilsonInterval(0, 512).high, 12);
  expect(wilsonInterval(1, 512).high).toBeCloseTo(1, 12);
});
