/** The Layers panel on real runs with a real inspector: rows in source order, what is chosen, samples side by side, what it says. */
import { expect, test } from 'vitest';
import { ProblemError } from '../../src/base/problem';
import type { LayersPanelEvent, LayersPanelRequest } from '../../src/protocol/layers-panel-messages';
import { expectInOrder, kinds, momentPanels } from './page/moment-panels';
import type { OpenPanel } from './page/panel-tab';
import { TESTED_THEMES } from './page/themes';

type LayersPanel = OpenPanel<LayersPanelRequest, LayersPanelEvent>;

const { fixture, open, openSeen, seen } = momentPanels<LayersPanelRequest, LayersPanelEvent>(
  'layers',
  { width: 1300, height: 820 },
  (page) => page.locator('.layer:not(.unseen) .picture canvas').first().waitFor(),
);
const names = ({ page }: LayersPanel) => page.locator('.layer h3').allTextContents();

test.each(TESTED_THEMES.slice(1))('nothing keeps a reader out, in %s', async (theme) => {
  await expectInOrder(await openSeen(await fixture('tiny-conv-autoencoder'), { theme }), theme);
});

test.each([
  ['tiny-gan', 60],
  ['tiny-recurrent', 5],
] as const)('%s: neither do layers of units and of sequences', async (name, steps) => {
  await expectInOrder(await openSeen(await fixture(name, steps)));
});

test('rows stand in source order, say what models are fed with, lead to their lines, and keep no reader out', async () => {
  const shown = await openSeen(await fixture('tiny-conv-autoencoder'));
  await expectInOrder(shown);
  expect(await names(shown)).toEqual([
    'conv2d_1',
    'max_pooling2d_1',
    'conv2d_2',
    'max_pooling2d_2',
    'conv2d_transpose_1',
    'conv2d_transpose_2',
  ]);
  expect(await shown.page.locator('.model').allTextContents()).toEqual([
    'encoderfed with the sample',
    'decoderfed with the coding of the sample',
  ]);
  await shown.page.getByRole('button', { name: 'conv2d_2' }).click();
  await expect.poll(() => kinds(shown)).toContain('revealPlace');
  expect(shown.requests.find(({ kind }) => kind === 'revealPlace')).toMatchObject({ place: { line: 7 } });
  // Layers without weights have no gradient.
  const figures = shown.page.locator('.layer').nth(1).locator('.figure');
  await expect.poll(() => figures.nth(1).textContent()).toBe('–');
  await expect.poll(() => shown.page.locator('.layer').first().locator('.figure').nth(1).textContent()).toMatch(/\d/);
});

test('a channel that is clicked is shown large, with weights, what it paints, and what excites it; arrows go on', async () => {
  const shown = await openSeen(await fixture('tiny-conv-autoencoder'));
  const { page } = shown;
  await page
    .locator('.layer')
    .nth(4)
    .locator('.picture canvas')
    .click({ position: { x: 8, y: 8 } });
  for (const name of [
    'The chosen channel',
    'Weights as images',
    'What one number paints',
    'Samples that excite it most',
  ])
    await page.getByRole('img', { name }).waitFor();
  expect(await page.locator('.unit-name').textContent()).toBe('conv2d_transpose_1, 1 of 4');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.locator('.unit-name').textContent()).toBe('conv2d_transpose_1, 2 of 4');
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => page.locator('.unit-name').textContent()).toBe('max_pooling2d_2, 2 of 6');
  await page
    .locator('.layer')
    .first()
    .locator('.picture canvas')
    .hover({ position: { x: 5, y: 6 } });
  await expect
    .poll(() => page.locator('.pointed').textContent())
    .toMatch(/^encoder\/conv2d_1, channel 1, x 5, y [56]: /);
});

test('samples stand side by side, and the difference of two is a picture of its own', async () => {
  const shown = await openSeen(await fixture('tiny-conv-autoencoder'));
  const { page } = shown;
  const canvas = page.locator('.layer').first().locator('.picture canvas');
  const tall = async () => (await canvas.boundingBox())!.height;
  const alone = await tall();
  await page.getByRole('button', { name: 'Side by side' }).click();
  await expect.poll(tall).toBeGreaterThan(1.9 * alone);
  await expect.poll(() => page.locator('.apart').first().textContent()).toMatch(/^apart from the first: \d/);
  await page.getByLabel('Number of sample 2').fill('7');
  await page.getByLabel('Number of sample 2').press('Enter');
  await expect
    .poll(() => shown.requests.findLast(({ kind }) => kind === 'runLayers'))
    .toMatchObject({ samples: [0, 7] });
  await page.getByRole('button', { name: 'Difference' }).click();
  await expect.poll(tall).toBeCloseTo(alone, 0);
  await expect.poll(() => page.locator('.scale').first().textContent()).toContain('second less first');
  await page.getByRole('button', { name: 'Remove sample 2' }).click();
  await expect.poll(() => page.locator('.scale').first().textContent()).not.toContain('less');
});

test('a layer that is used twice has two rows, nested ones their names; a model of two inputs says why it is empty', async () => {
  const shown = await openSeen(await fixture('odd-layers', 5));
  const all = await names(shown);
  expect(all.filter((name) => /call [12]$/.test(name))).toHaveLength(2);
  expect(all).toContain('narrow');
  await shown.page.locator('.model').filter({ hasText: 'It takes 2 inputs' }).waitFor();
});

test('the cursor in the source marks its row; the table has every figure, and is copied as CSV', async () => {
  const shown = await openSeen(await fixture('tiny-conv-autoencoder'));
  const { page } = shown;
  shown.send({ kind: 'layerSelected', layer: 'decoder/conv2d_transpose_2' });
  await expect
    .poll(() => page.locator('.layer[aria-current]').getAttribute('data-layer'))
    .toBe('decoder/conv2d_transpose_2');
  await page.keyboard.press('t');
  await page.getByRole('rowheader', { name: 'encoder/conv2d_1' }).waitFor();
  await page.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect.poll(() => kinds(shown)).toContain('copyText');
  const copied = shown.requests.find((request) => request.kind === 'copyText');
  expect(copied?.kind === 'copyText' && copied.text.split('\n')).toHaveLength(7);
  await page.getByRole('button', { name: 'Save picture' }).click();
  await expect.poll(() => kinds(shown)).toContain('writeFile');
});

test('it follows the playhead; in a narrow panel nothing sticks out', async () => {
  const run = await fixture('tiny-conv-autoencoder');
  const shown = await openSeen(run, { width: 520, height: 900 });
  shown.send({ kind: 'momentMoved', moment: run.movePlayhead(0) });
  await expect.poll(() => shown.requests.findLast(({ kind }) => kind === 'runLayers')).toMatchObject({ step: 0 });
  await seen(shown);
  expect(await shown.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(520);
});

test('what can not be computed is a sentence with its remedy, and can be tried again', async () => {
  const run = await fixture('tiny-conv-autoencoder');
  const problem = { message: 'The run has lost its sources.', remedy: 'Put them back.', blame: 'environment' as const };
  let isBroken = true;
  const shown = await open(run, {
    answer: (request) => {
      if (isBroken && request.kind === 'runLayers') throw new ProblemError(problem);
      return run.answer(request);
    },
  });
  await shown.page.getByRole('alert').getByText(problem.message).waitFor();
  isBroken = false;
  await shown.page.getByRole('button', { name: 'Try again' }).click();
  await seen(shown);
  expect(await shown.page.getByRole('alert').count()).toBe(0);
});
