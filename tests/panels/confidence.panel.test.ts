/** The Confidence panel on real runs with a real inspector: how D and G stand, the charts, the wall, the chosen sample, planes. */
import { expect, test } from 'vitest';
import { ProblemError } from '../../src/base/problem';
import type { ConfidencePanelEvent, ConfidencePanelRequest } from '../../src/protocol/confidence-panel-messages';
import type { Judged } from '../../src/protocol/confidence-questions';
import { seriousViolations } from './page/axe';
import { expectInOrder, kinds, momentPanels } from './page/moment-panels';
import { TESTED_THEMES } from './page/themes';
import { settled } from './page/waiting';

const { fixture, open, openSeen, seen } = momentPanels<ConfidencePanelRequest, ConfidencePanelEvent>(
  'confidence',
  { width: 1360, height: 860 },
  // Of samples the plane of codings comes last, of data in a plane their modes.
  (page) => page.locator('.side:not([hidden]) .field canvas, .modes li').first().waitFor(),
);

test.each(TESTED_THEMES.slice(1).flatMap((theme) => ['tiny-gan', 'tiny-ring'].map((name) => [name, theme] as const)))(
  '%s in %s: everything about a moment, and nothing that keeps a reader out',
  async (name, theme) => {
    await expectInOrder(await openSeen(await fixture(name), { theme }), theme);
  },
);

test('a GAN whose D has won and one whose D has not are told apart at a glance, and lead to their lines', async () => {
  const won = await openSeen(await fixture('won-gan', 250));
  const { page } = won;
  expect(await page.locator('.verdict').getAttribute('data-standing')).toBe('won');
  expect(await page.locator('.verdict .figure').textContent()).toMatch(/^(9\d|100)\.\d\s%$/);
  expect(await page.locator('.verdict .told').textContent()).toMatch(/D has won.*\|∂gLoss\/∂pixel\| of 64 fakes/);
  await page.getByRole('button', { name: 'won-gan.gibbon.ts:14' }).click();
  await expect.poll(() => kinds(won)).toContain('revealPlace');
  expect(won.requests.find(({ kind }) => kind === 'revealPlace')).toMatchObject({ place: { line: 14 } });
  await expectInOrder(won);
  const other = await openSeen(await fixture('tiny-ring'));
  expect(await other.page.locator('.verdict').getAttribute('data-standing')).toMatch(/even|fooled/);
});

test('samples go from the most to the least convincing; others can be shown, chosen and seen closely', async () => {
  const shown = await openSeen(await fixture('tiny-gan'));
  const { page } = shown;
  const walls = () => shown.requests.flatMap((request) => (request.kind === 'readWall' ? [request] : []));
  expect(walls().at(-1)).toMatchObject({ whose: 'generated' });
  expect(walls().at(-1)?.indices).toHaveLength(64);
  await page.getByRole('button', { name: 'Real', exact: true }).click();
  await expect.poll(() => walls().at(-1)?.whose).toBe('real');
  await page.keyboard.press('r');
  await page.keyboard.press('r');
  await expect.poll(() => walls().at(-1)?.whose).toBe('generated');
  await page.getByRole('button', { name: 'Least' }).click();
  await expect.poll(() => page.locator('.stage > p').textContent()).toBe('the 64 least convincing of 1,000');
  await settled(shown);
  const words = page.locator('.side .words');
  const first = await words.textContent();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => words.textContent()).not.toBe(first);
  await page.locator('.wall canvas').click({ position: { x: 10, y: 10 } });
  await expect.poll(() => words.textContent()).toBe(first);
  expect(first).toMatch(/^Generated sample \d+: D gives 0\.\d+$/);
  await page.getByRole('img', { name: 'The gradient of G’s loss on it' }).hover({ position: { x: 12, y: 17 } });
  await expect.poll(() => page.locator('.pointed').textContent()).toMatch(/^x 2, y 3: .*, gradient [-\d]/);
  const before = await page.locator('.wall canvas').screenshot();
  await page.keyboard.press('g');
  await settled(shown);
  expect((await page.locator('.wall canvas').screenshot()).equals(before)).toBe(false);
  expect(shown.kept()).toMatchObject({ settings: { selection: 'least', isHeatShown: true } });
});

test('a plane of codings shows what is generated under the pointer, and goes through three that are pinned', async () => {
  const shown = await openSeen(await fixture('tiny-gan'));
  const { page } = shown;
  await page.locator('.field canvas').hover({ position: { x: 40, y: 50 } });
  await page.locator('.drawn canvas').waitFor();
  await expect.poll(() => page.locator('.drawn p').textContent()).toMatch(/^there D gives 0\.\d/);
  await page.locator('.field').focus();
  const asked = () => shown.requests.filter(({ kind }) => kind === 'drawOnSlice').length;
  const before = asked();
  await page.keyboard.press('ArrowLeft');
  await expect.poll(asked).toBeGreaterThan(before);
  await page.locator('.wall').focus();
  for (let pin = 0; pin < 3; pin++) {
    await page.keyboard.press('p');
    await page.keyboard.press('ArrowDown');
    await settled(shown);
  }
  const slices = () => shown.requests.flatMap((request) => (request.kind === 'sliceCodings' ? [request.slice] : []));
  await expect.poll(() => slices().at(-1)?.through.length).toBe(3);
  await expect.poll(() => page.locator('.side:not([hidden])').textContent()).toContain('D(G(z)) through samples');
  await page.keyboard.press('n');
  await expect.poll(() => slices().at(-1)).toMatchObject({ turn: 1 });
});

