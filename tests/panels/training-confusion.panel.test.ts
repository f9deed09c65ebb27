/** Which class a classifier takes for which, in a real browser: the rows over time, the matrix at the playhead, its table. */
import { describe, expect, test } from 'vitest';
import { viridis } from '../../src/base/viridis';
import { fashionMnistClasses } from '../../src/data/fashion-mnist-files';
import { CONFUSED, classifierRun, confusionCounts } from './fixtures/classifier-fixtures';
import type { RecordedRun } from './fixtures/recorded-run';
import { answerFrom } from './fixtures/training-host';
import { seriousViolations } from './page/axe';
import { trainingPanels } from './page/opened-panels';
import { colourOfPixel } from './page/pixel-colour';
import type { PanelOptions } from './page/panel-browser';
import type { OpenPanel } from './page/panel-tab';
import { TESTED_THEMES } from './page/themes';
import { settled } from './page/waiting';

const panels = trainingPanels({ height: 1000 });
let panel: OpenPanel;

const openRun = async (run: RecordedRun, options: Partial<PanelOptions> = {}) =>
  (panel = await panels.openRun(run, options));

const part = () => panel.page.locator('.pane .part[aria-label="Confusion"]');
const matrix = () => part().locator('.confusion');
const tip = () => part().locator('.pointed-tip');

const LAST = confusionCounts(9000);
const count = (truth: number, told: number) => LAST[truth * 10 + told] ?? 0;
const total = (truth: number) => fashionMnistClasses.reduce((sum, _, told) => sum + count(truth, told), 0);
const percent = (share: number) => `${(share * 100).toFixed(1)}\u00a0%`;
const SHIRT = 6;

/** The worst pair by going through all of them, and how many are told right. */
const pairs = fashionMnistClasses.flatMap((_, truth) =>
  fashionMnistClasses.map((_, told) => ({ truth, told, share: count(truth, told) / total(truth) })),
);
const [worst] = pairs.filter(({ truth, told }) => truth !== told).sort((a, b) => b.share - a.share);
const right = fashionMnistClasses.reduce((sum, _, index) => sum + count(index, index), 0);

/** The middle of a cell of the matrix, in the page. */
async function cell(truth: number, told: number): Promise<{ x: number; y: number }> {
  const box = await matrix().locator('canvas').boundingBox();
  if (!box) throw new Error('Expected the matrix to be on the screen.');
  // Ten cells end at the right edge of the picture, and above the 24 pixels of the key.
  const pitch = 36;
  const [left, top] = [box.width - 10 * pitch, box.height - 24 - 10 * pitch];
  return { x: box.x + left + (told + 0.5) * pitch, y: box.y + top + (truth + 0.5) * pitch };
}

const colourAt = (at: { x: number; y: number }): Promise<number[]> => colourOfPixel(matrix().locator('canvas'), at);

