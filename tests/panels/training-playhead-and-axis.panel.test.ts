/** How the Training panel behaves in a real browser: every gesture and key against the step it must lead to. */
import { describe, expect, test } from 'vitest';
import type { PanelEvent, PanelRequest } from '../../src/protocol/training-panel-messages';
import { FIXTURE_STEPS, ganRun } from './fixtures/fixture-runs';
import { trainingPanels } from './page/opened-panels';
import type { OpenPanel } from './page/panel-tab';
import type { RecordedRun } from './fixtures/recorded-run';
import { answerFrom } from './fixtures/training-host';
import { sharedBrowser } from './page/panel-browser';
import { press, settled } from './page/waiting';

const panels = trainingPanels();
const { openRun } = panels;

const title = (panel: OpenPanel) => panel.page.getByRole('complementary').getByRole('heading', { level: 2 });
const slider = (panel: OpenPanel) => panel.page.getByRole('slider', { name: 'Playhead' });
const playhead = async (panel: OpenPanel) => Number(await slider(panel).getAttribute('aria-valuenow'));

/** Where a step lies on the screen when the whole run of the fixture is shown. */
async function placeOf(panel: OpenPanel, share: number): Promise<{ x: number; y: number }> {
  const box = await slider(panel).boundingBox();
  if (!box) throw new Error('Expected the timeline to be on the screen.');
  return { x: box.x + box.width * share, y: box.y + 100 };
}

function training(run: RecordedRun): RecordedRun {
  run.state = 'training';
  run.stepsPerSecond = 417;
  return run;
}

const advanced = (run: RecordedRun): PanelEvent => ({ kind: 'runAdvanced', progress: run.progress() });

