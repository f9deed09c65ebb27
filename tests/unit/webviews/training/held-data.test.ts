import { describe, expect, test } from 'vitest';
import type { Curve } from '../../../../src/protocol/training-panel-messages';
import {
  type HeldCurves,
  joinCurves,
  joinHistograms,
  layer,
  layerFor,
  missingSpan,
} from '../../../../webviews/training/held-data';

/** One bucket for each `bucket` steps, whose mean is its first step. */
function curve(from: number, to: number, bucket: number): Curve {
  const count = (to - from) / bucket;
  const firstStep = Float64Array.from({ length: count }, (_, i) => from + i * bucket);
  const values = Float32Array.from(firstStep);
  return {
    tag: 'loss',
    firstStep,
    lastStep: firstStep.map((step) => step + bucket - 1),
    min: values,
    mean: values,
    max: values,
    nonFinite: new Uint32Array(count),
  };
}

const held = (from: number, to: number, bucket: number, readUpTo = to - 1): HeldCurves => ({
  span: { from, to, bucket },
  readUpTo,
  curves: [curve(from, to, bucket)],
});

describe('what is missing', () => {
  const whole = { from: 0, to: 1024, bucket: 16 };

  test('is all of it when nothing is there, or at another resolution', () => {
    expect(missingSpan(undefined, whole, whole, 1000)).toEqual(whole);
    expect(missingSpan(held(0, 1024, 8), whole, whole, 1000)).toEqual(whole);
  });

  test('is nothing when it was all read', () => {
    expect(missingSpan(held(0, 1024, 16, 1000), whole, whole, 1000)).toBeUndefined();
  });

  test('is the new end of a growing run, from the bucket that was not full', () => {
    expect(missingSpan(held(0, 912, 16, 900), { from: 0, to: 1008, bucket: 16 }, whole, 1000)).toEqual({
      from: 896,
      to: 1008,
      bucket: 16,
    });
  });

  test('is nothing when only what can’t be seen is new', () => {
    expect(missingSpan(held(0, 912, 16, 900), whole, { from: 0, to: 500 }, 1000)).toBeUndefined();
  });

  test('is all of it when the window went back beyond what is there', () => {
    const wanted = { from: 0, to: 512, bucket: 16 };
    expect(missingSpan(held(256, 1024, 16, 1000), wanted, { from: 100, to: 400 }, 1000)).toEqual(wanted);
  });
});

describe('joining', () => {
  test('new buckets take the place of those that were not full', () => {
    const joined = joinCurves(held(0, 64, 16, 50), {
      span: { from: 48, to: 96, bucket: 16 },
      readUpTo: 90,
      curves: [curve(48, 96, 16)],
    });
    expect([...(joined.curves[0]?.firstStep ?? [])]).toEqual([0, 16, 32, 48, 64, 80]);
    expect(joined.span).toEqual({ from: 0, to: 96, bucket: 16 });
    expect(joined.readUpTo).toBe(90);
  });

  test('what does not continue replaces what was there', () => {
    const read = held(512, 1024, 16);
    expect(joinCurves(held(0, 64, 16), read)).toBe(read);
    expect(joinCurves(held(0, 1024, 8), read)).toBe(read);
  });

  test('histograms keep every count once', () => {
    const of = (from: number, to: number, counts: number[]) => ({
      span: { from, to, bucket: 10 },
      readUpTo: to - 1,
      stretch: { fromStep: from, stepsAColumn: 10, columns: counts.length, bins: 1, counts: Float32Array.from(counts) },
    });
    const joined = joinHistograms(of(0, 30, [1, 2, 3]), of(20, 50, [4, 5, 6]));
    expect([...joined.stretch.counts]).toEqual([1, 2, 4, 5, 6]);
    expect(joined.stretch.columns).toBe(5);
  });
});

test('where the detail does not reach, the overview is drawn', () => {
  const overview = held(0, 1024, 16, 1000);
  const detail = held(100, 200, 1, 1000);
  const layers = layer(layer(undefined, overview), detail);
  expect(layerFor(layers, { from: 120, to: 180 })).toBe(detail);
  expect(layerFor(layers, { from: 120, to: 400 })).toBe(overview);
});
