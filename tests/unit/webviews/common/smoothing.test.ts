import { expect, test } from 'vitest';
import type { Curve } from '../../../../src/protocol/training-panel-messages';
import { smooth, smoothingSteps } from '../../../../webviews/common/smoothing';

function curveOf(values: number[]): Curve {
  const steps = Float64Array.from(values, (_, i) => i);
  const means = Float32Array.from(values);
  return {
    tag: 't',
    firstStep: steps,
    lastStep: steps,
    min: means,
    mean: means,
    max: means,
    nonFinite: Uint32Array.from(values, (value) => (Number.isFinite(value) ? 0 : 1)),
  };
}

test('one step is no smoothing', () => {
  expect([...smooth(curveOf([1, 5, 2]), 1)]).toEqual([1, 5, 2]);
});

test('it is the mean of what lies within, as a plain loop has it', () => {
  const values = Array.from({ length: 60 }, (_, i) => Math.sin(i * 1.7) * 10);
  const expected = values.map((_, at) => {
    const near = values.filter((_, other) => Math.abs(other - at) <= 5);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
  smooth(curveOf(values), 10).forEach((value, at) => expect(value).toBeCloseTo(expected[at] ?? NaN, 4));
});

test('a NaN stays a hole, and nothing from before it speaks for what comes after', () => {
  const smoothed = smooth(curveOf([1, 1, 1, NaN, NaN, 9, 9, 9]), 6);
  expect([...smoothed]).toEqual([1, 1, 1, NaN, NaN, 9, 9, 9]);
});

test('buckets count by their records', () => {
  const curve = { ...curveOf([0, 10]), firstStep: Float64Array.of(0, 3), lastStep: Float64Array.of(2, 3) };
  expect(smooth(curve, 10)[0]).toBeCloseTo(2.5);
});

test.for([
  [100, 1],
  [9000, 100],
  [93_750, 1000],
  [1000, 10],
] as const)('over %i steps it averages %i, a round number', ([steps, smoothed]) => {
  expect(smoothingSteps(steps)).toBe(smoothed);
});
