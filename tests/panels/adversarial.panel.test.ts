/** The Adversarial panel on a real run with a real inspector: what an attack is told in, its controls, its curve, what it refuses. */
import { describe, expect, test } from 'vitest';
import type { AdversarialPanelEvent, AdversarialPanelRequest } from '../../src/protocol/adversarial-panel-messages';
import { expectInOrder, kinds, momentPanels } from './page/moment-panels';
import type { OpenPanel } from './page/panel-tab';
import { TESTED_THEMES } from './page/themes';

type AdversarialPanel = OpenPanel<AdversarialPanelRequest, AdversarialPanelEvent>;

const { fixture, open, openSeen, seen } = momentPanels<AdversarialPanelRequest, AdversarialPanelEvent>(
  'adversarial',
  { width: 1300, height: 1100 },
  (page) => page.locator('.stage[aria-busy=false] .story canvas').first().waitFor(),
);

/** Enough to tell most glyphs apart. */
const classifier = () => fixture('tiny-classifier', 200);
const choose = ({ page }: AdversarialPanel, list: string, label: string) =>
  page.getByRole('combobox', { name: list, exact: true }).selectOption(label);
const status = ({ page }: AdversarialPanel) => page.locator('.curve-head [role=status]').textContent();
const headline = ({ page }: AdversarialPanel) => page.locator('.story h2').textContent();

describe.each(TESTED_THEMES)('in %s', (theme) => {
  test('an attack is told in pictures and charts, and nothing keeps a reader out', async () => {
    const shown = await openSeen(await classifier(), { theme });
    await shown.page.keyboard.press('m');
    await expect.poll(() => status(shown), { timeout: 60_000 }).toBe('n = 30 a point');
    await choose(shown, 'Attack', 'Targeted descent');
    await choose(shown, 'towards', 'star');
    await expect.poll(() => headline(shown)).toMatch(/→star 99\.\d/);
    await seen(shown);
    await expectInOrder(shown, theme);
  });
});

test('a slider asks for another epsilon, and the pictures are of it; typed is as good', async () => {
  const shown = await openSeen(await classifier());
  const { page } = shown;
  const asked = () => shown.requests.findLast(({ kind }) => kind === 'attackOne');
  expect(asked()).toMatchObject({ attack: 'fgsm', options: { epsilon: 0.1, norm: 'linf', steps: 1 } });
  await page.getByRole('slider', { name: 'ε' }).fill('0.2');
  await expect.poll(asked).toMatchObject({ options: { epsilon: 0.2 } });
  await seen(shown);
  await expect.poll(() => page.locator('.caption.heat').textContent()).toBe('blue −0.200, red +0.200');
  await page.getByRole('spinbutton', { name: /^ε/ }).fill('0.05');
  await page.keyboard.press('Enter');
  await seen(shown);
  await expect.poll(() => page.locator('.caption.heat').textContent()).toBe('blue −0.050, red +0.050');
  await page.locator('.stage').focus();
  await page.keyboard.press('+');
  await expect.poll(asked).toMatchObject({ options: { epsilon: 0.06 } });
  // A pixel under the pointer has its numbers.
  await page.getByRole('img', { name: /^Original/ }).hover({ position: { x: 3, y: 3 } });
  await expect
    .poll(() => page.locator('.pointed').textContent())
    .toMatch(/^x 0, y 0: [\d.]+ became [\d.]+, changed by/);
});

test('after a reload it is the same image under the same attack, in whatever order the answers come', async () => {
  const run = await classifier();
  const before = await openSeen(run);
  await choose(before, 'Images', 'star');
  await seen(before);
  await before.page.locator('.thumb').nth(1).click();
  await choose(before, 'Attack', 'Targeted descent');
  await seen(before);
  const attacked = await headline(before);
  const kept = before.kept();
  for (const [early, late] of [
    ['showImages', 'attackOne'],
    ['attackOne', 'showImages'],
  ]) {
    let isTold = () => {};
    const told = new Promise<void>((resolve) => (isTold = resolve));
    const again = await open(run, {
      kept,
      answer: async (request) => {
        if (request.kind === late) await told;
        const answer = await run.answer(request);
        if (request.kind === early) setImmediate(isTold);
        return answer;
      },
    });
    await seen(again);
    expect(await headline(again), `${late} comes late`).toBe(attacked);
    expect(await again.page.getByRole('combobox', { name: 'Images', exact: true }).inputValue()).toBe('7');
  }
});