describe('the matrix at the playhead', () => {
  test.each(TESTED_THEMES)('has nothing that axe-core finds serious in %s', async (theme) => {
    await openRun(classifierRun(), { theme });
    await panel.page.keyboard.press('t');
    await settled(panel);
    expect(await seriousViolations(panel.page, theme)).toEqual([]);
  });

  test('names the worst pair, has the colours of the shares, tells the counts of the cell under the pointer', async () => {
    await openRun(classifierRun());
    expect(worst?.truth).toBe(SHIRT);
    const { truth = 0, told = 0, share = 0 } = worst ?? {};
    const sentence = `${fashionMnistClasses[truth]} taken for ${fashionMnistClasses[told]}: ${Math.round(share * 100)}\u00a0% of ${total(truth)}`;
    await expect.poll(() => part().textContent()).toContain(sentence);
    expect(await part().textContent()).toContain(`${percent(right / CONFUSED)} of 1,000 told right`);
    expect(await part().textContent()).toContain('of step 9,000');
    expect(await matrix().getAttribute('aria-label')).toContain(sentence);
    await expect
      .poll(() => panel.page.locator('[data-track=confusion] canvas').getAttribute('aria-label'))
      .toContain(sentence);
    for (const [truth, told] of [
      [SHIRT, SHIRT],
      [SHIRT, 0],
      [0, SHIRT],
      [8, 8],
    ] as const) {
      const { x, y } = await cell(truth, told);
      // Beside its number.
      const seen = await colourAt({ x: x - 14, y: y - 12 });
      viridis(count(truth, told) / total(truth)).forEach((shade, channel) =>
        expect(Math.abs((seen[channel] ?? NaN) - shade), `${truth} ${told}`).toBeLessThanOrEqual(3),
      );
    }
    const { x, y } = await cell(SHIRT, 0);
    await panel.page.mouse.move(x, y);
    await expect
      .poll(() => tip().innerText())
      .toBe(`Shirt taken for T-shirt/top\n${count(6, 0)} of ${total(6)}: ${percent(count(6, 0) / total(6))}`);
    const own = await cell(8, 8);
    await panel.page.mouse.move(own.x, own.y);
    await expect.poll(() => tip().innerText()).toContain('Bag told right');
    await panel.page.mouse.move(10, 10);
    await expect.poll(() => tip().isVisible()).toBe(false);
  });

  test('tells one cell after another to arrow keys, and is of the newest count by the playhead’s step', async () => {
    await openRun(classifierRun());
    await matrix().focus();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowLeft'])
      await panel.page.keyboard.press(key);
    // The first key only enters, at the top left.
    await expect.poll(() => tip().innerText()).toContain('Trouser taken for T-shirt/top');
    await expect
      .poll(() => panel.page.locator('[aria-live]').allTextContents())
      .toContainEqual(expect.stringContaining('Trouser taken for T-shirt/top'));
    // The playhead has not moved.
    expect(await panel.page.locator('.pane h2').textContent()).toBe('At step 9,000');
    await panel.page.getByRole('slider', { name: 'Playhead' }).focus();
    await panel.page.keyboard.press('Home');
    await expect.poll(() => part().textContent()).toContain('None counted by this step.');
    expect(await matrix().isVisible()).toBe(false);
  });

  test('can be had as SVG, with its numbers and a caption', async () => {
    await openRun(classifierRun(), { answer: answerFrom(classifierRun(), 'svg') });
    await part().getByRole('button', { name: 'Save picture' }).click();
    const written = () =>
      panel.requests.find((request): request is Extract<typeof request, { kind: 'writeFile' }> => {
        return request.kind === 'writeFile';
      });
    await expect.poll(() => written()?.ticket, { timeout: 20_000 }).toBe('chosen');
    const svg = new TextDecoder().decode(written()?.bytes);
    for (const said of ['Ankle boot', 'step 9,000', 'told right', 'seed 42']) expect(svg).toContain(said);
    expect(svg).not.toContain('<image');
  });
});

test('over time each class has a row of what is told right, accuracy is in percent, and the table behind has every count', async () => {
  await openRun(classifierRun());
  const track = panel.page.locator('[data-track=confusion]');
  expect(await track.locator('.heat-label').allTextContents()).toEqual([...fashionMnistClasses]);
  const box = await track.locator('canvas').boundingBox();
  const time = await panel.page.getByRole('slider', { name: 'Playhead' }).boundingBox();
  if (!box || !time) throw new Error('Expected the track to be on the screen.');
  await panel.page.mouse.move(time.x + time.width * 0.6, box.y + 8 + ((SHIRT + 0.5) / 10) * (box.height - 16));
  await expect
    .poll(() => panel.page.locator('.pointed-tip:visible').innerText())
    .toMatch(/^Shirt\nsteps? [\d,–]+: \d\d\.\d\u00a0% told right/);
  await expect
    .poll(() => panel.page.locator('[data-track=accuracy] canvas').getAttribute('aria-label'))
    .toMatch(/train from [\d.]+\u00a0% to 9[\d.]+\u00a0%; validation from 8[\d.]+\u00a0% to 91\.3\u00a0%/);
  const values = panel.page.locator('.pane .part[aria-label="Accuracy"] .value');
  expect(await values.nth(2).textContent()).toMatch(/^91\.3\u00a0% \(step 7,500\)$/);
  await panel.page.keyboard.press('t');
  const table = panel.page.locator('.values-table table').last();
  await expect.poll(() => table.locator('tbody tr').count()).toBe(10);
  const cells = await table.locator('tbody tr').nth(SHIRT).locator('td').allTextContents();
  expect(cells).toEqual([...fashionMnistClasses.map((_, told) => String(count(SHIRT, told))), String(total(SHIRT))]);
  await expect
    .poll(() => panel.page.locator('.values-table caption').allTextContents())
    .toContainEqual('Confusion, as recorded around step 9,000');
});

test('two runs that are compared stand beside one another', async () => {
  const other = new Map([['/other', classifierRun()]]);
  await openRun(classifierRun(), { answer: answerFrom(classifierRun(), 'png', other) });
  await panel.page.keyboard.press('c');
  await expect.poll(() => part().count()).toBe(2);
  await expect.poll(() => matrix().nth(1).isVisible()).toBe(true);
  await settled(panel);
});

test.for([2, 100])('the matrix of %d classes fits into its pane', async (classCount) => {
  await openRun(classifierRun({ classCount }));
  const box = await matrix().locator('canvas').boundingBox();
  const pane = await panel.page.locator('.pane').boundingBox();
  expect(box?.width ?? Infinity).toBeLessThan(pane?.width ?? 0);
});
