/** The playhead of a real run rests at a step: what is shown of it, by a real inspector, and when none is started. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { unwrap } from '../../../../src/base/result';
import { RunInspection } from '../../../../src/extension/moments/run-inspection';
import { type InspectedRun, StepInspector } from '../../../../src/extension/moments/step-inspector';
import type { Playhead, StepView } from '../../../../src/protocol/training-panel-messages';
import { readManifest } from '../../../../src/store/manifest-file';
import { RunReader } from '../../../../src/store/run-reader';
import { temporaryFolder } from '../../../programs/gibbon-cli';
import { inspectorOf, trainedFixture } from '../../../programs/inspected-fixture';

let runFolder: string;
beforeAll(async () => {
  runFolder = await trainedFixture('tiny-gan', 150);
});
afterAll(() => rmSync(path.dirname(runFolder), { recursive: true, force: true }));

/** A run that is shown with its playhead at the end, and what was said of it since. */
function shown(options: { isWanted?: boolean; isWatched?: boolean; message?: string; folder?: string } = {}) {
  const reader = unwrap(RunReader.open(runFolder));
  reader.refresh();
  const run = {
    manifest: unwrap(readManifest(runFolder)),
    reader,
    playhead: { kind: 'live' } as Playhead,
    get playheadStep() {
      return this.playhead.kind === 'live' ? reader.lastStep : this.playhead.step;
    },
    isWatched: options.isWatched ?? true,
  } satisfies InspectedRun;
  let started = 0;
  const inspection = new RunInspection(runFolder, {
    isWanted: () => options.isWanted ?? true,
    obstacle: () => (options.message ? { message: options.message, blame: 'environment' } : undefined),
    obstacleToReplay: () => undefined,
    start: (folder) => {
      started++;
      return inspectorOf(options.folder ?? folder);
    },
  });
  const inspector = new StepInspector(run, inspection);
  const views: (StepView | undefined)[] = [];
  inspector.onDidChange(() => views.push(inspector.view));
  onTestFinished(() => {
    inspector.dispose();
    inspection.dispose();
    reader.dispose();
  });
  const moveTo = (playhead: Playhead) => {
    run.playhead = playhead;
    inspector.follow();
  };
  return { run, reader, inspector, views, moveTo, started: () => started };
}

const at = (step: number): Playhead => ({ kind: 'at', step });
const lookUntil = (look: () => unknown) => expect.poll(look, { timeout: 120_000 });

test('a step between two records is computed again, with its own pictures and layers, and shown again at once', async () => {
  const { run, reader, inspector, views, moveTo, started } = shown();
  moveTo(at(137));
  expect(inspector.view).toEqual({ kind: 'recorded', step: 137 });
  await lookUntil(() => inspector.view?.kind).toBe('computed');
  expect(views.some((view) => view?.kind === 'computing')).toBe(true);
  const pictures = run.manifest.tracks.flatMap((track) => (track.kind === 'images' ? [track.tag] : []));
  expect(inspector.view).toEqual({ kind: 'computed', step: 137, images: pictures });
  const rows = run.manifest.tracks.flatMap((track) => (track.kind === 'heat' ? track.rows : []));
  expect(inspector.figures.values([rows[0]!.tag], 137)[0]?.step).toBe(137);
  expect(inspector.figures.imageAt(pictures[0]!, 137)?.step).toBe(137);
  expect(reader.imageAt(pictures[0]!, 137)?.step).toBeLessThan(137);

  moveTo(at(141));
  await lookUntil(() => inspector.view).toMatchObject({ kind: 'computed', step: 141 });
  moveTo(at(137));
  expect(inspector.view).toMatchObject({ kind: 'computed', step: 137 });
  expect(started()).toBe(1);
});

test('nothing is started for a step that was recorded whole, nor for a playhead that goes on, or rides', async () => {
  const { inspector, moveTo, started, reader } = shown();
  moveTo(at(0));
  for (let step = 60; step < 70; step++) moveTo(at(step));
  expect(inspector.view).toEqual({ kind: 'recorded', step: 69 });
  moveTo({ kind: 'live' });
  expect(inspector.view).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(started()).toBe(0);
  expect(inspector.figures).toBe(reader);
});

test('nobody looks, or nobody wants it: nothing is started', async () => {
  const off = shown({ isWanted: false });
  off.moveTo(at(137));
  const hidden = shown({ isWatched: false });
  hidden.moveTo(at(137));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect([off.started(), hidden.started()]).toEqual([0, 0]);
  expect([off.inspector.view, hidden.inspector.view]).toEqual([undefined, undefined]);
});

test('what stands in the way is said, and the records are shown', async () => {
  const untrusted = shown({ message: 'Not trusted.' });
  untrusted.moveTo(at(137));
  expect(untrusted.inspector.view).toMatchObject({ kind: 'failed', problem: { message: 'Not trusted.' } });
  expect(untrusted.inspector.figures).toBe(untrusted.reader);
  const gone = shown({ folder: path.join(temporaryFolder(), 'nowhere') });
  gone.moveTo(at(137));
  await lookUntil(() => gone.inspector.view?.kind).toBe('failed');
  expect(gone.inspector.view).toMatchObject({
    problem: { message: expect.stringMatching(/nowhere|manifest/) as string },
  });
});