describe('the playhead', () => {
  test('stands at the newest step, moves by recorded pictures and by single steps, goes where it is clicked and follows a drag', async () => {
    const run = ganRun();
    const pictures = run.steps('samples');
    const panel = await openRun(run);
    await expect.poll(() => playhead(panel)).toBe(FIXTURE_STEPS);
    await press(panel, 'ArrowLeft');
    await expect.poll(() => playhead(panel)).toBe(pictures.at(-1));
    await press(panel, 'ArrowLeft', 'ArrowLeft');
    await expect.poll(() => playhead(panel)).toBe(pictures.at(-3));
    await press(panel, 'ArrowRight');
    await expect.poll(() => playhead(panel)).toBe(pictures.at(-2));
    await press(panel, 'Shift+ArrowLeft');
    await expect.poll(() => playhead(panel)).toBe((pictures.at(-2) ?? 0) - 1);
    await press(panel, 'Home');
    await expect.poll(() => playhead(panel)).toBe(0);
    await press(panel, 'PageUp');
    await expect.poll(() => playhead(panel)).toBe(FIXTURE_STEPS / 10);
    await press(panel, 'End');
    await expect.poll(() => playhead(panel)).toBe(FIXTURE_STEPS);
    const [middle, right] = [await placeOf(panel, 0.5), await placeOf(panel, 0.75)];
    await panel.page.mouse.click(middle.x, middle.y);
    await expect.poll(() => playhead(panel)).toBeCloseTo(FIXTURE_STEPS / 2, -2);
    await panel.page.mouse.move(middle.x, middle.y);
    await panel.page.mouse.down();
    await panel.page.mouse.move(right.x, right.y, { steps: 4 });
    await panel.page.mouse.up();
    await expect.poll(() => playhead(panel)).toBeGreaterThan(FIXTURE_STEPS * 0.74);
    await expect.poll(() => playhead(panel)).toBeLessThan(FIXTURE_STEPS * 0.76);
  });

  test('reaches every recorded step: the pane shows its own picture and exact values there', async () => {
    const run = ganRun();
    const pictures = [...run.steps('samples')].slice(0, 6);
    const panel = await openRun(run);
    await press(panel, 'Home');
    for (const step of pictures) {
      await expect.poll(() => panel.page.locator('.wall-part .caption').textContent()).toContain(`· step ${step}`);
      await press(panel, 'ArrowRight');
    }
    await press(panel, 'Home', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight');
    await expect.poll(() => title(panel).textContent()).toBe('At step 3');
    const exact = run.values(['gLoss'], 3)[0]?.value ?? NaN;
    await expect.poll(() => panel.page.locator('.value').first().textContent()).toBe(exact.toPrecision(4));
  });

  test('rides at the end of a live run, stays when grabbed, and returns by its button', async () => {
    const run = training(ganRun());
    run.lastStep = 4000;
    const panel = await openRun(run);
    run.lastStep = 4100;
    panel.send(advanced(run));
    await expect.poll(() => playhead(panel)).toBe(4100);
    await press(panel, 'ArrowLeft');
    const grabbed = await playhead(panel);
    run.lastStep = 4200;
    panel.send(advanced(run));
    await expect.poll(() => panel.page.locator('.status').textContent()).toContain('step 4,200');
    await expect.poll(() => playhead(panel)).toBe(grabbed);
    await panel.page.getByRole('button', { name: 'Live' }).click();
    await expect.poll(() => playhead(panel)).toBe(4200);
  });
});

describe('the time axis', () => {
  const shown = async (panel: OpenPanel) => {
    const curves = panel.requests.filter((request) => request.kind === 'readCurves');
    return curves.at(-1);
  };

  test('zooms about the pointer, pans, shows the whole run again by a double click, and zooms by keys down to single steps', async () => {
    const panel = await openRun(ganRun());
    const at = await placeOf(panel, 0.5);
    await panel.page.mouse.move(at.x, at.y);
    for (let turn = 0; turn < 6; turn++) await panel.page.mouse.wheel(0, -240);
    await settled(panel);
    const zoomed = await shown(panel);
    if (zoomed?.kind !== 'readCurves') throw new Error('Expected the panel to ask for the curves of what it shows.');
    const width = zoomed.toStep - zoomed.fromStep;
    expect(width).toBeLessThan(FIXTURE_STEPS / 2);
    expect(zoomed.fromStep).toBeLessThan(4500);
    expect(zoomed.toStep).toBeGreaterThan(4500);
    await panel.page.mouse.down();
    await panel.page.mouse.move(at.x - 250, at.y, { steps: 5 });
    await panel.page.mouse.up();
    await panel.page.mouse.wheel(3000, 0);
    await settled(panel);
    const panned = await shown(panel);
    expect(panned?.kind === 'readCurves' && panned.toStep).toBeGreaterThan(zoomed.toStep);
    await panel.page.mouse.dblclick(at.x, at.y);
    await expect.poll(() => panel.kept()).toMatchObject({ arrangement: { zoom: { kind: 'all' } } });
    await press(panel, 'Home', 'PageUp', 'PageUp', 'PageUp');
    await press(panel, ...Array<string>(30).fill('+'));
    await settled(panel);
    const { arrangement } = panel.kept() as { arrangement: { zoom: { from: number; to: number } } };
    expect(arrangement.zoom.to - arrangement.zoom.from).toBeCloseTo(1);
    expect(arrangement.zoom.from).toBeLessThan(2700);
    expect(arrangement.zoom.to).toBeGreaterThan(2700);
    const request = await shown(panel);
    if (request?.kind !== 'readCurves') throw new Error('Expected a request for curves.');
    expect(request.columns).toBeGreaterThanOrEqual(request.toStep - request.fromStep);
    await press(panel, 'a');
    await expect.poll(() => panel.kept()).toMatchObject({ arrangement: { zoom: { kind: 'all' } } });
  });
});

describe('requests', () => {
  test('only what is new is read while a run grows', async () => {
    const run = training(ganRun());
    run.lastStep = 4000;
    const panel = await openRun(run);
    const before = panel.requests.length;
    run.lastStep = 4060;
    panel.send(advanced(run));
    await settled(panel);
    const curves = panel.requests.slice(before).filter((request) => request.kind === 'readCurves');
    expect(curves.length).toBeGreaterThan(0);
    for (const request of curves) expect(request.fromStep).toBeGreaterThan(3900);
  });

  test('thirty messages a second cost at most two waiting requests of a kind', async () => {
    const run = training(ganRun());
    run.lastStep = 3000;
    const waiting = new Map<string, number>();
    let most = 0;
    const answer = answerFrom(run);
    const slow = async (request: PanelRequest): Promise<unknown> => {
      if (request.kind !== 'readCurves') return answer(request);
      // Each track asks for its own.
      const track = request.tags.join();
      waiting.set(track, (waiting.get(track) ?? 0) + 1);
      most = Math.max(most, waiting.get(track) ?? 0);
      await new Promise((resolve) => setTimeout(resolve, 120));
      waiting.set(track, (waiting.get(track) ?? 0) - 1);
      return answer(request);
    };
    const panel = await openRun(run, { answer: slow });
    for (let turn = 0; turn < 30; turn++) {
      run.lastStep += 14;
      panel.send(advanced(run));
      await panel.page.waitForTimeout(20);
    }
    await settled(panel);
    expect(most).toBeLessThanOrEqual(2);
    await expect.poll(() => playhead(panel)).toBe(run.lastStep);
  });
});

describe('what is kept and told', () => {
  test('zoom, playhead and folded tracks come back after a reload, the boot note untouched', async () => {
    const run = ganRun();
    const boot = { runFolder: '/somewhere/run' };
    const panel = await openRun(run, { boot });
    await press(panel, 'Home', 'PageUp');
    await panel.page.getByRole('button', { name: 'What D believes' }).click();
    await expect
      .poll(() => panel.kept())
      .toMatchObject({ boot, arrangement: { layout: { folded: ['beliefs'] }, playhead: { step: 900 } } });
    const again = await openRun(run, { kept: panel.kept() });
    await expect.poll(() => playhead(again)).toBe(900);
    await expect
      .poll(() => again.page.getByRole('button', { name: 'What D believes' }).getAttribute('aria-expanded'))
      .toBe('false');
  });

  test('links lead to the source line, and the table tells the values of the steps around the playhead', async () => {
    const run = ganRun();
    const panel = await openRun(run);
    await panel.page.getByRole('button', { name: 'fashion-gan.gibbon.ts:24' }).first().click();
    await expect
      .poll(() => panel.requests.find((request) => request.kind === 'revealPlace'), { timeout: 10_000 })
      .toMatchObject({ place: { line: 24 } });
    await press(panel, 't');
    await settled(panel);
    const current = panel.page.locator('.values-table table').first().locator('[aria-current]');
    await expect.poll(() => current.locator('th').textContent()).toBe('9,000');
    const exact = run.values(['dLoss'], FIXTURE_STEPS)[0]?.value ?? NaN;
    await expect.poll(() => current.locator('td').last().textContent()).toBe(exact.toPrecision(4));
  });
});

describe('for everyone', () => {
  test('every control has a name and a tooltip, and every chart a sentence', async () => {
    const panel = await openRun(ganRun());
    const nameless = await panel.page.evaluate(() =>
      [...document.querySelectorAll('button, vscode-button, [role=slider], [role=img], [role=progressbar]')]
        .filter((control) => !(control.getAttribute('aria-label') ?? control.textContent ?? '').trim())
        .map((control) => control.outerHTML),
    );
    expect(nameless).toEqual([]);
    const withoutTooltip = await panel.page.evaluate(() =>
      [...document.querySelectorAll('button, vscode-button')]
        .filter((control) => !control.getAttribute('title'))
        .map((control) => control.outerHTML),
    );
    expect(withoutTooltip).toEqual([]);
    await expect
      .poll(() => panel.page.locator('[data-track=loss] canvas').getAttribute('aria-label'))
      .toContain('G from');
  });

  test('every word comes from the bundle', async () => {
    const panel = await openRun(training(ganRun()), {
      words: { Pause: 'Pausar', 'At step {step}': 'No passo {step}' },
    });
    await expect.poll(() => title(panel).textContent()).toBe('No passo 9,000');
    await expect.poll(() => panel.page.getByRole('button', { name: 'Pausar' }).count()).toBe(1);
  });

  test('nothing it does breaks the content security policy', async () => {
    const panel = await openRun(training(ganRun()));
    await press(panel, 't', 'Home', '+', 'l');
    await panel.page.locator('.wall').hover({ position: { x: 100, y: 100 } });
    await panel.page.getByRole('button', { name: 'Save picture' }).first().click();
    await settled(panel);
    expect((await sharedBrowser()).scriptBytes('training')).toBeLessThan(370_000);
  });
});