test('data in a plane have the plane itself, whose cross goes where the arrows lead, and their modes', async () => {
  const shown = await openSeen(await fixture('tiny-ring'));
  const { page } = shown;
  await expectInOrder(shown);
  expect(await page.locator('.modes li').count()).toBe(8);
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => page.locator('.pointed').textContent()).toMatch(/^at .*, 0\.\d+ D gives 0\.\d+$/);
  expect(kinds(shown)).not.toContain('readWall');
});

test('a critic is shown by its scores, and not asked whether these are probabilities', async () => {
  const shown = await openSeen(await fixture('own-critic'));
  await shown.page.getByText('A score is no probability').waitFor();
  expect(await shown.page.locator('.verdict .right').textContent()).toContain('of pairs told right');
});

test('of a training that has broken down it says so, and draws what there is', async () => {
  const run = await fixture('tiny-gan');
  const shown = await open(run, {
    answer: async (request) => {
      const answer = await run.answer(request);
      if (request.kind !== 'judge') return answer;
      const judged = answer as Judged;
      return { ...judged, generated: { values: judged.generated.values.map(() => NaN) } } satisfies Judged;
    },
  });
  await seen(shown);
  expect(await shown.page.locator('.verdict').getAttribute('data-standing')).toBe('broken');
});

test('every value can be copied, the figures are a table, and the picture is a file', async () => {
  const shown = await openSeen(await fixture('tiny-gan'));
  const { page } = shown;
  await expectInOrder(shown);
  await page.keyboard.press('t');
  await page.getByRole('rowheader', { name: 'Never seen' }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect.poll(() => kinds(shown)).toContain('copyText');
  const copied = shown.requests.find((request) => request.kind === 'copyText');
  const lines = copied?.kind === 'copyText' ? copied.text.split('\n') : [];
  expect(lines).toHaveLength(1 + 200 + 20 + 1000);
  expect(lines[0]).toBe('whose,sample,class,probability');
  await page.getByRole('button', { name: 'Save picture' }).click();
  await expect.poll(() => kinds(shown)).toContain('writeFile');
});

test('as vectors the charts keep their words as words', async () => {
  const run = await fixture('tiny-gan');
  const shown = await open(run, {
    answer: (request) => (request.kind === 'chooseFile' ? { ticket: '1', format: 'svg' } : run.answer(request)),
  });
  await seen(shown);
  await shown.page.getByRole('button', { name: 'Save picture' }).click();
  await expect.poll(() => kinds(shown)).toContain('writeFile');
  const written = shown.requests.find((request) => request.kind === 'writeFile');
  const svg = written?.kind === 'writeFile' ? Buffer.from(written.bytes).toString() : '';
  expect(svg).toContain('What D believes: the probability of “real”');
  expect(svg).toContain('step 60');
});

test('it follows the playhead; in a narrow panel nothing sticks out', async () => {
  const run = await fixture('tiny-gan');
  const shown = await openSeen(run, { width: 520, height: 900 });
  shown.send({ kind: 'momentMoved', moment: run.movePlayhead(0) });
  await expect.poll(() => shown.requests.findLast(({ kind }) => kind === 'readWall')).toMatchObject({ step: 0 });
  await seen(shown);
  expect(await shown.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(520);
});

test('a run that is no GAN says so, and what to do', async () => {
  const shown = await open(await fixture('tiny-conv-autoencoder'));
  await shown.page.getByText('This run has no discriminator against a generator').waitFor();
  await shown.page.getByText('Open it for a run of gan()').waitFor();
  expect(await seriousViolations(shown.page)).toEqual([]);
});

test('what can not be computed is a sentence with its remedy, and can be tried again', async () => {
  const run = await fixture('tiny-gan');
  const problem = { message: 'The run has lost its sources.', remedy: 'Put them back.', blame: 'environment' as const };
  let isBroken = true;
  const shown = await open(run, {
    answer: (request) => {
      if (isBroken && request.kind === 'judge') throw new ProblemError(problem);
      return run.answer(request);
    },
  });
  await shown.page.getByRole('alert').getByText(problem.message).waitFor();
  isBroken = false;
  await shown.page.getByRole('button', { name: 'Try again' }).click();
  await seen(shown);
  expect(await shown.page.getByRole('alert').count()).toBe(0);
});
