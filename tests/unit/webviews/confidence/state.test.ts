/** What of the Confidence panel is pure: which samples stand where, what keys and messages do, where a pointer is. */
import { describe, expect, test } from 'vitest';
import type { Judged, Rivals, SliceAnswer, Wall } from '../../../../src/protocol/confidence-questions';
import { placedOn, valueAt } from '../../../../webviews/confidence/field';
import { actionOf } from '../../../../webviews/confidence/keyboard';
import {
  chosenIn,
  type ConfidenceState,
  initialState,
  onWall,
  reduce,
  settingsOf,
  sliceIn,
  steppedOnWall,
} from '../../../../webviews/confidence/state';
import { atOnWall, placeOnWall, wallLayout } from '../../../../webviews/confidence/wall-picture';

const rivals: Rivals = {
  kind: 'rivals',
  generator: 'generator',
  discriminator: 'discriminator',
  gives: 'probability',
  counts: { real: 3, heldOut: 0, generated: 200 },
  sampleShape: [28, 28, 1],
  range: [0, 1],
  classNames: [],
  isConditional: false,
  hasBatchNorm: false,
  codings: 4,
  isPlane: false,
  isScaled: false,
  isLossKnown: true,
};
const judged: Judged = {
  step: 5,
  real: { values: Float32Array.of(0.2, NaN, 0.7) },
  // 0.000, 0.005 … 0.995: the larger the number of a sample, the more convincing.
  generated: { values: Float32Array.from({ length: 200 }, (_, i) => i / 200) },
  gradient: { samples: 64, meanSize: 0.1, zeroShare: 0 },
};
const wallOf = (indices: number[], whose: Wall['whose'] = 'generated'): Wall => ({
  step: 5,
  whose,
  indices,
  pictures: new Uint8Array(),
  gradients: new Uint8Array(),
  scales: new Float32Array(),
  values: Float32Array.from(indices, (index) => index / 200),
});
const state: ConfidenceState = { ...initialState, description: rivals, judged };
const withWall = (indices: number[]): ConfidenceState => ({ ...state, wall: wallOf(indices) });

describe('the wall', () => {
  test('goes from the most to the least convincing sample, over all ranks or at an end', () => {
    const spread = onWall(state);
    expect([spread.length, spread[0], spread.at(-1)]).toEqual([64, 199, 0]);
    expect(new Set(spread).size).toBe(64);
    expect(onWall({ ...state, selection: 'most' })).toEqual(Array.from({ length: 64 }, (_, i) => 199 - i));
    expect(onWall({ ...state, selection: 'least' })).toEqual(Array.from({ length: 64 }, (_, i) => 63 - i));
    // What is no number convinces least.
    expect(onWall({ ...state, whose: 'real' })).toEqual([2, 0, 1]);
    expect(onWall({ ...state, whose: 'heldOut' })).toEqual([]);
  });

  test('lays out whole pixels, full rows where that takes few columns less, and finds what is pointed at', () => {
    const kind = { shape: [28, 28, 1], range: [0, 1] } as const;
    const layout = wallLayout(64, kind, 590);
    expect([layout.columns, layout.rows, layout.tilePx]).toEqual([8, 8, 56]);
    expect(wallLayout(64, kind, 100).columns).toBe(1);
    expect(wallLayout(7, { shape: [64, 64, 3], range: [0, 1] }, 300)).toMatchObject({ tilePx: 64, columns: 4 });
    const { x, y } = placeOnWall(19, layout);
    expect(atOnWall(x + 5, y + 5, 64, layout)).toBe(19);
    expect(atOnWall(layout.widthPx + 40, 5, 64, layout)).toBeUndefined();
    expect(atOnWall(5, layout.heightPx + 5, 64, layout)).toBeUndefined();
  });

  test('the first of it is seen closely until one is chosen; one that is not there any more is none', () => {
    expect(chosenIn(withWall([9, 8, 7]))).toBe(9);
    expect(chosenIn({ ...withWall([9, 8, 7]), chosen: 8 })).toBe(8);
    expect(chosenIn({ ...withWall([9, 8, 7]), chosen: 1 })).toBe(9);
    expect(steppedOnWall({ ...withWall([9, 8, 7]), chosen: 7 }, 1)).toBe(7);
  });
});

