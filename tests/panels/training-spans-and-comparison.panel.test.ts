/** Spans of the timeline with their statistics, and two runs laid over one another. */
import { describe, expect, test } from 'vitest';
import { FIXTURE_STEPS, autoencoderRun, ganRun, threeTracks } from './fixtures/fixture-runs';
import { answerFrom } from './fixtures/training-host';
import { trainingPanels } from './page/opened-panels';
import type { OpenPanel } from './page/panel-tab';
import { press, settled } from './page/waiting';

const { openRun } = trainingPanels();

const layer = ({ page }: OpenPanel) => page.getByRole('slider', { name: 'Playhead' });
const span = ({ page }: OpenPanel) => page.getByRole('region', { name: 'Selected span' });
const compared = ({ page }: OpenPanel) => page.getByRole('region', { name: 'Compared runs' });
const heard = ({ page }: OpenPanel) => page.getByRole('log').textContent();
const requested = (panel: OpenPanel, kind: string) => panel.requests.filter((request) => request.kind === kind);

/** The figures of one curve of the span as they are shown: mean, spread, lowest, … */
const figures = async (panel: OpenPanel, table = 0, column = 0) =>
  span(panel)
    .locator('table')
    .nth(table)
    .locator('tbody tr')
    .evaluateAll((rows, at) => rows.map((row) => row.querySelectorAll('td')[at]?.textContent ?? ''), column);

async function drag(panel: OpenPanel, fromShare: number, toShare: number): Promise<void> {
  const box = await layer(panel).boundingBox();
  if (!box) throw new Error('Expected the timeline to be on the screen.');
  const y = box.y + 120;
  await panel.page.mouse.move(box.x + box.width * fromShare, y);
  await panel.page.mouse.down();
  await panel.page.mouse.move(box.x + box.width * toShare, y, { steps: 6 });
  await panel.page.mouse.up();
}

describe('a span', () => {
  test('marked by S, moving, S has the exact statistics of every curve; Escape clears it before it goes live', async () => {
    const run = ganRun({ nanFrom: 1000, nanTo: 1009 });
    const panel = await openRun(run);
    await press(panel, 'Home', 'PageUp', 's');
    await expect.poll(() => heard(panel)).toContain('Selection begins at step 900');
    await press(panel, 'PageUp', 's');
    await expect.poll(() => span(panel).getByRole('heading').textContent()).toBe('Steps 900 to 1,800');
    const [expected] = run.statistics(['gLoss'], 900, 1800);
    await expect.poll(async () => (await figures(panel))[0]).toBe(expected?.mean.toPrecision(4));
    const said = await figures(panel);
    expect(said[1]).toBe(expected?.spread.toPrecision(4));
    expect(said[2]).toBe(expected?.min.toPrecision(4));
    expect(said[5]).toBe(expected?.last.toPrecision(4));
    expect(said[7]).toBe('10');
    expect(said[8]).toBe('901');
    await expect.poll(() => span(panel).textContent()).toMatch(/12\ss on the clock/);
    await press(panel, 'Escape');
    await expect.poll(() => span(panel).isVisible()).toBe(false);
    await expect.poll(() => layer(panel).getAttribute('aria-valuenow')).toBe('1800');
    await press(panel, 'Escape');
    await expect.poll(() => layer(panel).getAttribute('aria-valuenow')).toBe(String(FIXTURE_STEPS));
  });

  test('dragged with Shift, then shown over the whole width', async () => {
    const panel = await openRun(ganRun());
    await panel.page.keyboard.down('Shift');
    await drag(panel, 0.6, 0.8);
    await panel.page.keyboard.up('Shift');
    await expect
      .poll(() => layer(panel).getAttribute('aria-valuenow'), { message: 'the playhead stays' })
      .toBe(String(FIXTURE_STEPS));
    await expect.poll(() => span(panel).getByRole('heading').textContent()).toMatch(/^Steps 5,[34]\d\d to 7,[12]\d\d$/);
    await settled(panel);
    await span(panel).getByRole('button', { name: 'Zoom to span' }).click();
    await settled(panel);
    const { arrangement } = panel.kept() as { arrangement: { zoom: { from: number; to: number } } };
    expect(arrangement.zoom.from).toBeGreaterThan(5300);
    expect(arrangement.zoom.to).toBeLessThan(7300);
  });

  test('is copied as text and as CSV with every digit', async () => {
    const run = ganRun();
    const panel = await openRun(run);
    await press(panel, 'Home', 's', 'PageUp', 's');
    await settled(panel);
    await span(panel).getByRole('button', { name: 'Copy as text' }).click();
    await span(panel).getByRole('button', { name: 'Copy as CSV' }).click();
    await expect.poll(() => requested(panel, 'copyText').length).toBe(2);
    const [text, csv] = requested(panel, 'copyText').map((request) =>
      request.kind === 'copyText' ? request.text : '',
    );
    const [expected] = run.statistics(['gLoss'], 0, 900);
    expect(text).toContain(`fashion-gan, steps 0 to 900`);
    expect(text).toContain(`Loss · G: mean ${expected?.mean.toPrecision(4)}`);
    expect(csv?.split('\r\n')[1]).toBe(
      `fashion-gan,Loss,G,gLoss,1,900,900,0,${[expected?.mean, expected?.spread, expected?.min, expected?.max, expected?.first, expected?.last, expected?.slopePer1000].join(',')}`,
    );
  });
});

