import { describe, expect, test } from 'vitest';
import type { HeatTrack } from '../../../../src/protocol/tracks';
import type { PanelRequest } from '../../../../src/protocol/training-panel-messages';
import { wantsOf } from '../../../../webviews/training/requests';
import { type PanelState, reduce } from '../../../../webviews/training/state';
import { heatView } from '../../../../webviews/training/tracks/heat';
import type { Asker, PictureShelf } from '../../../../webviews/training/wants';
import { panelRun, progressAt, readyState } from './ready-state';

const place = { file: '/w/gan.gibbon.ts', line: 7, column: 3 };
const track: HeatTrack = {
  kind: 'heat',
  id: 'gradientNorm',
  title: 'Gradient norm',
  subtitle: '',
  scale: 'log',
  rows: [
    { tag: 'a', label: 'G dense 100', layer: 'generator/dense_1', place },
    { tag: 'b', label: 'D dense 1', layer: 'discriminator/dense_1', place: { ...place, line: 16 } },
  ],
};

/** Both rows are recorded every 50 steps: a is a hundredth of the step, b ten times that. */
const valueOf = (tag: string, step: number) => (tag === 'a' ? step / 100 : step / 10);

function answer(request: PanelRequest, lastStep: number): unknown {
  if (request.kind === 'readCurves') {
    const steps: number[] = [];
    for (let step = 50; step <= Math.min(lastStep, request.toStep); step += 50)
      if (step >= request.fromStep) steps.push(step);
    const curves = request.tags.map((tag) => {
      const values = Float32Array.from(steps, (step) => valueOf(tag, step));
      const at = Float64Array.from(steps);
      const nonFinite = new Uint32Array(steps.length);
      return { tag, firstStep: at, lastStep: at, min: values, mean: values, max: values, nonFinite };
    });
    return { curves };
  }
  if (request.kind !== 'readValues') throw new Error(`Nobody should ask for ${request.kind} here.`);
  const step = Math.floor(Math.min(lastStep, request.step) / 50) * 50;
  return { values: step > 0 ? request.tags.map((tag) => ({ tag, step, value: valueOf(tag, step) })) : [] };
}

/** Asks for what the track needs, and takes in the answers. @returns what was asked */
async function read(state: PanelState, lastStep: number): Promise<{ state: PanelState; asked: PanelRequest[] }> {
  const asked: PanelRequest[] = [];
  const asker = {
    request: (request: PanelRequest) => {
      asked.push(request);
      return Promise.resolve(answer(request, lastStep));
    },
  } as unknown as Asker;
  const shelf: PictureShelf = { has: () => true, add: () => Promise.resolve() };
  for (const want of wantsOf(state, shelf)) {
    const message = await want.ask(asker);
    if (message) state = reduce(state, message);
  }
  return { state, asked };
}

function withTrack(lastStep: number): PanelState {
  const run = panelRun(lastStep);
  return reduce(readyState(lastStep), {
    kind: 'runRead',
    reading: 1,
    run: { ...run, manifest: { ...run.manifest, tracks: [track] } },
  });
}

describe('a heat track', () => {
  test('asks for the rows once, and says where the pointer is', async () => {
    const { state, asked } = await read(withTrack(500), 500);
    expect(asked.map(({ kind }) => kind).sort()).toEqual(['readCurves', 'readValues']);
    expect((await read(state, 500)).asked).toEqual([]);
    expect(heatView.pointAt?.(track, state, 120, 0.75)).toEqual({
      lines: ['discriminator/dense_1', 'step 100: 10.00'],
      place: { ...place, line: 16 },
    });
    expect(heatView.pointAt?.(track, state, 30, 0.2)?.lines[1]).toBe('nothing recorded yet');
    expect(heatView.pointAt?.(track, state, 120, 1)).toBeUndefined();
  });

  test('zoomed to between two records, knows the value that holds there', async () => {
    const zoomed = reduce(withTrack(9000), { kind: 'zoomed', window: { from: 4012, to: 4022 } });
    const { state, asked } = await read(zoomed, 9000);
    expect(asked).toContainEqual(expect.objectContaining({ kind: 'readValues', step: 4006 }));
    expect(heatView.pointAt?.(track, state, 4015, 0.2)?.lines).toEqual(['generator/dense_1', 'step 4,000: 40.00']);
  });

  test('while a run grows, reads only what is new, and nothing of before once more', async () => {
    const { state } = await read(withTrack(500), 500);
    const grown = reduce(state, { kind: 'runAdvanced', progress: progressAt(560) });
    const { state: after, asked } = await read(grown, 560);
    expect(asked.find(({ kind }) => kind === 'readCurves')).toMatchObject({ fromStep: 500 });
    expect([...(after.curves.get(track.id)?.detail.curves[0]?.firstStep ?? [])]).toEqual(
      Array.from({ length: 11 }, (_, at) => 50 * (at + 1)),
    );
  });

  test('keeps its colours while one pans, and finds new ones when one zooms', async () => {
    const zoomed = reduce(withTrack(9000), { kind: 'zoomed', window: { from: 4000, to: 5000 } });
    const { state } = await read(zoomed, 9000);
    const legend = heatView.legend(track, state);
    expect(legend).toBe('darkest: 30; brightest: 1,000');
    for (const steps of [100, 900, -1800]) {
      const panned = await read(reduce(state, { kind: 'panned', steps }), 9000);
      expect(heatView.legend(track, panned.state)).toBe(legend);
    }
    const out = await read(reduce(state, { kind: 'wholeRunShown' }), 9000);
    expect(heatView.legend(track, out.state)).not.toBe(legend);
  });

  test('says in a sentence which row is lowest and which highest', async () => {
    const { state } = await read(withTrack(500), 500);
    expect(heatView.summarize(track, state)).toBe(
      'Gradient norm: at step 500 from 5.00 (generator/dense_1) to 50.0 (discriminator/dense_1)',
    );
  });
});

test('the layer that the cursor in the source stands on is remembered, and let go', () => {
  const selected = reduce(readyState(500), { kind: 'layerSelected', layer: 'generator/dense_1' });
  expect(selected.selectedLayer).toBe('generator/dense_1');
  expect(reduce(selected, { kind: 'layerSelected', layer: 'generator/dense_1' })).toBe(selected);
  expect(reduce(selected, { kind: 'layerSelected', layer: undefined }).selectedLayer).toBeUndefined();
});
