import { describe, expect, test } from 'vitest';
import type { PanelRequest } from '../../../../src/protocol/training-panel-messages';
import { wantsOf } from '../../../../webviews/training/requests';
import { initialState, type PanelState, reduce } from '../../../../webviews/training/state';
import { type Asker, pictureKey, type PictureShelf, type Want } from '../../../../webviews/training/wants';
import { progressAt, readyState } from './ready-state';

const emptyShelf: PictureShelf = { has: () => false, add: () => Promise.resolve() };

/** The requests that wants would send. */
async function requestsOf(wants: readonly Want[]): Promise<PanelRequest[]> {
  const sent: PanelRequest[] = [];
  const asker = {
    request: (request: PanelRequest) => {
      sent.push(request);
      return new Promise(() => undefined);
    },
  } as unknown as Asker;
  for (const want of wants) void want.ask(asker);
  return sent;
}

const kindsOf = async (state: PanelState) =>
  new Set((await requestsOf(wantsOf(state, emptyShelf))).map(({ kind }) => kind));

describe('what a panel asks for', () => {
  test('at first only the run itself', async () => {
    expect(await requestsOf(wantsOf(initialState(), emptyShelf))).toEqual([{ kind: 'readRun' }]);
  });

  test('nothing while it is hidden', () => {
    expect(wantsOf({ ...readyState(500), hidden: true }, emptyShelf)).toEqual([]);
  });

  test('nothing of a run without records', () => {
    expect(wantsOf(readyState(-1, 'starting'), emptyShelf)).toEqual([]);
  });

  test('with records, what each track and the playhead need', async () => {
    expect(await kindsOf(readyState(500))).toEqual(
      new Set(['readCurves', 'readHistograms', 'readValues', 'readSteps']),
    );
  });

  test('of a folded track only what the pane shows', async () => {
    const folded = reduce(readyState(500), { kind: 'trackFolded', track: 'loss' });
    expect(await kindsOf(folded)).toEqual(new Set(['readHistograms', 'readValues', 'readSteps']));
  });

  test('the run again when the host says that it changed', async () => {
    expect(await kindsOf(reduce(readyState(500), { kind: 'runChanged' }))).toContain('readRun');
  });

  test('pictures that are not on the shelf, at most one a place in the strip', async () => {
    const steps = Float64Array.from({ length: 500 }, (_, i) => i);
    const state = reduce(readyState(500), { kind: 'pictureStepsRead', tag: 'samples', steps, readUpTo: 500 });
    const asked = (await requestsOf(wantsOf(state, emptyShelf))).filter(({ kind }) => kind === 'readImage');
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.length).toBeLessThan(500 / 28 + 2);
    const first = asked[1];
    if (first?.kind !== 'readImage') throw new Error('Expected a picture to be asked for.');
    const key = pictureKey(0, 'samples', first.step);
    const fewer = (await requestsOf(wantsOf(state, { ...emptyShelf, has: (known) => known === key }))).filter(
      ({ kind }) => kind === 'readImage',
    );
    expect(fewer.length).toBeLessThan(asked.length);
  });

  test('at most as many columns as there are pixels, with a margin for panning', async () => {
    for (const request of await requestsOf(wantsOf(readyState(9999, 'finished'), emptyShelf))) {
      if (request.kind === 'readCurves') expect(request.columns).toBeLessThanOrEqual(2 * 500 + 1);
    }
  });

  test('only the new end once the rest has been read', async () => {
    const state = readyState(500);
    const curves = wantsOf(state, emptyShelf).find(({ slot }) => slot === 'curves loss');
    const asker = { request: () => Promise.resolve({ curves: [] }) } as unknown as Asker;
    const message = await curves?.ask(asker);
    if (!message) throw new Error('Expected the answer to become a message.');
    const grown = reduce(reduce(state, message), { kind: 'runAdvanced', progress: progressAt(520) });
    const again = (await requestsOf(wantsOf(grown, emptyShelf))).find(({ kind }) => kind === 'readCurves');
    expect(again?.kind === 'readCurves' && again.fromStep).toBe(500);
  });
});