test('images are of one class or of all; N and P go on; what was told wrong says so', async () => {
  const shown = await openSeen(await classifier());
  const { page } = shown;
  await choose(shown, 'Images', 'star');
  await seen(shown);
  await expect.poll(() => page.locator('.place-words').textContent()).toMatch(/^1–\d+ of \d+ · test images$/);
  const [first, second] = [0, 1].map((at) => page.locator('.thumb').nth(at));
  expect(await first!.getAttribute('aria-pressed')).toBe('true');
  expect(await first!.getAttribute('title')).toMatch(/^Image \d+: star, taken for/);
  await page.locator('.stage').focus();
  await page.keyboard.press('n');
  await expect.poll(() => second!.getAttribute('aria-pressed')).toBe('true');
  await page.keyboard.press('p');
  await expect.poll(() => first!.getAttribute('aria-pressed')).toBe('true');
});

test('layers lead to their lines, the cursor there marks them; the table has all figures and is copied; the figure is saved', async () => {
  const shown = await openSeen(await classifier());
  const { page } = shown;
  await page.locator('.names').getByRole('button', { name: 'dense_1' }).click();
  await expect.poll(() => kinds(shown)).toContain('revealPlace');
  expect(shown.requests.find(({ kind }) => kind === 'revealPlace')).toMatchObject({ place: { line: 7 } });
  shown.send({ kind: 'layerSelected', layer: 'classifier/dense_2' });
  await expect.poll(() => page.locator('.names [aria-current]').textContent()).toBe('dense_2');
  await page.keyboard.press('t');
  await page.getByRole('rowheader', { name: 'star' }).waitFor();
  await page.getByRole('rowheader', { name: 'the image' }).waitFor();
  await page.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect.poll(() => kinds(shown)).toContain('copyText');
  const copied = shown.requests.find((request) => request.kind === 'copyText');
  expect(copied?.kind === 'copyText' && copied.text.split('\n')[1]).toMatch(/^confidence,circle,0\.1,1,[\d.e-]+,/);
  await page.getByRole('button', { name: 'Save picture' }).click();
  await expect.poll(() => kinds(shown)).toContain('writeFile');
});

test('a curve is counted for one attack beside another, can be stopped, and stays', async () => {
  const shown = await openSeen(await classifier());
  const { page } = shown;
  const count = page.getByRole('button', { name: 'Count' });
  await count.click();
  await expect.poll(() => status(shown), { timeout: 60_000 }).toBe('n = 30 a point');
  await choose(shown, 'Attack', 'PGD');
  await count.click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect.poll(() => page.getByRole('button', { name: 'Stop' }).count()).toBe(0);
  await count.click();
  const chart = page.getByRole('img', { name: /^Accuracy against ε/ });
  await expect.poll(() => chart.getAttribute('aria-label')).toBe('Accuracy against ε: FGSM, PGD-20');
  await expect.poll(() => status(shown), { timeout: 60_000 }).toBe('n = 30 a point');
  await page.keyboard.press('t');
  // At epsilon 0 it is what it is without an attack, of either.
  const table = page.getByRole('table', { name: 'Accuracy against ε' });
  const rows = await table.locator('tbody tr').allTextContents();
  expect(rows).toHaveLength(16);
  expect(rows[0]!.replace('FGSM', '')).toBe(rows[8]!.replace('PGD-20', ''));
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.poll(() => chart.count()).toBe(0);
});

test('it follows the playhead; in a narrow panel nothing sticks out', async () => {
  const run = await classifier();
  const shown = await openSeen(run, { width: 520, height: 900 });
  shown.send({ kind: 'momentMoved', moment: run.movePlayhead(0) });
  await expect.poll(() => shown.requests.findLast(({ kind }) => kind === 'attackOne')).toMatchObject({ step: 0 });
  await seen(shown);
  expect(await shown.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(520);
});

test('what makes no sense is a sentence, and the next that does is shown', async () => {
  const shown = await openSeen(await classifier());
  const { page } = shown;
  const epsilon = page.getByRole('spinbutton', { name: /^ε/ });
  await epsilon.fill('-0.1');
  await epsilon.press('Enter');
  await page.getByRole('alert').getByText('epsilon expected a number of at least 0, and got -0.1.').waitFor();
  await epsilon.fill('0.1');
  await epsilon.press('Enter');
  await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  await seen(shown);
});

test('a run without a classifier says what to open in its place', async () => {
  const shown = await open(await fixture('tiny-conv-autoencoder'));
  await shown.page.getByRole('alert').getByText('A run of autoencoder() has nothing to attack').waitFor();
  await shown.page.getByText('Open a run of classifier().').waitFor();
});
