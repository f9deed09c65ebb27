/** What the Training panel shows by class: shares of what a GAN draws, errors of an autoencoder. */
import { describe, expect, test } from 'vitest';
import { wilsonInterval } from '../../src/base/confidence-interval';
import {
  ACCURACY,
  askedRun,
  askedShare,
  CLASS_IMAGES,
  classCounts,
  classError,
  classesRun,
  classStandardError,
  errorsRun,
  largestError,
  SAMPLES,
} from './fixtures/class-fixtures';
import { trainingPanels } from './page/opened-panels';
import type { OpenPanel } from './page/panel-tab';
import { press } from './page/waiting';

const { openRun } = trainingPanels();

const part = (panel: OpenPanel, title: string) => panel.page.locator(`.pane .part[aria-label="${title}"]`);
const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0).replace(/\.0$/, '')}\u00a0%`;

/** Opaque colours of the plot of classes along a vertical line, from below, each once in a row. */
const coloursUpwards = (panel: OpenPanel): Promise<string[]> =>
  panel.page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-track=classes] canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return [];
    const seen: string[] = [];
    const x = Math.round(canvas.width * 0.1);
    for (let y = canvas.height - 1; y >= 0; y--) {
      const [r, g, b, a] = context.getImageData(x, y, 1, 1).data;
      const colour = a === 255 ? `${r},${g},${b}` : '';
      if (colour && seen.at(-1) !== colour) seen.push(colour);
    }
    return seen;
  });

describe('classes drawn', () => {
  test('the pane tells each share with its interval and a bar as long, and how good the classifier is', async () => {
    const panel = await openRun(classesRun());
    const counts = classCounts(9000);
    const rows = part(panel, 'Classes drawn').locator('.share-row');
    expect(await rows.count()).toBe(10);
    for (const [index, count] of counts.entries()) {
      const { low, high } = wilsonInterval(count / SAMPLES, SAMPLES);
      const text = await rows.nth(index).locator('dd').textContent();
      expect(text).toBe(`${percent(count / SAMPLES)}${percent(low)} – ${percent(high)}`);
    }
    const covered = counts.filter((count) => count / SAMPLES >= 0.01).length;
    expect(covered).toBe(7);
    const words = await part(panel, 'Classes drawn').textContent();
    expect(words).toContain(`7 of 10 classes: 1\u00a0% or more of 512 images · step 9,000`);
    expect(words).toContain(`tells ${percent(ACCURACY)} of the test images right`);
    const boxes = async (name: string) =>
      Promise.all((await part(panel, 'Classes drawn').locator(name).all()).map((each) => each.boundingBox()));
    const [bars, lines] = [await boxes('.share-bar'), await boxes('.share-interval')];
    expect(bars[0]?.width).toBeGreaterThan(10);
    const ends = counts.map((count) => wilsonInterval(count / SAMPLES, SAMPLES));
    const longest = Math.max(...ends.map(({ high }) => high));
    const room = (bars[1]?.width ?? 0) / ((counts[1] ?? 0) / SAMPLES / longest);
    counts.forEach((count, index) => {
      expect(bars[index]?.width ?? 0).toBeCloseTo((count / SAMPLES / longest) * room, 0);
      const left = (lines[index]?.x ?? 0) - (bars[index]?.x ?? 0);
      expect(left).toBeCloseTo(((ends[index]?.low ?? 0) / longest) * room, 0);
    });
  });

  test('the plot is filled with the colours of the classes in order; a sentence and a table say the same', async () => {
    const panel = await openRun(classesRun());
    const expected = ['63,144,218', '255,169,14', '189,31,1', '148,164,162', '131,45,182', '169,107,89', '231,99,0'];
    expect((await coloursUpwards(panel)).filter((colour) => expected.includes(colour))).toEqual(expected);
    await expect
      .poll(() => panel.page.locator('[data-track=classes] canvas').getAttribute('aria-label'))
      .toMatch(/7 of 10 classes are drawn; most often .+ \d+\u00a0%/);
    await press(panel, 't');
    const table = panel.page.locator('.values-table table', { hasText: 'Classes drawn, as recorded around step' });
    const current = table.locator('[aria-current]');
    await expect.poll(() => current.locator('th').textContent()).toBe('9,000');
    const shares = classCounts(9000).map((count) => (count === 0 ? '0.000' : (count / SAMPLES).toPrecision(4)));
    await expect.poll(async () => (await current.locator('td').allTextContents()).slice(1)).toEqual(shares);
  });

  test('while none is counted the track takes a line or two, and grows with the first share; before it there were none', async () => {
    const run = classesRun({ from: 5000 });
    Object.assign(run, { state: 'training', stepsPerSecond: 417, lastStep: 4000 });
    const panel = await openRun(run);
    const track = panel.page.locator('[data-track=classes]');
    const height = () => track.locator('.plot-holder').evaluate((plot) => parseFloat(plot.style.minHeight));
    await expect.poll(height).toBeLessThan(60);
    await expect.poll(() => track.locator('canvas').getAttribute('aria-label')).toContain('None counted yet');
    run.lastStep = 5200;
    panel.send({ kind: 'runAdvanced', progress: run.progress() });
    await expect.poll(height).toBeGreaterThan(140);
    await panel.page.keyboard.press('Home');
    await expect.poll(() => part(panel, 'Classes drawn').textContent()).toContain('None counted by this step.');
  });

  test('why they are not counted stands in the place of the plot and in the pane', async () => {
    const why = 'Not counted: the generator takes more than noise, and what else to give it is not known.';
    const panel = await openRun(classesRun({ unavailable: why }));
    await expect.poll(() => part(panel, 'Classes drawn').textContent()).toContain(why);
    await expect
      .poll(() => panel.page.locator('[data-track=classes] canvas').getAttribute('aria-label'))
      .toContain(why);
    expect(panel.requests.some((request) => request.kind === 'readCurves' && request.tags.includes('classes/0'))).toBe(
      false,
    );
  });
});

test('of a conditional GAN: the share that is as asked has its interval, the wall names its columns and each tile', async () => {
  const panel = await openRun(askedRun());
  const share = askedShare(9000);
  const { low, high } = wilsonInterval(share, SAMPLES);
  const row = part(panel, 'Class as asked').locator('.value-row');
  await expect.poll(() => row.textContent()).toContain(`${percent(low)} – ${percent(high)}, n = 512`);
  const canvas = panel.page.locator('.wall-part:not(.with-scale) .wall-picture canvas');
  await expect.poll(() => canvas.count()).toBe(1);
  const { width = 0, height = 0 } = (await canvas.boundingBox()) ?? {};
  const scale = (width + 2) / (10 * 28 + 10 * 2) >= 2 ? Math.round((width + 2 - 20) / 280) : 1;
  // Eight rows of tiles, and over them the room for the names.
  expect(height).toBe(8 * 28 * scale + 7 * 2 + 68);
  const tile = 28 * scale + 2;
  await canvas.hover({ position: { x: 2 * tile + 5, y: 68 + tile + 5 } });
  await expect.poll(() => panel.page.locator('.magnifier-label').first().textContent()).toContain('Pullover, row 2');
});

describe('errors of reconstructions', () => {
  test('the map names its colours; each class has its mean, standard error, number of images and colour, also as a table', async () => {
    const panel = await openRun(errorsRun());
    const said = largestError(9000).toFixed(3);
    await expect.poll(() => part(panel, 'Error map').textContent()).toContain(`dark 0 to light ${said}`);
    const rows = part(panel, 'Error by class').locator('.share-row');
    await expect.poll(() => rows.count()).toBe(10);
    for (const [index, images] of CLASS_IMAGES.entries()) {
      const error = classStandardError(index, 8950).toPrecision(2);
      const range = images > 1 ? `±${error}, n = ${images}` : 'n = 1';
      const text = `${classError(index, 8950).toPrecision(3)}${range}`;
      await expect.poll(() => rows.nth(index).locator('dd').textContent()).toBe(text);
    }
    await expect.poll(() => rows.locator('.share-interval:visible').count()).toBe(9);
    const colours = await rows
      .locator('.share-bar')
      .evaluateAll((bars) => bars.map((bar) => getComputedStyle(bar).backgroundColor));
    expect(new Set(colours).size).toBe(10);
    await press(panel, 't');
    const table = panel.page.locator('.values-table table', { hasText: 'Error by class: means at step' });
    // The first class has 5 images: Student's quantile of 4 degrees of freedom is 2.776.
    const [mean, error] = [classError(0, 8950), classStandardError(0, 8950)];
    const ends = [mean - 2.776445 * error, mean + 2.776445 * error].map((end) => end.toPrecision(4));
    await expect
      .poll(() => table.locator('tbody tr').first().locator('td').allTextContents())
      .toEqual([mean.toPrecision(4), error.toPrecision(2), `${ends[0]} – ${ends[1]}`, '5']);
    const records = panel.page.locator('.values-table table', { hasText: 'Error by class, as recorded around step' });
    await expect.poll(() => records.locator('tbody th').last().textContent()).toBe('8,950');
  });

  test('a run of before has means without an interval, and it is said why', async () => {
    const panel = await openRun(errorsRun({ old: true }));
    const its = part(panel, 'Error by class');
    await expect.poll(() => its.locator('.share-row').first().locator('dd').textContent()).toBe('0.00600');
    await expect.poll(() => its.locator('.share-interval:visible').count()).toBe(0);
    await expect.poll(() => its.textContent()).toContain('recorded without the spread within each class');
  });
});
