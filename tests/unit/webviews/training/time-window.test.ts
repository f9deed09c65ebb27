import { describe, expect, test } from 'vitest';
import {
  alignedSpan,
  asZoom,
  indexAtMost,
  revealing,
  stepsABucket,
  wholeWindow,
  zoomAbout,
} from '../../../../webviews/training/time-window';

describe('the whole run', () => {
  test('of a finished run ends at its last step', () => {
    expect(wholeWindow(3750, 93_750, false)).toEqual({ from: 0, to: 3750 });
  });

  test('of a growing run has room at the right, but at most a tenth', () => {
    for (let lastStep = 100; lastStep < 90_000; lastStep = Math.ceil(lastStep * 1.01)) {
      const { to } = wholeWindow(lastStep, 93_750, true);
      expect(to).toBeGreaterThanOrEqual(lastStep);
      expect(to).toBeLessThanOrEqual(lastStep * 1.11);
    }
  });

  test('widens in leaps: a hundred steps more seldom move it', () => {
    const ends = new Set(Array.from({ length: 100 }, (_, i) => wholeWindow(50_000 + i, 93_750, true).to));
    expect(ends.size).toBe(1);
  });

  test('never reaches beyond what is to be trained', () => {
    expect(wholeWindow(93_700, 93_750, true).to).toBe(93_750);
  });
});

describe('zooming', () => {
  const whole = { from: 0, to: 1000 };

  test('keeps the step under the pointer where it is', () => {
    const zoomed = zoomAbout({ from: 200, to: 600 }, 300, 2);
    expect(zoomed).toEqual({ from: 250, to: 450 });
    expect((300 - zoomed.from) / (zoomed.to - zoomed.from)).toBeCloseTo((300 - 200) / 400);
  });

  test('stays inside of the run', () => {
    expect(asZoom({ from: -100, to: 100 }, whole)).toEqual({ kind: 'span', from: -0.5, to: 199.5 });
    expect(asZoom({ from: 900, to: 1100 }, whole)).toEqual({ kind: 'span', from: 800.5, to: 1000.5 });
  });

  test('out to everything is the whole run', () => {
    expect(asZoom({ from: -500, to: 2000 }, whole)).toEqual({ kind: 'all' });
  });

  test('never gets narrower than one step', () => {
    expect(asZoom({ from: 500, to: 500.5 }, whole)).toEqual({ kind: 'span', from: 499.75, to: 500.75 });
  });

  test('shows all of the first and of the last step, and nothing beyond', () => {
    expect(asZoom({ from: -3, to: -1 }, whole)).toEqual({ kind: 'span', from: -0.5, to: 1.5 });
    expect(asZoom({ from: 1000, to: 1004 }, whole)).toEqual({ kind: 'span', from: 996.5, to: 1000.5 });
  });

  test('reveals a step by the shortest way', () => {
    expect(revealing({ from: 100, to: 200 }, 150)).toEqual({ from: 100, to: 200 });
    expect(revealing({ from: 100, to: 200 }, 210)).toEqual({ from: 120, to: 220 });
    expect(revealing({ from: 100, to: 200 }, 90)).toEqual({ from: 80, to: 180 });
  });
});

describe('resolution', () => {
  test.for([
    [500, 500, 1],
    [501, 500, 2],
    [9000, 755, 16],
    [93_750, 755, 128],
  ] as const)('%i steps over %i pixels take buckets of %i', ([steps, pixels, bucket]) => {
    expect(stepsABucket({ from: 0, to: steps }, pixels)).toBe(bucket);
  });

  test('what is asked for begins and ends at whole buckets, and ends with the run', () => {
    const span = alignedSpan({ from: 1003, to: 2001 }, 16, 2100);
    expect(span.from % 16).toBe(0);
    expect(span.to % 16).toBe(0);
    expect(span.from).toBeLessThan(1003);
    expect(span.to).toBe(2112);
  });
});

test.for([
  [-1, -1],
  [0, 0],
  [5, 0],
  [10, 1],
  [99, 2],
] as const)('of 0, 10, 20 the last at most %i is number %i', ([step, index]) => {
  expect(indexAtMost([0, 10, 20], step)).toBe(index);
});
