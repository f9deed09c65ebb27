/** The Data panel: what it shows of each kind of data, its states, its keys and its pictures. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Problem } from '../../src/base/problem';
import type { DataPanelEvent, DataPanelRequest, DatasetPreview } from '../../src/protocol/dataset-preview';
import { augmentedImages, colouredImages, labelledImages, points, sequences } from './fixtures/data-previews';
import { seriousViolations } from './page/axe';
import { openedPanels } from './page/opened-panels';
import type { OpenPanel } from './page/panel-tab';
import type { PanelOptions } from './page/panel-browser';
import { TESTED_THEMES } from './page/themes';
import { settled } from './page/waiting';

type DataPanel = OpenPanel<DataPanelRequest, DataPanelEvent>;

const panels = openedPanels<DataPanelRequest, DataPanelEvent>('data', { width: 900, height: 720 });

const open = (answer: (request: DataPanelRequest) => unknown, options: Omit<PanelOptions, 'answer'> = {}) =>
  panels.open({ ...options, answer });

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

/** Opens it, and waits until it has drawn all. */
async function openOn(preview: DatasetPreview, options: Omit<PanelOptions, 'answer'> = {}): Promise<DataPanel> {
  const shown = await open(answerWith(preview), options);
  await shown.page.locator('h1').filter({ hasText: preview.name }).waitFor();
  await settled(shown);
  return shown;
}

async function expectSavedAndCopied({ page, requests }: DataPanel): Promise<void> {
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
}

test('images with classes: a row a class says its name and counts, and draws its mean and its samples; saved and copied', async () => {
  const shown = await openOn(await labelledImages());
  const { page } = shown;
  expect(await seriousViolations(page)).toEqual([]);
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
  await expectSavedAndCopied(shown);
});

test('points are three projections; saved and copied; asked for once more by the host they are read anew', async () => {
  const shown = await openOn(await points());
  const { page, requests } = shown;
  expect(await seriousViolations(page)).toEqual([]);
  expect(await page.getByRole('img', { name: /^Points, [xy] against [yz]$/ }).count()).toBe(3);
  await expectSavedAndCopied(shown);
  shown.send({ kind: 'changed' });
  await expect.poll(() => requests.filter(({ kind }) => kind === 'readPreview').length).toBe(2);
});

test('sequences are small lines; saved and copied', async () => {
  const shown = await openOn(await sequences());
  expect(await seriousViolations(shown.page)).toEqual([]);
  expect(await shown.page.getByRole('img', { name: /^Sample \d+$/ }).count()).toBe(24);
  await expectSavedAndCopied(shown);
});

test.each([
  ['augmented', augmentedImages, 'dark'],
  ['coloured', colouredImages, 'dark'],
  ...TESTED_THEMES.slice(1).map((theme) => ['labelled', labelledImages, theme] as const),
] as const)('%s images keep no reader out', async (_, previewed, theme) => {
  const { page } = await openOn(await previewed(), { theme });
  expect(await seriousViolations(page, theme)).toEqual([]);
});

test('while it reads it says so, and what takes long', async () => {
  const { page, send } = await open(() => new Promise(() => undefined));
  await page.getByText('Reading the data, as a training would…').waitFor();
  send({ kind: 'reading', activity: 'reading images: 2,000 of 9,000' });
  await page.getByText('reading images: 2,000 of 9,000').waitFor();
});

test('what is wrong stands there with its remedy and its file, and is read again by the keyboard', async () => {
  let answers = 0;
  const preview = await labelledImages();
  const { page, requests } = await open((request) => {
    if (request.kind !== 'readPreview') return null;
    return answers++ === 0 ? { ok: false, problem } : { ok: true, value: preview };
  });
  await page.getByRole('alert').getByText(problem.message).waitFor();
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

test('it speaks Portuguese, and fits a narrow column', async () => {
  const words = JSON.parse(readFileSync('l10n/bundle.l10n.pt-br.json', 'utf8')) as Record<string, string>;
  const { page } = await open(answerWith(await labelledImages()), { words, width: 420, height: 900 });
  await page.getByRole('heading', { name: 'Valores' }).waitFor();
  const overflows = () => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  await expect.poll(overflows).toBe(false);
});
