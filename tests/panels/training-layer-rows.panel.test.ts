/** Rows of layers and codings in a real browser: their colours, their links to the source, what is said of a cell. */
import { describe, expect, test } from 'vitest';
import { autoencoderRun, ganRun } from './fixtures/fixture-runs';
import { trainingPanels } from './page/opened-panels';
import { colourOfPixel } from './page/pixel-colour';
import type { OpenPanel } from './page/panel-tab';
import { settled } from './page/waiting';

const panels = trainingPanels({ height: 1100 });
let panel: OpenPanel;

const openRun = async (...its: Parameters<typeof panels.openRun>) => (panel = await panels.openRun(...its));

const trackOf = (id: string) => panel.page.locator(`[data-track=${id}]`);
const revealed = () => panel.requests.filter((request) => request.kind === 'revealPlace').map(({ place }) => place);

/** The middle of a row at a share of the plot's width, on the screen. */
async function cell(track: string, row: number, rows: number, share: number): Promise<{ x: number; y: number }> {
  const box = await trackOf(track).locator('canvas').boundingBox();
  const time = await panel.page.getByRole('slider', { name: 'Playhead' }).boundingBox();
  if (!box || !time) throw new Error('Expected the track to be on the screen.');
  return { x: time.x + share * time.width, y: box.y + 8 + ((row + 0.5) / rows) * (box.height - 16) };
}

/** The colour of a pixel of the track's canvas. */
const colourAt = (track: string, at: { x: number; y: number }): Promise<number[]> =>
  colourOfPixel(trackOf(track).locator('canvas'), at);

