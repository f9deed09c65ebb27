import { describe, expect, test } from 'vitest';
import type { PanelRun } from '../../../../src/protocol/training-panel-messages';
import { matchingTrack, otherSide, picturesOfOther, shelfOfOther } from '../../../../webviews/training/other-run';
import { wantsOf } from '../../../../webviews/training/requests';
import {
  arrangementOf,
  furthestStepOf,
  initialState,
  type PanelMessage,
  type PanelState,
  playheadStep,
  reduce,
  spanOf,
  visibleWindow,
  wholeOf,
} from '../../../../webviews/training/state';
import type { Asker, PictureShelf } from '../../../../webviews/training/wants';
import { panelRun, progressAt, readyState } from './ready-state';

const shelf: PictureShelf = { has: () => false, add: () => Promise.resolve() };
const after = (state: PanelState, ...messages: PanelMessage[]): PanelState => messages.reduce(reduce, state);

/** A finished run of 500 steps over which another one is laid. */
function comparing(other: PanelRun = panelRun(900, 'finished')): PanelState {
  const begun = after(readyState(500, 'finished'), { kind: 'comparisonBegun', runFolder: '/runs/other' });
  return told(begun, { kind: 'runRead', reading: 1, run: other });
}

const told = (state: PanelState, message: PanelMessage): PanelState =>
  after(state, { kind: 'otherTold', comparison: state.other?.number ?? 0, message });

/** What the wants of a state ask, each answered by `answer`. */
async function exchange(state: PanelState, answer: (kind: string) => unknown = () => new Promise(() => undefined)) {
  const asked: { readonly kind: string; readonly of?: string }[] = [];
  const asker = {
    request: (request: { readonly kind: string; readonly of?: string }) => {
      asked.push(request);
      return Promise.resolve(answer(request.kind));
    },
  } as unknown as Asker;
  const wants = wantsOf(state, shelf);
  const answers = wants.map((want) => want.ask(asker));
  return { asked, wants, answers };
}

describe('the other run', () => {
  test('is seen through the window of this one, and at its playhead', () => {
    const state = after(
      comparing(),
      { kind: 'zoomed', window: { from: 100, to: 200 } },
      { kind: 'playheadMoved', step: 150 },
    );
    const side = otherSide(state);
    if (!side) throw new Error('Expected the other run.');
    expect(visibleWindow(side)).toEqual({ from: 100, to: 200 });
    expect(playheadStep(side)).toBe(150);
    expect(side.run?.progress.lastStep).toBe(900);
  });

  test('may be the longer one: window, playhead and selection reach its end', () => {
    const state = comparing();
    expect(wholeOf(state)).toEqual({ from: 0, to: 900 });
    expect(furthestStepOf(state)).toBe(900);
    const moved = after(state, { kind: 'playheadMoved', step: 800 }, { kind: 'spanSelected', from: 700, to: 2000 });
    expect(playheadStep(moved)).toBe(800);
    expect(spanOf(moved)).toEqual({ from: 700, to: 900 });
    const alone = after(moved, { kind: 'comparisonEnded' });
    expect(playheadStep(alone)).toBe(500);
    expect(arrangementOf(alone).comparedWith).toBeUndefined();
  });

  test('may be the shorter one: at the playhead it shows its end', () => {
    const side = otherSide(after(comparing(panelRun(200, 'finished')), { kind: 'playheadMoved', step: 400 }));
    expect(side && playheadStep(side)).toBe(200);
  });

  test('goes on living: what its own state makes of a message is its own affair', () => {
    const grown = told(comparing(), { kind: 'runAdvanced', progress: progressAt(1000) });
    expect(furthestStepOf(grown)).toBe(1000);
    expect(grown.run?.progress.lastStep).toBe(500);
  });

  test('of an earlier comparison is not heard any more', () => {
    const first = comparing();
    const second = after(first, { kind: 'comparisonBegun', runFolder: '/runs/third' });
    const late: PanelMessage = {
      kind: 'otherTold',
      comparison: first.other?.number ?? NaN,
      message: { kind: 'runRead', reading: 1, run: panelRun(900) },
    };
    expect(after(second, late)).toBe(second);
    const ended = after(first, { kind: 'comparisonEnded' });
    expect(after(ended, late)).toBe(ended);
    expect(after(ended, { kind: 'comparisonBegun', runFolder: '/runs/other' }).other?.number).not.toBe(
      first.other?.number,
    );
  });

  test('comes back after a reload by its folder', async () => {
    const kept = initialState({ comparedWith: '/runs/other' });
    const state = after(kept, { kind: 'runRead', reading: 1, run: panelRun(500) });
    expect((await exchange(state)).asked).toContainEqual({ kind: 'readOther', runFolder: '/runs/other' });
  });

  test('that can’t be read is told as such, and leaves this one alone', async () => {
    const state = after(readyState(500), { kind: 'comparisonBegun', runFolder: '/runs/gone' });
    const failing = { request: () => Promise.reject(new Error('It is gone.')) } as unknown as Asker;
    const want = wantsOf(state, shelf).find(({ slot }) => slot === 'other run');
    const message = await want?.ask(failing);
    if (!message) throw new Error('Expected an answer.');
    const next = after(state, message);
    expect(next.other?.side.runProblem?.message).toBe('It is gone.');
    expect(next.runProblem).toBeUndefined();
    expect(otherSide(next)).toBeUndefined();
    expect(wantsOf(next, shelf).some(({ slot }) => slot === 'other run')).toBe(false);
  });
});

