/** Selecting a span, and what is shown and copied of it. */
import { describe, expect, test } from 'vitest';
import type { SpanStatistics } from '../../../../src/protocol/training-panel-messages';
import { messageFor } from '../../../../webviews/training/keyboard';
import { wantsOf } from '../../../../webviews/training/requests';
import { spanKey } from '../../../../webviews/training/span-request';
import { describeSpan, spanAsCsv, spanAsText, spanRows } from '../../../../webviews/training/span-words';
import {
  arrangementOf,
  type PanelMessage,
  type PanelState,
  reduce,
  spanOf,
  visibleWindow,
} from '../../../../webviews/training/state';
import { progressAt, readyState } from './ready-state';

const after = (state: PanelState, ...messages: PanelMessage[]): PanelState => messages.reduce(reduce, state);
const shelf = { has: () => false, add: () => Promise.resolve() };
const key = (name: string) => ({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false });

/** Presses keys one after another, each on the state that the one before led to. */
const pressed = (state: PanelState, ...names: string[]) =>
  names.reduce((now, name) => {
    const message = messageFor(key(name), now);
    return message ? reduce(now, message) : now;
  }, state);

const STATISTICS: SpanStatistics = {
  tag: 'gLoss',
  records: 11,
  nonFinite: 1,
  mean: 1.5,
  spread: 0.25,
  min: 1,
  max: 2,
  first: 2,
  last: NaN,
  firstStep: 10,
  lastStep: 20,
  slopePer1000: -3,
};

describe('a span', () => {
  test('dragged from right to left is the same as from left to right, in whole steps of the run', () => {
    const dragged = (from: number, to: number) => spanOf(after(readyState(500), { kind: 'spanSelected', from, to }));
    expect(dragged(30.4, 10.6)).toEqual({ from: 11, to: 30 });
    expect(dragged(10.6, 30.4)).toEqual({ from: 11, to: 30 });
    expect(dragged(-20, 9999)).toEqual({ from: 0, to: 500 });
  });

  test('is marked by S at the playhead, follows it, and ends by S', () => {
    const begun = pressed(after(readyState(500), { kind: 'playheadMoved', step: 100 }), 's');
    expect(spanOf(begun)).toEqual({ from: 100, to: 100 });
    const moved = after(begun, { kind: 'playheadMoved', step: 40 });
    expect(spanOf(moved)).toEqual({ from: 40, to: 100 });
    const ended = after(pressed(moved, 'S'), { kind: 'playheadMoved', step: 300 });
    expect(spanOf(ended)).toEqual({ from: 40, to: 100 });
    expect(spanOf(pressed(ended, 's'))).toEqual({ from: 300, to: 300 });
  });

  test('goes by Escape first, and only then the playhead', () => {
    const selected = after(
      readyState(500),
      { kind: 'playheadMoved', step: 7 },
      { kind: 'spanSelected', from: 1, to: 9 },
    );
    const cleared = pressed(selected, 'Escape');
    expect(spanOf(cleared)).toBeUndefined();
    expect(cleared.playhead).toEqual({ kind: 'at', step: 7 });
    expect(pressed(cleared, 'Escape').playhead).toEqual({ kind: 'live' });
  });

  test('is shown over the whole width by Z, and without one Z does nothing', () => {
    expect(messageFor(key('z'), readyState(500))).toBeUndefined();
    const zoomed = pressed(after(readyState(500), { kind: 'spanSelected', from: 100, to: 200 }), 'z');
    expect(visibleWindow(zoomed)).toEqual({ from: 100, to: 200 });
  });

  test('is kept over a reload', () => {
    const selected = after(readyState(500), { kind: 'spanSelected', from: 1, to: 9 });
    expect(arrangementOf(selected).selection.span).toEqual({ from: 1, to: 9 });
  });
});

describe('its statistics', () => {
  const selected = after(readyState(500), { kind: 'spanSelected', from: 10, to: 20 });
  const read = (state: PanelState) =>
    after(state, {
      kind: 'statisticsRead',
      read: { key: spanKey(state, { from: 10, to: 20 }), statistics: [STATISTICS], wallMs: 2500 },
    });
  const isWanted = (state: PanelState) => wantsOf(state, shelf).some(({ slot }) => slot === 'statistics');

  test('are asked for once, and again only when the run has grown within the span', () => {
    expect(isWanted(readyState(500))).toBe(false);
    expect(isWanted(selected)).toBe(true);
    expect(isWanted(read(selected))).toBe(false);
    expect(isWanted(after(read(selected), { kind: 'runAdvanced', progress: progressAt(600) }))).toBe(false);
    const growing = after(readyState(15), { kind: 'spanSelected', from: 10, to: 15 });
    const told = after(growing, {
      kind: 'statisticsRead',
      read: { key: spanKey(growing, { from: 10, to: 15 }), statistics: [], wallMs: null },
    });
    expect(isWanted(told)).toBe(false);
    expect(isWanted(after(told, { kind: 'spanSelected', from: 9, to: 15 }))).toBe(true);
  });

  test('tell steps, epochs and time on the clock, the time only where it is known', () => {
    expect(describeSpan(read(selected))).toBe('11 steps · epochs 0.1 to 0.2 · 2.5\u00a0s on the clock');
    expect(describeSpan(selected)).toBe('11 steps · epochs 0.1 to 0.2');
  });

  test('are rows of curves from top to bottom', () => {
    expect(spanRows(selected)).toEqual([]);
    expect(spanRows(read(selected))).toMatchObject([{ letter: '', track: 'Loss', label: 'G', statistics: STATISTICS }]);
  });

  test('as text are sentences, as CSV every digit', () => {
    expect(spanAsText(read(selected))).toBe(
      [
        'fashion-gan, steps 10 to 20 (11 steps · epochs 0.1 to 0.2 · 2.5\u00a0s on the clock)',
        'Loss · G: mean 1.500, spread 0.2500, lowest 1.000, highest 2.000, first 2.000, last NaN, slope per 1,000 steps −3.00, NaN or ∞ 1, records 11',
        '',
      ].join('\n'),
    );
    expect(spanAsCsv(read(selected))).toBe(
      'run,track,curve,tag,firstStep,lastStep,records,nonFinite,mean,spread,min,max,first,last,slopePer1000\r\n' +
        'fashion-gan,Loss,G,gLoss,10,20,11,1,1.5,0.25,1,2,2,NaN,-3\r\n',
    );
  });

  test('a name with a comma or a quote stays one field', () => {
    const state = read(selected);
    const run = state.run;
    if (!run) throw new Error('Expected a run.');
    const named = { ...state, run: { ...run, manifest: { ...run.manifest, name: 'wide, "new"' } } };
    expect(spanAsCsv(named).split('\r\n')[1]).toMatch(/^"wide, ""new""",Loss,/);
  });
});
