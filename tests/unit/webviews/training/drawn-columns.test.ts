import { describe, expect, it } from 'vitest';
import type { Curve } from '../../../../src/protocol/training-panel-messages';
import { drawnColumns } from '../../../../webviews/training/tracks/drawn-columns';

/** One bucket for each step from 0 on, whose value is its step. */
function aCurve(steps: number, change: (values: Float32Array) => void = () => undefined): Curve {
  const all = Float64Array.from({ length: steps }, (_, step) => step);
  const values = Float32Array.from(all);
  change(values);
  const nonFinite = Uint32Array.from(values, (value) => (Number.isFinite(value) ? 0 : 1));
  return { tag: 'a', firstStep: all, lastStep: all, min: values, mean: values, max: values, nonFinite };
}

describe('the columns that are drawn of a curve', () => {
  it('are its buckets, and one beyond each edge, where they are wide enough', () => {
    const curve = aCurve(100);
    const columns = drawnColumns(curve, curve.mean, { from: 20, to: 40 }, 400);
    expect(columns.map(({ step }) => step)).toEqual(Array.from({ length: 23 }, (_, i) => 19 + i));
    expect(columns[3]).toEqual({ step: 22, low: 22, high: 22, mean: 22 });
  });

  it('hold several buckets where these are finer than a line, from the lowest to the highest value', () => {
    const curve = aCurve(1000);
    const columns = drawnColumns(curve, curve.mean, { from: 0, to: 1000 }, 500);
    expect(columns).toHaveLength(250);
    expect(columns[10]).toEqual({ step: 41, low: 40, high: 43, mean: 41 });
    expect(columns.at(-1)).toEqual({ step: 999, low: 996, high: 999, mean: 999 });
  });

  it('stay as they are while the window moves', () => {
    const curve = aCurve(1000);
    const all = drawnColumns(curve, curve.mean, { from: 0, to: 500 }, 500);
    const moved = drawnColumns(curve, curve.mean, { from: 101, to: 601 }, 500);
    const shared = all.filter(({ step }) => step >= moved[0]!.step);
    expect(shared.length).toBeGreaterThan(100);
    expect(moved.slice(0, shared.length)).toEqual(shared);
  });

  it('draw no line over a value that is no number, however fine, and leave it out of the band', () => {
    const curve = aCurve(1000, (values) => values.fill(NaN, 500, 501).fill(NaN, 700, 720));
    const columns = drawnColumns(curve, curve.mean, { from: 0, to: 1000 }, 500);
    const at = (step: number) => columns.find((column) => column.step === step);
    expect(at(501)).toEqual({ step: 501, low: 501, high: 503, mean: NaN });
    expect(at(709)).toEqual({ step: 709, low: NaN, high: NaN, mean: NaN });
  });

  it('are none of a curve without records, or beside the window', () => {
    const empty = aCurve(0);
    expect(drawnColumns(empty, empty.mean, { from: 0, to: 10 }, 100)).toEqual([]);
    const curve = aCurve(10);
    expect(drawnColumns(curve, curve.mean, { from: 20, to: 30 }, 100)).toEqual([]);
  });
});
