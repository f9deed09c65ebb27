import { describe, expect, test } from 'vitest';
import {
  arrangementOf,
  initialState,
  lastStepOf,
  type PanelMessage,
  type PanelState,
  pictureStepAt,
  playheadStep,
  reduce,
  visibleWindow,
} from '../../../../webviews/training/state';
import { panelRun, progressAt, readyState } from './ready-state';

const after = (state: PanelState, ...messages: PanelMessage[]): PanelState => messages.reduce(reduce, state);
const withPictures = (state: PanelState, ...steps: number[]) =>
  after(state, {
    kind: 'pictureStepsRead',
    tag: 'samples',
    steps: Float64Array.from(steps),
    readUpTo: lastStepOf(state),
  });

describe('the playhead', () => {
  test('rides at the newest step while live', () => {
    const state = after(readyState(100), { kind: 'runAdvanced', progress: progressAt(250) });
    expect(playheadStep(state)).toBe(250);
  });

  test('stays where it was put while the run goes on', () => {
    const state = after(
      readyState(100),
      { kind: 'playheadMoved', step: 40.4 },
      { kind: 'runAdvanced', progress: progressAt(250) },
    );
    expect(playheadStep(state)).toBe(40);
  });

  test('never leaves the recorded steps', () => {
    expect(playheadStep(after(readyState(100), { kind: 'playheadMoved', step: 9999 }))).toBe(100);
    expect(playheadStep(after(readyState(100), { kind: 'playheadMoved', step: -5 }))).toBe(0);
  });

  test.for([
    [60, 1, 75],
    [75, 1, 100],
    [60, -1, 50],
    [50, -1, 25],
    [10, -1, 0],
  ] as const)('from step %i the picture in direction %i is that of step %i', ([from, direction, expected]) => {
    const state = withPictures(readyState(110), 0, 25, 50, 75, 100);
    const moved = after(
      state,
      { kind: 'playheadMoved', step: from },
      { kind: 'playheadStepped', by: 'picture', direction },
    );
    expect(playheadStep(moved)).toBe(expected);
  });

  test('after the last picture comes the newest step', () => {
    const state = after(withPictures(readyState(110), 0, 100), { kind: 'playheadMoved', step: 100 });
    expect(playheadStep(after(state, { kind: 'playheadStepped', by: 'picture', direction: 1 }))).toBe(110);
  });

  test('moved out of a zoomed window, it takes the window along', () => {
    const zoomed = after(readyState(10_000, 'finished'), { kind: 'zoomed', window: { from: 1000, to: 1200 } });
    const window = visibleWindow(after(zoomed, { kind: 'playheadMoved', step: 5000 }));
    expect(window.to - window.from).toBeCloseTo(200);
    expect(window.from).toBeLessThan(5000);
    expect(window.to).toBeGreaterThan(5000);
  });

  test('its picture is the newest one recorded by then, or the first of all', () => {
    const state = withPictures(readyState(110), 10, 50);
    expect(pictureStepAt(state, 'samples', 49)).toBe(10);
    expect(pictureStepAt(state, 'samples', 50)).toBe(50);
    expect(pictureStepAt(state, 'samples', 3)).toBe(10);
    expect(pictureStepAt(state, 'other', 3)).toBeUndefined();
  });
});

describe('the window', () => {
  test('zoomed in at the live end, it follows in leaps', () => {
    const zoomed = after(readyState(1000), { kind: 'zoomed', window: { from: 900, to: 1000 } });
    const next = after(zoomed, { kind: 'runAdvanced', progress: progressAt(1001) });
    expect(visibleWindow(next).to).toBeGreaterThan(1001);
    const still = after(next, { kind: 'runAdvanced', progress: progressAt(1010) });
    expect(visibleWindow(still)).toEqual(visibleWindow(next));
  });

  test('somewhere in the past, it stays there', () => {
    const zoomed = after(readyState(1000), { kind: 'zoomed', window: { from: 100, to: 200 } });
    expect(visibleWindow(after(zoomed, { kind: 'runAdvanced', progress: progressAt(2000) }))).toEqual({
      from: 100,
      to: 200,
    });
  });

  test('a kept span that the run does not reach is moved into it', () => {
    const kept = initialState({ zoom: { kind: 'span', from: 5000, to: 5100 } });
    const window = visibleWindow(after(kept, { kind: 'runRead', reading: 1, run: panelRun(1000, 'finished') }));
    expect(window).toEqual({ from: 900.5, to: 1000.5 });
  });
});

describe('reading the run again', () => {
  const read = withPictures(readyState(500), 0, 100);

  test('keeps what was read when the run only went on', () => {
    const again = after(read, { kind: 'runRead', reading: 2, run: panelRun(600) });
    expect(again.pictureSteps.size).toBe(1);
    expect(again.edition).toBe(read.edition);
  });

  test('forgets it when steps were taken back', () => {
    const again = after(read, { kind: 'runRead', reading: 2, run: panelRun(300) });
    expect(again.pictureSteps.size).toBe(0);
    expect(again.edition).toBe(read.edition + 1);
  });

  test('a failed reading leaves the run that is shown', () => {
    const problem = { message: 'gone', blame: 'environment' } as const;
    const again = after(read, { kind: 'runChanged' }, { kind: 'runUnreadable', reading: 2, problem });
    expect(again.run).toBe(read.run);
    expect(again.runProblem).toBe(problem);
  });
});

test('folding twice is unfolding, and is part of the arrangement', () => {
  const folded = after(readyState(10), { kind: 'trackFolded', track: 'loss' });
  expect(arrangementOf(folded).layout.folded).toEqual(['loss']);
  expect(arrangementOf(after(folded, { kind: 'trackFolded', track: 'loss' })).layout.folded).toEqual([]);
});

test('no message changes the state that it was given', () => {
  const state = withPictures(readyState(500), 0, 100);
  const before = JSON.stringify(state, (_, value: unknown) => (value instanceof Map ? [...value] : value));
  after(
    state,
    { kind: 'playheadMoved', step: 3 },
    { kind: 'zoomed', window: { from: 1, to: 40 } },
    { kind: 'tableToggled' },
    { kind: 'commandSent', command: 'pause' },
  );
  expect(JSON.stringify(state, (_, value: unknown) => (value instanceof Map ? [...value] : value))).toBe(before);
});

test('before the first record there is step 0, not step -1', () => {
  expect(lastStepOf(readyState(-1, 'starting'))).toBe(0);
});