describe('two runs', () => {
  const folder = '/runs/calm';
  const pair = (other = ganRun({ name: 'calm-gan', calmer: 0.3 })) => {
    const run = ganRun();
    return { run, other, answer: answerFrom(run, 'png', new Map([[folder, other]])) };
  };

  test('are laid over one another', async () => {
    const { run, other, answer } = pair();
    const panel = await openRun(run, { answer, height: 1100 });
    await panel.page.getByRole('button', { name: 'Compare with…' }).click();
    await settled(panel);
    await press(panel, 'PageDown');
    await settled(panel);
    await expect.poll(() => compared(panel).textContent()).toContain('calm-gan');
    const [own, its] = [run, other].map((each) => each.values(['gLoss'], 8100)[0]?.value ?? NaN) as [number, number];
    const row = panel.page.locator('.value-row').first();
    await expect.poll(() => row.locator('.other-value').textContent()).toBe(`B ${its.toPrecision(4)}`);
    expect(await row.locator('.difference').textContent()).toBe(`A − B +${(own - its).toPrecision(4)}`);
    await expect.poll(() => panel.page.locator('.wall').count()).toBe(2);
    await expect
      .poll(() => panel.page.locator('[data-track=beliefs] canvas').getAttribute('aria-label'))
      .toMatch(/^A: .*B: /);
  });

  test('stay compared over a reload, with statistics of both, until that is ended', async () => {
    const { run, answer } = pair();
    const panel = await openRun(run, { answer });
    await press(panel, 'c');
    await settled(panel);
    await press(panel, 'Home', 's', 'PageUp', 's');
    await expect.poll(() => span(panel).locator('table').count()).toBe(2);
    await settled(panel);
    const again = await openRun(run, { answer, kept: panel.kept() });
    await expect.poll(() => compared(again).textContent()).toContain('calm-gan');
    await expect.poll(() => span(again).getByRole('heading').textContent()).toBe('Steps 0 to 900');
    await compared(again).getByRole('button', { name: 'Stop comparing' }).click();
    await expect.poll(() => requested(again, 'stopComparing').length).toBe(1);
    await expect.poll(() => compared(again).isVisible()).toBe(false);
    await expect.poll(() => again.page.locator('.wall').count()).toBe(1);
  });

  test('one may live on: its new steps come by themselves, and the playhead reaches them', async () => {
    const other = ganRun({ name: 'calm-gan' });
    const { run, answer } = pair(other);
    run.lastStep = 3000;
    other.lastStep = 4000;
    other.state = 'training';
    const panel = await openRun(run, { answer });
    await press(panel, 'c');
    await settled(panel);
    other.lastStep = 5000;
    panel.send({ kind: 'runAdvanced', of: 'other', progress: other.progress() });
    await settled(panel);
    await expect.poll(() => layer(panel).getAttribute('aria-valuemax')).toBe('5000');
    await expect.poll(() => layer(panel).getAttribute('aria-valuenow')).toBe('3000');
    await press(panel, 'Home', 'PageUp', 'PageUp', 'PageUp', 'PageUp', 'PageUp', 'PageUp', 'PageUp', 'PageUp');
    await expect.poll(() => layer(panel).getAttribute('aria-valuenow')).toBe('4000');
    await expect
      .poll(() => panel.page.locator('.value-row').first().locator('.value').first().textContent())
      .toContain('(step 3,000)');
  });

  test('one may be gone: a sentence says so, and what was read is still shown', async () => {
    const run = ganRun();
    const others = new Map([[folder, ganRun({ name: 'calm-gan' })]]);
    const panel = await openRun(run, { answer: answerFrom(run, 'png', others) });
    await press(panel, 'c');
    await settled(panel);
    others.clear();
    panel.send({ kind: 'runChanged', of: 'other' });
    await expect.poll(() => compared(panel).textContent()).toContain("can't be read: it does not exist");
    await expect.poll(() => compared(panel).textContent()).toContain('What was read of it before is still shown.');
    await expect.poll(() => panel.page.locator('.wall').count()).toBe(2);
    const never = await openRun(run, {
      answer: answerFrom(run),
      kept: { arrangement: { comparedWith: '/runs/never' } },
    });
    await expect.poll(() => compared(never).textContent()).toContain('it does not exist');
    await expect
      .poll(() => never.page.locator('.notices').isVisible(), { message: 'it is no failure of this run' })
      .toBe(false);
  });

  test('of different families share what matches, and say what does not', async () => {
    const run = threeTracks();
    const answer = answerFrom(run, 'png', new Map([[folder, autoencoderRun()]]));
    const panel = await openRun(run, { answer });
    await press(panel, 'c');
    await settled(panel);
    await expect
      .poll(() => panel.page.locator('.half', { hasText: 'The other run has no track like this one' }).count())
      .toBe(2);
  });
});
