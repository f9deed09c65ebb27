/** What of the Layers panel is pure: where each number of a layer lies and what colour it has, what is healthy, what keys choose. */
import { describe, expect, test } from 'vitest';
import type { LayerRun } from '../../../../src/protocol/layer-questions';
import type { RecordedFigures } from '../../../../src/protocol/layers-panel-messages';
import { healthOf } from '../../../../webviews/layers/health';
import { colourOf, indexOf, layoutOf, pictured, placeOf, under } from '../../../../webviews/layers/layer-picture';
import { initialState, type LayersState, reduce, steppedRow, steppedUnit } from '../../../../webviews/layers/state';

const run = (layout: LayerRun['layout'], shape: number[], values: number[], samples = 1): LayerRun => ({
  name: 'encoder/dense_1',
  call: 0,
  calls: 1,
  layout,
  shape,
  shown: shape.at(-1)!,
  all: shape.at(-1)!,
  values: Float32Array.from(values),
  figures: Array.from({ length: samples }, () => ({ least: 0, most: 1, zeroShare: 0, norm: 1 })),
  apart: new Float32Array(samples),
});

describe('where a number lies', () => {
  test('of maps: the channels last in memory, side by side on the screen, the samples below one another', () => {
    // Two samples of 2 × 2 pixels in two channels.
    const maps = run(
      'maps',
      [2, 2, 2],
      Array.from({ length: 16 }, (_, i) => i),
      2,
    );
    const picture = pictured(maps, false);
    expect([picture.blocks.length, picture.least, picture.most]).toEqual([2, 0, 15]);
    const layout = layoutOf(picture, 100);
    expect([layout.columns, layout.scale, layout.blockPx]).toEqual([2, 17, 34]);
    const second = placeOf(1, layout, 'maps');
    expect(second.x).toBe(36);
    // The lower left pixel of the second channel, of the second sample: 8 + (1 · 2 + 0) · 2 + 1.
    expect(under(picture, layout, second.x + 3, 34 + 6 + 20)).toEqual({ block: 1, unit: 1, x: 0, y: 1, value: 13 });
    expect(under(picture, layout, 35, 4)).toBeUndefined();
    expect(under(picture, layout, 3, 36)).toBeUndefined();
  });

  test('of a sequence: time from left to right, units downwards; of units: cell by cell', () => {
    const sequence = run('sequence', [3, 2], [1, 2, 3, 4, 5, 6]);
    const layout = layoutOf(pictured(sequence, false), 30);
    expect([layout.scale, layout.scaleDown]).toEqual([10, 5]);
    expect(under(pictured(sequence, false), layout, 25, 6)).toMatchObject({ unit: 1, x: 2, value: 6 });
    expect(indexOf(sequence, 1, 2, 0)).toBe(5);
    const units = run('units', [5], [1, 2, 3, 4, 5]);
    const cells = layoutOf(pictured(units, false), 29);
    expect([cells.columns, cells.heightPx]).toEqual([3, 19]);
    expect(under(pictured(units, false), cells, 12, 12)).toMatchObject({ unit: 4, value: 5 });
  });

  test('the difference is the second sample less the first', () => {
    const two = run('units', [2], [1, 5, 4, 3], 2);
    expect([...pictured(two, true).blocks[0]!]).toEqual([3, -2]);
    expect([pictured(two, true).least, pictured(two, true).most]).toEqual([-2, 3]);
  });
});

test('a magnitude is dark at 0 and bright at the most; signed numbers are white at 0; what is none stands out', () => {
  const sum = (colour: readonly number[]) => colour.reduce((total, one) => total + one, 0);
  expect(sum(colourOf(0, 0, 2))).toBeLessThan(sum(colourOf(2, 0, 2)));
  expect(sum(colourOf(0, -1, 2))).toBeGreaterThan(700);
  const [red, , blue] = colourOf(2, -1, 2);
  expect(red).toBeGreaterThan(blue);
  expect(colourOf(NaN, 0, 1)).toEqual([255, 0, 255]);
});

describe('health', () => {
  const of = (figures: RecordedFigures['figures']): RecordedFigures => ({ layer: 'a', figures, step: 1 });
  const well = of({ gradientNorm: 1, updateRatio: 1e-3, deadShare: 0.1 });

  test.each<[RecordedFigures['figures'], object]>([
    [well.figures, {}],
    [{ gradientNorm: 1e-5 }, { gradientNorm: 'vanishing' }],
    [{ gradientNorm: NaN }, { gradientNorm: 'exploding' }],
    [{ gradientNorm: 5000 }, { gradientNorm: 'exploding' }],
    [{ updateRatio: 1e-6 }, { updateRatio: 'still' }],
    [{ updateRatio: 0.5 }, { updateRatio: 'wild' }],
    [{ deadShare: 0.6 }, { deadShare: 'dead' }],
    [{}, {}],
  ])('%j', (figures, ailments) => expect(healthOf(of(figures), [well, of(figures)])).toEqual(ailments));
});

describe('the state', () => {
  const layer = (name: string) => ({ name, className: 'Dense', outputShape: [null, 2], parameters: 4, frames: [] });
  const seen = {
    step: 3,
    samples: [0],
    layers: [run('units', [2], [1, 2]), { ...run('units', [3], [1, 2, 3]), name: 'encoder/dense_2' }],
  };
  const state = {
    ...initialState,
    description: { samples: 10, sampleShape: [2], range: [0, 1], classNames: [], models: [] },
    run: { manifest: { models: [{ role: 'encoder', layers: [layer('encoder/dense_1'), layer('encoder/dense_2')] }] } },
    seen,
  } as unknown as LayersState;

  test('arrows go from unit to unit and come round, and from layer to layer as far as there is one', () => {
    const chosen = reduce(state, { kind: 'unitChosen', unit: { layer: 'encoder/dense_2', call: 0, unit: 2 } });
    expect(steppedUnit(chosen, 1)?.unit).toBe(0);
    expect(steppedRow(chosen, -1)).toEqual({ layer: 'encoder/dense_1', call: 0, unit: 1 });
    expect(steppedRow(chosen, 1)?.layer).toBe('encoder/dense_2');
    expect(steppedRow(state, 1)?.layer).toBe('encoder/dense_1');
  });

  test('samples come round, four at most; the difference needs two', () => {
    const last = reduce(state, { kind: 'sampleChosen', at: 0, sample: -1 });
    expect(last.samples).toEqual([9]);
    const both = reduce(last, { kind: 'differenceToggled' });
    expect([both.samples, both.isDifference]).toEqual([[9, 0], true]);
    expect(reduce(both, { kind: 'sampleRemoved', at: 1 }).isDifference).toBe(false);
    const many = [1, 2, 3, 4].reduce((one) => reduce(one, { kind: 'sampleAdded' }), state);
    expect(many.samples).toHaveLength(4);
    expect(reduce(state, { kind: 'sampleRemoved', at: 0 }).samples).toEqual([0]);
  });

  test('what comes of a unit that is not chosen any more is let go of', () => {
    const unit = { layer: 'encoder/dense_1', call: 0, unit: 0 };
    expect(reduce(state, { kind: 'factsCame', facts: { of: unit, step: 3 } }).facts).toBeUndefined();
    const chosen = reduce(state, { kind: 'unitChosen', unit });
    expect(reduce(chosen, { kind: 'factsCame', facts: { of: unit, step: 3 } }).facts?.step).toBe(3);
  });
});
