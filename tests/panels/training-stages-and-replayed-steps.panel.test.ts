/** Where the playhead stands: in which stage of a training, and at a step of which not all was recorded, so that it is computed again. */
import { expect, test } from 'vitest';
import type { PanelRequest, StepView } from '../../src/protocol/training-panel-messages';
import { autoencoderRun, ganRun } from './fixtures/fixture-runs';
import { RecordedRun } from './fixtures/recorded-run';
import { answerFrom } from './fixtures/training-host';
import { trainingPanels } from './page/opened-panels';
import type { OpenPanel } from './page/panel-tab';
import { settled } from './page/waiting';

const { openRun } = trainingPanels();

/** Two autoencoders one after the other, then both as one. */
function stagedRun(): RecordedRun {
  const run = autoencoderRun();
  const stages = [
    { name: 'autoencoder 1', firstStep: 1, lastStep: 3000 },
    { name: 'autoencoder 2', firstStep: 3001, lastStep: 6000 },
    { name: 'fine-tuning', firstStep: 6001, lastStep: 9000 },
  ];
  return new RecordedRun({ ...run.records, manifest: { ...run.records.manifest, stages } }, run.lastStep);
}

test('a line stands where one stage ends and the next begins, and the pane says which one it is', async () => {
  const { page } = await openRun(stagedRun(), {
    kept: { arrangement: { playhead: { kind: 'at', step: 4500 } } },
  });
  await expect.poll(() => page.locator('.pane-title').textContent()).toContain('stage 2 of 3, autoencoder 2');
  const lines = page.locator('.stage-boundary');
  const [layer, ...places] = await Promise.all([
    page.locator('.playhead-layer').boundingBox(),
    ...[0, 1].map((at) => lines.nth(at).boundingBox()),
  ]);
  const playhead = await page.locator('.playhead').boundingBox();
  // A third and two thirds of the way, with the playhead in the middle between them.
  expect(await lines.count()).toBe(2);
  expect(playhead!.x - places[0]!.x).toBeCloseTo(places[1]!.x - playhead!.x, -1);
  expect((places[1]!.x - layer!.x) / (places[0]!.x - layer!.x)).toBeCloseTo(2, 1);
});

test('where only one stage is in sight no line is, and its name stays', async () => {
  const { page } = await openRun(stagedRun(), {
    kept: { arrangement: { zoom: { kind: 'span', from: 3500, to: 5000 }, playhead: { kind: 'at', step: 4000 } } },
  });
  await expect.poll(() => page.locator('.stage-boundary:visible').count()).toBe(0);
  await expect.poll(() => page.locator('.pane-title').textContent()).toContain('autoencoder 2');
});

const STEP = 1234;

/** A run with its playhead at a step without pictures. From `computed` on the host has everything of that step. */
async function atStep() {
  const run = ganRun();
  const recorded = answerFrom(run);
  const host = { computed: false };
  const answer = (request: PanelRequest): unknown => {
    if (!host.computed || !('step' in request) || request.step !== STEP) return recorded(request);
    if (request.kind === 'readImage')
      return { tag: request.tag, step: STEP, png: run.records.pictures.get(request.tag)?.at(0) };
    if (request.kind === 'readValues')
      return { values: request.tags.map((tag) => ({ tag, step: STEP, value: 0.125 })) };
    return recorded(request);
  };
  const panel = await openRun(run, { answer, kept: { arrangement: { playhead: { kind: 'at', step: STEP } } } });
  const show = (view: StepView | undefined) => panel.send({ kind: 'stepViewed', view });
  return { panel, show, host, run };
}

const head = (panel: OpenPanel) => panel.page.locator('.pane-title');
const caption = (panel: OpenPanel) => panel.page.locator('.wall-part .caption').first();
const obstacle = (panel: OpenPanel) => panel.page.locator('.step-obstacle');

test('on the way the records are shown, and how far it is', async () => {
  const { panel, show } = await atStep();
  await expect.poll(() => head(panel).textContent()).toContain('At step 1,234');
  show({ kind: 'computing', step: STEP, done: 0, all: 0 });
  await expect.poll(() => head(panel).textContent()).toContain('computing it again…');
  show({ kind: 'computing', step: STEP, done: 120, all: 1233 });
  await expect.poll(() => head(panel).textContent()).toContain('computing it again: 120 of 1,233 steps');
  expect(await caption(panel).textContent()).not.toContain('step 1,234');
  expect(await obstacle(panel).isVisible()).toBe(false);
});

test('a step that was computed has pictures and numbers of its own, and none of them stay when the playhead goes on', async () => {
  const { panel, show, host } = await atStep();
  host.computed = true;
  show({ kind: 'computed', step: STEP, images: ['samples'] });
  await expect.poll(() => head(panel).textContent()).toContain('computed again, bit-equal');
  await expect.poll(() => caption(panel).textContent()).toContain('step 1,234');
  await expect.poll(() => panel.page.locator('.values .value').allTextContents()).toContain('0.1250');
  await panel.page.keyboard.press('Shift+ArrowRight');
  await expect.poll(() => head(panel).textContent()).not.toContain('computed again');
  await expect.poll(() => caption(panel).textContent()).not.toContain('step 1,234');
});

test('what the host no longer has when it is asked does not stand for the step', async () => {
  const { panel, show, host } = await atStep();
  // The playhead had left the step, and came back.
  show({ kind: 'computed', step: STEP, images: ['samples'] });
  await settled(panel);
  expect(await caption(panel).textContent()).not.toMatch(/step 1,234$/);
  host.computed = true;
  await expect.poll(() => caption(panel).textContent()).toContain('step 1,234');
});

test('why a step can not be computed again is said, and a difference, too', async () => {
  const { panel, show } = await atStep();
  const problem = { message: 'The data is gone.', remedy: 'Bring it back.', blame: 'environment' } as const;
  show({ kind: 'failed', step: STEP, problem });
  await expect.poll(() => obstacle(panel).textContent()).toBe('Not computed again: The data is gone. Bring it back.');
  await expect.poll(() => head(panel).textContent()).toContain('as last recorded');
  show({ kind: 'differs', step: STEP });
  await expect.poll(() => obstacle(panel).textContent()).toContain('are not those recorded');
  show(undefined);
  await expect.poll(() => obstacle(panel).isVisible()).toBe(false);
});