describe('the slice of codings', () => {
  test('goes through the chosen sample until three are pinned; a fourth takes the place of the first', () => {
    let now = withWall([9, 8, 7, 6]);
    expect(sliceIn(now)).toEqual({ through: [9], turn: 0 });
    for (const sample of [9, 8, 7]) {
      now = reduce(now, { kind: 'sampleChosen', sample });
      now = reduce(now, { kind: 'pinToggled' });
    }
    expect(sliceIn(now)).toEqual({ through: [9, 8, 7], turn: 0 });
    now = reduce(reduce(now, { kind: 'sampleChosen', sample: 6 }), { kind: 'pinToggled' });
    expect(now.pins).toEqual([8, 7, 6]);
    expect(reduce(now, { kind: 'pinToggled' }).pins).toEqual([8, 7]);
    expect(sliceIn(reduce(now, { kind: 'turned' }))).toEqual({ through: [6], turn: 1 });
  });

  test('stays where it is while real samples are looked at, which have no codings', () => {
    const slice: SliceAnswer = {
      step: 5,
      slice: { through: [9], turn: 2 },
      across: [-3, 3],
      up: [-3, 3],
      side: 3,
      values: new Float32Array(9),
      places: [[0, 0]],
    };
    const real = { ...state, whose: 'real' as const, wall: wallOf([0], 'real'), slice, turn: 2 };
    expect(sliceIn(real)).toEqual({ through: [9], turn: 2 });
    expect(reduce(real, { kind: 'pinToggled' }).pins).toEqual([]);
  });

  test('a place on the screen and the cell of it', () => {
    const field = {
      across: [-3, 3],
      up: [-1, 1],
      side: 3,
      values: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8),
    } as const;
    const { toPx, toPlace } = placedOn(field, 90);
    expect(toPx(-3, 1)).toEqual([15, 15]);
    expect(toPx(0, 0)).toEqual([45, 45]);
    expect(toPlace(...toPx(1.5, -0.5))).toEqual([1.5, -0.5]);
    expect([valueAt(field, -3, 1), valueAt(field, 3, 1), valueAt(field, 0, -1)]).toEqual([0, 2, 7]);
    expect(valueAt(field, 9, 0)).toBeUndefined();
  });
});

describe('keys', () => {
  const context = { columns: 2, isFieldFocused: false };
  const did = (key: string, now = withWall([9, 8, 7, 6]), how = context) => {
    const action = actionOf(key, now, how);
    return action?.kind === 'message' ? action.message : action;
  };

  test('arrows go over the wall, row by row, and say what D gives', () => {
    expect(did('ArrowRight')).toEqual({ kind: 'sampleChosen', sample: 8 });
    expect(did('ArrowDown')).toEqual({ kind: 'sampleChosen', sample: 7 });
    expect(did('ArrowUp')).toEqual({ kind: 'sampleChosen', sample: 9 });
    expect(actionOf('ArrowDown', withWall([9, 8, 7, 6]), context)).toMatchObject({ heard: 'Sample 7: D gives 0.035' });
  });

  test('on the plane of codings they move a cross, from the middle, and not beyond the edge', () => {
    const slice = { across: [-3, 3], up: [-2, 2] } as unknown as SliceAnswer;
    const now = { ...withWall([9]), slice };
    const on = { ...context, isFieldFocused: true };
    expect(did('ArrowRight', now, on)).toEqual({ kind: 'aimed', aim: [0.1875, 0] });
    expect(did('ArrowUp', { ...now, aim: [0, 2] }, on)).toEqual({ kind: 'aimed', aim: [0, 2] });
  });

  test('letters switch; those that there are none of are left out; other keys are not the panel’s', () => {
    expect(did('G')).toEqual({ kind: 'heatToggled' });
    expect(did('r')).toEqual({ kind: 'whoseChosen', whose: 'real' });
    expect(did('r', { ...withWall([]), whose: 'real' })).toEqual({ kind: 'whoseChosen', whose: 'generated' });
    expect(did('o')).toEqual({ kind: 'selectionChosen', selection: 'most' });
    expect([did('l'), did(',')]).toEqual([{ kind: 'live' }, { kind: 'step', by: -1 }]);
    expect(did('x')).toBeUndefined();
  });
});

test('settings survive a reload, as far as they are any', () => {
  const settings = settingsOf({ ...state, selection: 'least', isHeatShown: true });
  expect(reduce(initialState, { kind: 'settingsKept', settings })).toMatchObject(settings);
  const broken = reduce(initialState, { kind: 'settingsKept', settings: { whose: 'nobody', isHeatShown: 3 } });
  expect(settingsOf(broken)).toEqual(settingsOf(initialState));
  // Of a run that has none that were never seen, others are shown.
  const kept = reduce(initialState, { kind: 'settingsKept', settings: { whose: 'heldOut' } });
  expect(reduce(kept, { kind: 'described', description: rivals }).whose).toBe('generated');
});