describe('rows of layers', () => {
  test('are named after role, class, units and line, stand beside their names and lead there by mouse and by key', async () => {
    await openRun(ganRun());
    const { y } = await cell('gradientNorm', 4, 6, 0.5);
    const label = await trackOf('gradientNorm').locator('.heat-label').nth(4).boundingBox();
    expect(Math.abs((label?.y ?? 0) + (label?.height ?? 0) / 2 - y)).toBeLessThan(2);
    const labels = trackOf('gradientNorm').locator('.heat-label');
    await expect
      .poll(() => labels.allTextContents())
      .toEqual(['G dense 100:7', 'G dense 150:8', 'G dense 784:9', 'D dense 150:14', 'D dense 100:15', 'D dense 1:16']);
    await labels.nth(2).click();
    await expect.poll(revealed).toMatchObject([{ line: 9 }]);
    await panel.page.keyboard.press('Tab');
    await panel.page.keyboard.press('Enter');
    await expect.poll(revealed).toMatchObject([{ line: 9 }, { line: 14 }]);
  });

  test('are dark where the gradient is small and bright where it has grown; the pointer tells more and leads to the line', async () => {
    const run = ganRun();
    await openRun(run);
    const brightness = async (row: number, share: number) => {
      const [r = 0, g = 0] = await colourAt('gradientNorm', await cell('gradientNorm', row, 6, share));
      return r + g;
    };
    // Seen at the last step, the generator's output layer has the largest gradient and its second layer the smallest.
    await expect.poll(() => brightness(2, 0.98)).toBeGreaterThan((await brightness(1, 0.98)) + 150);
    await expect.poll(() => brightness(2, 0.98)).toBeGreaterThan((await brightness(2, 0.2)) + 60);
    const at = await cell('gradientNorm', 4, 6, 0.5);
    await panel.page.mouse.move(at.x, at.y);
    const tip = panel.page.locator('.pointed-tip');
    await expect.poll(() => tip.locator('div').first().textContent()).toBe('discriminator/dense_2');
    const said = (await tip.locator('div').nth(1).textContent()) ?? '';
    const [, step = ''] = /^step ([\d,]+): /.exec(said) ?? [];
    const value = run.values(['layers/discriminator/dense_2/gradientNorm'], Number(step.replace(',', '')))[0];
    expect(said).toBe(`step ${step}: ${value?.value.toPrecision(4)}`);
    expect(Number(step.replace(',', ''))).toBe(4500);
    await panel.page.keyboard.down('Control');
    await panel.page.mouse.click(at.x, at.y);
    await panel.page.keyboard.up('Control');
    await expect.poll(revealed).toMatchObject([{ line: 15 }]);
    const playhead = panel.page.getByRole('slider', { name: 'Playhead' });
    await expect.poll(() => playhead.getAttribute('aria-valuenow')).toBe('9000');
  });

  test('keep their colours while one pans, and hold their value between two records, however far one zooms in', async () => {
    await openRun(ganRun());
    for (let turn = 0; turn < 3; turn++) await panel.page.keyboard.press('+');
    await settled(panel);
    const key = () => trackOf('gradientNorm').locator('.heat-ends').textContent();
    const before = await key();
    for (let turn = 0; turn < 4; turn++) {
      await panel.page.mouse.move(500, 200);
      await panel.page.mouse.wheel(-40, 0);
      await settled(panel);
      await expect.poll(() => key()).toBe(before);
    }
    await panel.page.keyboard.press('Home');
    for (let turn = 0; turn < 3; turn++) await panel.page.keyboard.press('PageUp');
    for (let turn = 0; turn < 20; turn++) await panel.page.keyboard.press('+');
    await settled(panel);
    const colours = [];
    for (const share of [0.05, 0.5, 0.95])
      colours.push(await colourAt('gradientNorm', await cell('gradientNorm', 0, 6, share)));
    for (const [, , , alpha] of colours) expect(alpha).toBe(255);
  });

  test('mark what is no number in the colour of errors, and name it; a curve says how many of its values are none', async () => {
    await openRun(ganRun({ nanFrom: 5000, nanTo: 5400 }));
    const [r = 0, g = 0, b = 0] = await colourAt('gradientNorm', await cell('gradientNorm', 2, 6, 5200 / 9000));
    expect(r).toBeGreaterThan(200);
    expect(Math.max(g, b)).toBeLessThan(140);
    await expect.poll(() => trackOf('gradientNorm').getByText('NaN or infinite').isVisible()).toBe(true);
    await expect.poll(() => trackOf('deadShare').getByText('NaN or infinite').isVisible()).toBe(false);
    await expect
      .poll(() => trackOf('loss').locator('canvas').getAttribute('aria-label'))
      .toContain('401 values that are no numbers');
  });

  test('show which layer the cursor in the source stands on, and have a sentence and a table of what was recorded', async () => {
    await openRun(ganRun());
    panel.send({ kind: 'layerSelected', layer: 'discriminator/dense_1' });
    const current = panel.page.locator('.heat-label[aria-current=true]');
    await expect.poll(() => current.allTextContents()).toEqual(Array(3).fill('D dense 150:14'));
    panel.send({ kind: 'layerSelected', layer: undefined });
    await expect.poll(() => current.count()).toBe(0);
    await expect
      .poll(() => trackOf('gradientNorm').locator('canvas').getAttribute('aria-label'))
      .toMatch(/^Gradient norm: at step 9,000 from [\d.]+ \(generator\/dense_2\) to [\d.]+ \(generator\/dense_3\)$/);
    await panel.page.keyboard.press('t');
    await settled(panel);
    const table = panel.page.locator('.values-table table', { hasText: 'Gradient norm, as recorded around step' });
    await expect
      .poll(async () => (await table.locator('tbody th').allTextContents()).slice(-2))
      .toEqual(['8,950', '9,000']);
  });

  test('have their values in the pane, in one table, of the record at or before the playhead', async () => {
    const run = ganRun();
    await openRun(run);
    for (const key of ['Home', 'PageUp', 'Shift+ArrowRight', 'Shift+ArrowRight']) await panel.page.keyboard.press(key);
    const part = panel.page.locator('.part:visible', { has: panel.page.locator('.heat-table') });
    await expect.poll(() => part.locator('h3').textContent()).toBe('Layers of step 900');
    await expect.poll(() => panel.page.locator('.heat-table').count()).toBe(3);
    await expect.poll(() => panel.page.locator('.heat-table:visible').count()).toBe(1);
    const row = part.locator('tbody tr').nth(2);
    const expected = ['gradientNorm', 'updateRatio', 'deadShare'].map((what) =>
      run.values([`layers/generator/dense_3/${what}`], 900)[0]?.value.toFixed(3),
    );
    await expect.poll(() => row.locator('.heat-number').allTextContents()).toEqual([expected[0], expected[1], '0']);
  });
});

describe('codings', () => {
  test('have a row each, and the pane says how many hardly move', async () => {
    await openRun(autoencoderRun(), { theme: 'light' });
    await expect.poll(() => trackOf('codings').locator('.heat-label:not(.unshown)').count()).toBeGreaterThan(4);
    await expect.poll(() => panel.page.locator('.heat-said').textContent()).toMatch(/; 4 of 30 hardly move$/);
  });
});

test('a run without these tracks opens as before', async () => {
  const run = ganRun();
  const { manifest } = run.records;
  manifest.tracks = manifest.tracks.filter(({ kind }) => kind !== 'heat');
  await openRun(run);
  await expect.poll(() => panel.page.locator('.track').count()).toBe(3);
});