describe('what is asked of it', () => {
  test('is what is asked of this run, in slots of its own', async () => {
    const { asked, wants } = await exchange(comparing());
    const kinds = (of?: string) => asked.filter((request) => request.of === of).map(({ kind }) => kind);
    expect(new Set(kinds('other'))).toEqual(new Set(['readCurves', 'readHistograms', 'readValues', 'readSteps']));
    expect(kinds('other').sort()).toEqual(kinds(undefined).sort());
    const slots = wants.map(({ slot }) => slot);
    for (const slot of slots.filter((each) => each.startsWith('other ')))
      expect(slots).toContain(slot.slice('other '.length));
  });

  test('is nothing of a track that only this run has', async () => {
    const run = panelRun(900, 'finished');
    const tracks = run.manifest.tracks.filter(({ kind }) => kind === 'images');
    const { asked } = await exchange(comparing({ ...run, manifest: { ...run.manifest, tracks } }));
    expect(new Set(asked.filter(({ of }) => of === 'other').map(({ kind }) => kind))).toEqual(new Set(['readSteps']));
  });

  test('is answered to its own state', async () => {
    const state = comparing();
    const want = wantsOf(state, shelf).find(({ slot }) => slot === 'other values');
    const asker = { request: () => Promise.resolve({ values: [{ tag: 'gLoss', step: 500, value: 2 }] }) };
    const message = await want?.ask(asker as unknown as Asker);
    if (!message) throw new Error('Expected an answer.');
    const next = after(state, message);
    expect(otherSide(next)?.valuesAtPlayhead?.values[0]?.value).toBe(2);
    expect(next.valuesAtPlayhead).toBeUndefined();
  });

  test('statistics of a span come of both', async () => {
    const state = after(comparing(), { kind: 'spanSelected', from: 10, to: 20 });
    const { asked } = await exchange(state);
    const statistics = asked.filter(({ kind }) => kind === 'readStatistics');
    expect(statistics.map(({ of }) => of).sort()).toEqual(['other', undefined]);
    expect(statistics[0]).toMatchObject({ tags: ['gLoss'], fromStep: 10, toStep: 20 });
  });
});

describe('a track of the other run matches', () => {
  const side = (change: (run: PanelRun) => PanelRun) => {
    const found = otherSide(comparing(change(panelRun(900))));
    if (!found) throw new Error('Expected the other run.');
    return found;
  };
  const [loss] = panelRun(1).manifest.tracks;
  if (loss?.kind !== 'curves') throw new Error('Expected curves.');
  const withSeries = (...tags: string[]) =>
    side((run) => {
      const series = tags.map((tag) => ({ tag, label: tag, role: 'plain' as const }));
      return { ...run, manifest: { ...run.manifest, tracks: [{ ...loss, series }] } };
    });

  test('with the same tags, in this run’s order and colours', () => {
    expect(matchingTrack(loss, withSeries('dLoss', 'gLoss'))).toBe(loss);
  });

  test('not without a tag in common, nor of another kind', () => {
    expect(matchingTrack(loss, withSeries('valLoss'))).toBeUndefined();
    const images = side((run) => ({
      ...run,
      manifest: {
        ...run.manifest,
        tracks: run.manifest.tracks.filter(({ kind }) => kind === 'images').map((track) => ({ ...track, id: 'loss' })),
      },
    }));
    expect(matchingTrack(loss, images)).toBeUndefined();
  });
});

test('pictures of two runs at one step are kept apart', () => {
  const kept = new Map<string, string>();
  const base = {
    has: (key: string) => kept.has(key),
    add: (key: string) => Promise.resolve(void kept.set(key, 'own')),
    get: (key: string) => kept.get(key),
    isBroken: () => false,
  };
  void base.add('0/samples@5');
  expect(shelfOfOther(base, 1).has('0/samples@5')).toBe(false);
  void shelfOfOther(base, 1).add('0/samples@5', new Uint8Array());
  expect(picturesOfOther(base, 1).get('0/samples@5')).toBe('own');
  expect(picturesOfOther(base, 2).get('0/samples@5')).toBeUndefined();
});
