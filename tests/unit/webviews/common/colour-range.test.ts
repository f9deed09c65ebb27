import { interpolateViridis } from 'd3';
import { describe, expect, test } from 'vitest';
import { type ColourRange, colourRange, settledRange, shareOf } from '../../../../webviews/common/colour-range';
import { parseColour } from '../../../../webviews/common/colour';
import { viridis } from '../../../../webviews/common/viridis';

const log = (...values: number[]) => colourRange(Float64Array.from(values), 'log');
const linear = (...values: number[]) => colourRange(Float64Array.from(values), 'linear');

describe('the range of colours', () => {
  test('ends at round numbers around what is common', () => {
    expect(log(0.02, 0.5, 0.07)).toEqual({ scale: 'log', low: 0.01, high: 1 });
    expect(log(0.03, 1)).toEqual({ scale: 'log', low: 0.03, high: 1 });
    expect(linear(0.3, 1.7, 2.2)).toEqual({ scale: 'linear', low: 0, high: 2.5 });
  });

  test('makes no more of little: values that are nearly alike share colours', () => {
    const { low, high } = log(0.5, 0.51) ?? { low: NaN, high: NaN };
    expect(high / low).toBeGreaterThanOrEqual(10);
    expect(low).toBeLessThanOrEqual(0.5);
    expect(high).toBeGreaterThanOrEqual(0.51);
  });

  test('is not moved by a few extremes', () => {
    const common = Array.from({ length: 1000 }, (_, at) => 0.02 + (at / 1000) * 0.9);
    expect(log(...common, 1e9, 1e12, 1e-20)).toEqual(log(...common));
  });

  test('is the one of before when no end has moved far, and a new one when it has', () => {
    const [before, near, far] = [log(0.02, 0.9), log(0.035, 1.1), log(0.0002, 0.01)];
    expect(near).not.toEqual(before);
    expect(settledRange(before, near)).toBe(before);
    expect(settledRange(before, far)).toBe(far);
    expect(settledRange(linear(1.9), linear(2.4))).toEqual(linear(1.9));
    expect(settledRange(linear(1.9), linear(9))).toEqual(linear(9));
    expect(settledRange(undefined, near)).toBe(near);
  });

  test.each([[[]], [[0, 0]], [[-1, 0]]])('on a log scale is undefined of %j', (values) => {
    expect(log(...values)).toBeUndefined();
  });

  test('takes nothing below 0 into a log scale', () => {
    expect(log(0, 0, 0, 0.02, 0.5)).toEqual(log(0.02, 0.5));
  });

  test('of all zeros on a linear scale leaves them at its dark end', () => {
    const range = linear(0, 0);
    expect(range && shareOf(0, range)).toBe(0);
  });
});

describe('where a value lies in it', () => {
  const range: ColourRange = { scale: 'log', low: 0.001, high: 10 };

  test.each([
    [0.001, 0],
    [0.1, 0.5],
    [10, 1],
    [1e9, 1],
    [1e-9, 0],
    [0, 0],
    [-3, 0],
  ])('%d at %d on a log scale', (value, share) => {
    expect(shareOf(value, range)).toBeCloseTo(share, 10);
  });

  test('linear between the ends', () => {
    expect(shareOf(1.5, { scale: 'linear', low: 1, high: 3 })).toBeCloseTo(0.25);
  });
});

/** Its two ends and its middle as matplotlib publishes them (_cm_listed.py, _viridis_data[0], [127], [255]). */
test.each([
  [0, [0.267004, 0.004874, 0.329415]],
  [127 / 255, [0.128729, 0.563265, 0.551229]],
  [1, [0.993248, 0.906157, 0.143936]],
])('viridis at %d has the published colour', (share, published) => {
  const { r, g, b } = viridis(share);
  [r, g, b].forEach((channel, at) => expect(Math.abs(channel / 255 - (published[at] ?? NaN))).toBeLessThan(0.012));
});

test('viridis is within four of 255 of what d3 has, everywhere', () => {
  for (let shade = 0; shade <= 255; shade++) {
    const published = parseColour(interpolateViridis(shade / 255));
    const { r, g, b } = viridis(shade / 255);
    const apart = [r - (published?.r ?? NaN), g - (published?.g ?? NaN), b - (published?.b ?? NaN)].map(Math.abs);
    expect(Math.max(...apart), String(shade)).toBeLessThanOrEqual(4);
  }
});
