/** How a step is shown at which not all was recorded: while it is computed again, when it was, and when it can't be. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { PanelRequest, StepView } from '../../src/protocol/training-panel-messages';
import { ganRun } from './fixture-runs';
import { type OpenPanel, PanelBrowser } from './panel-page';
import { answerFrom } from './training-host';
import { settled } from './waiting';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await PanelBrowser.start('training');
});
afterAll(() => browser.close());

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
  const panel = await browser.open('training', {
    answer,
    kept: { arrangement: { playhead: { kind: 'at', step: STEP } } },
  });
  onTestFinished(() => panel.close());
  await settled(panel);
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
