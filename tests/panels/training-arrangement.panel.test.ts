/** What the user arranges in the Training panel: order, height and folding of the tracks; findings that lead to their step. */
import { describe, expect, test } from 'vitest';
import { threeTracks } from './fixtures/fixture-runs';
import { answerFrom } from './fixtures/training-host';
import { trainingPanels } from './page/opened-panels';
import type { OpenPanel } from './page/panel-tab';
import { press, settled } from './page/waiting';

const { openRun } = trainingPanels();

const layer = ({ page }: OpenPanel) => page.getByRole('slider', { name: 'Playhead' });
const order = ({ page }: OpenPanel) =>
  page.locator('[data-track]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-track')));
const heard = ({ page }: OpenPanel) => page.getByRole('log').textContent();
const requested = (panel: OpenPanel, kind: string) => panel.requests.filter((request) => request.kind === kind);

describe('the tracks', () => {
  const title = (panel: OpenPanel, name: string) => panel.page.getByRole('button', { name, exact: true });

  test('are resized by their edge and by keyboard, a double click gives them their share again; they move by keyboard, keeping the focus, and it is said', async () => {
    const panel = await openRun(threeTracks());
    const plot = panel.page.locator('[data-track=loss] .plot-holder');
    const height = () => plot.evaluate((holder) => holder.clientHeight);
    const before = await height();
    const edge = panel.page.locator('[data-track=loss] .edge');
    const box = await edge.boundingBox();
    if (!box) throw new Error('Expected the edge to be on the screen.');
    await panel.page.mouse.move(box.x + 300, box.y + 3);
    await panel.page.mouse.down();
    await panel.page.mouse.move(box.x + 300, box.y + 63, { steps: 4 });
    await panel.page.mouse.up();
    await expect.poll(height).toBe(before + 60);
    await title(panel, 'Loss').focus();
    await press(panel, 'Alt+Shift+ArrowDown');
    await expect.poll(() => height()).toBe(before + 84);
    await expect.poll(() => heard(panel)).toBe(`Loss: ${before + 84} pixels high`);
    await expect
      .poll(() => requested(panel, 'saveLayout').at(-1))
      .toMatchObject({ layout: { heights: { loss: before + 84 } } });
    await edge.dblclick({ position: { x: 200, y: 3 } });
    await expect.poll(height).toBe(before);
    await title(panel, 'Samples').focus();
    await press(panel, 'Alt+ArrowUp', 'Alt+ArrowUp');
    await expect.poll(() => order(panel)).toEqual(['samples', 'loss', 'beliefs']);
    await expect.poll(() => heard(panel)).toBe('Samples: place 1 of 3');
    await expect.poll(() => title(panel, 'Samples').evaluate((button) => button === document.activeElement)).toBe(true);
    await press(panel, 'Alt+ArrowUp', 'Alt+ArrowDown');
    await expect.poll(() => order(panel)).toEqual(['loss', 'samples', 'beliefs']);
    await expect
      .poll(() => requested(panel, 'saveLayout').at(-1))
      .toMatchObject({ layout: { order: ['loss', 'samples', 'beliefs'] } });
  });

  test('move by their title, which does not fold them', async () => {
    const panel = await openRun(threeTracks());
    const from = await title(panel, 'Loss').boundingBox();
    const target = await panel.page.locator('[data-track=samples]').boundingBox();
    if (!from || !target) throw new Error('Expected the tracks to be on the screen.');
    await panel.page.mouse.move(from.x + 8, from.y + 6);
    await panel.page.mouse.down();
    await panel.page.mouse.move(from.x + 8, target.y + target.height - 4, { steps: 6 });
    await panel.page.mouse.up();
    await expect.poll(() => order(panel)).toEqual(['beliefs', 'samples', 'loss']);
    await expect.poll(() => title(panel, 'Loss').getAttribute('aria-expanded')).toBe('true');
    await title(panel, 'Loss').click();
    await expect.poll(() => title(panel, 'Loss').getAttribute('aria-expanded')).toBe('false');
  });

  test('open as the user arranged them in the panel of another run', async () => {
    const run = threeTracks();
    const answer = answerFrom(run);
    const layout = { order: ['samples', 'beliefs', 'loss'], folded: ['beliefs'], heights: { loss: 200 } };
    const panel = await openRun(run, {
      answer: (request) => (request.kind === 'readRun' ? { ...run.read(), layout } : answer(request)),
    });
    await expect.poll(() => order(panel)).toEqual(layout.order);
    await expect.poll(() => title(panel, 'What D believes').getAttribute('aria-expanded')).toBe('false');
    await expect
      .poll(() => panel.page.locator('[data-track=loss] .plot-holder').evaluate((holder) => holder.clientHeight))
      .toBe(200);
    await settled(panel);
    expect(requested(panel, 'saveLayout'), 'nothing was arranged here').toEqual([]);
  });
});

test('the findings stand in a line of their own: none, or a mark where each began that leads there', async () => {
  const run = threeTracks();
  const panel = await openRun(run);
  const lane = panel.page.getByRole('region', { name: 'Findings' });
  await expect.poll(() => lane.textContent()).toContain('none: nothing is diagnosed yet');
  expect((await lane.boundingBox())?.height).toBeLessThan(26);
  const answer = answerFrom(run);
  const findings = [
    { title: 'Discriminator is winning', severity: 'error', begunAtStep: 6000, noticedAtStep: 6200 } as const,
  ];
  const found = await openRun(run, {
    answer: (request) => (request.kind === 'readRun' ? { ...run.read(), findings } : answer(request)),
  });
  await found.page.getByRole('button', { name: 'Discriminator is winning' }).click();
  await expect.poll(() => layer(found).getAttribute('aria-valuenow')).toBe('6000');
});

test('single steps are drawn with their phases apart, down to one that fills the timeline', async () => {
  const panel = await openRun(threeTracks());
  await press(panel, 'Home', 'PageUp', 'PageUp', 'PageUp');
  for (const turns of [16, 14]) {
    await press(panel, ...Array<string>(turns).fill('+'));
    await settled(panel);
  }
  const { arrangement } = panel.kept() as { arrangement: { zoom: { from: number; to: number } } };
  expect(arrangement.zoom.to - arrangement.zoom.from).toBeCloseTo(1);
});
