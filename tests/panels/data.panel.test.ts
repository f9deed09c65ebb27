/** The Data panel: what it shows of each kind of data, its states, its keys and its pictures. */
import { seriousViolations } from './axe';
import { mkdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../src/base/problem';
import type { DataPanelEvent, DataPanelRequest, DatasetPreview } from '../../src/protocol/dataset-preview';
import { augmentedImages, colouredImages, labelledImages, points, sequences } from './data-previews';
import { type OpenPanel, PanelBrowser, type PanelOptions } from './panel-page';
import { TESTED_THEMES } from './themes';
import { settled } from './waiting';

type DataPanel = OpenPanel<DataPanelRequest, DataPanelEvent>;

const SHOTS = 'out/shots';
let browser: PanelBrowser;
let panel: DataPanel | undefined;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await PanelBrowser.start('data');
});
afterEach(async () => {
  await panel?.close();
  panel = undefined;
});
afterAll(() => browser.close());

const open = async (
  answer: (request: DataPanelRequest) => unknown,
  options: Omit<PanelOptions, 'answer'> = {},
): Promise<DataPanel> => {
  panel = await browser.open<DataPanelRequest, DataPanelEvent>('data', { width: 900, height: 720, ...options, answer });
  return panel;
};

const answerWith = (preview: DatasetPreview) => (request: DataPanelRequest) => {
  switch (request.kind) {
    case 'readPreview':
      return { ok: true, value: preview };
    case 'chooseFile':
      return { ticket: '1' };
    default:
      return null;
  }
};

const problem: Problem = {
  message: 'Expected an image 64×64 (wide×high) as 001.png is, and got one 80×64.',
  remedy: 'Write the size that all shall have, such as size: 64.',
  file: '/home/me/pets/cat/017.png',
  blame: 'experiment',
};

const previews: Readonly<Record<string, () => Promise<DatasetPreview>>> = {
  labelled: labelledImages,
  augmented: augmentedImages,
  coloured: colouredImages,
  points,
  sequences,
};

describe.each(Object.keys(previews))('%s data', (name) => {
  test.each(TESTED_THEMES)('in %s', async (theme) => {
    const preview = await previews[name]!();
    const { page, complaints } = await open(answerWith(preview), { theme });
    await page.locator('h1').filter({ hasText: preview.name }).waitFor();
    await settled(panel!);
    await page.screenshot({ path: `${SHOTS}/data-${name}-${theme}.png`, fullPage: true });
    await expect.poll(() => seriousViolations(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

test('a row a class says its name and counts, and draws its mean and its samples', async () => {
  const { page } = await open(answerWith(await labelledImages()));
  const rows = page.locator('.classes > li');
  await expect.poll(() => rows.count()).toBe(10);
  await rows.nth(1).getByText('cross').waitFor();
  await expect.poll(() => rows.nth(1).textContent()).toContain('60 to train, 6 to test');
  await page.getByRole('img', { name: 'Mean image of cross' }).waitFor();
  await page.getByRole('img', { name: '12 samples of cross' }).waitFor();
  // 28 pixels once, twelve of them with two between: pixels stay whole.
  const width = () => page.getByRole('img', { name: '12 samples of cross' }).evaluate((canvas) => canvas.clientWidth);
  await expect.poll(width).toBe(12 * 30 - 2);
  const isInked = () =>
    page.getByRole('img', { name: '12 samples of cross' }).evaluate((canvas) => {
      const drawn = canvas as HTMLCanvasElement;
      const pixels = drawn.getContext('2d')?.getImageData(0, 0, drawn.width, drawn.height).data ?? [];
      return pixels.some((value, at) => at % 4 === 0 && value > 200);
    });
  await expect.poll(isInked).toBe(true);
  await page.getByText('images 28 × 28 × 1 · from 0 to 1 · 1,000 to train · 200 held out · 120 to test').waitFor();
});

test('points are three projections, sequences small lines', async () => {
  const { page } = await open(answerWith(await points()));
  await expect.poll(() => page.getByRole('img', { name: /^Points, [xy] against [yz]$/ }).count()).toBe(3);
  await panel!.close();
  const other = await open(answerWith(await sequences()));
  await expect.poll(() => other.page.getByRole('img', { name: /^Sample \d+$/ }).count()).toBe(24);
});

test('while it reads it says so, and what takes long', async () => {
  const { page, send, complaints } = await open(() => new Promise(() => undefined));
  await page.getByText('Reading the data, as a training would…').waitFor();
  send({ kind: 'reading', activity: 'reading images: 2,000 of 9,000' });
  await page.getByText('reading images: 2,000 of 9,000').waitFor();
  await page.screenshot({ path: `${SHOTS}/data-reading-dark.png` });
  expect(complaints).toEqual([]);
});

test('what is wrong stands there with its remedy and its file, and is read again by the keyboard', async () => {
  let answers = 0;
  const preview = await labelledImages();
  const { page, requests } = await open((request) => {
    if (request.kind !== 'readPreview') return null;
    return answers++ === 0 ? { ok: false, problem } : { ok: true, value: preview };
  });
  await page.getByRole('alert').getByText(problem.message).waitFor();
  await page.screenshot({ path: `${SHOTS}/data-failed-dark.png` });
  await page.getByRole('button', { name: '017.png' }).press('Enter');
  await expect
    .poll(() => requests.find(({ kind }) => kind === 'revealPlace'))
    .toEqual({ kind: 'revealPlace', place: { file: problem.file, line: 1, column: 1 } });
  await page.getByRole('button', { name: 'Read again' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('h1').filter({ hasText: 'Glyphs' }).waitFor();
  await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  expect(requests.filter(({ kind }) => kind === 'readPreview')).toEqual([
    { kind: 'readPreview', again: false },
    { kind: 'readPreview', again: true },
  ]);
});

test('asked for once more by the host it reads anew', async () => {
  const { requests, send } = await open(answerWith(await points()));
  await settled(panel!);
  send({ kind: 'changed' });
  await expect.poll(() => requests.filter(({ kind }) => kind === 'readPreview').length).toBe(2);
});

test.each(['labelled', 'points', 'sequences'])('a picture of %s data is saved as a PNG, and copied', async (name) => {
  const { page, requests } = await open(answerWith(await previews[name]!()));
  await page.getByRole('button', { name: 'Save picture' }).click();
  const written = () => requests.find((request) => request.kind === 'writeFile');
  await expect.poll(written).toBeDefined();
  const request = written();
  const bytes = request?.kind === 'writeFile' ? request.bytes : new Uint8Array();
  expect([...bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(bytes.length).toBeGreaterThan(5000);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy picture' }).click();
  await page.getByText('Copied').waitFor({ state: 'attached' });
});

test('it speaks Portuguese, and fits a narrow column', async () => {
  const words = JSON.parse(readFileSync('l10n/bundle.l10n.pt-br.json', 'utf8')) as Record<string, string>;
  const { page } = await open(answerWith(await labelledImages()), { words, width: 420, height: 900 });
  await page.getByRole('heading', { name: 'Valores' }).waitFor();
  await page.screenshot({ path: `${SHOTS}/data-narrow-pt.png`, fullPage: true });
  const overflows = () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  await expect.poll(overflows).toBe(false);
});
