/** The Latent space panel on real runs with a real inspector: what it shows, what its gestures and keys do, what it says. */
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../src/base/problem';
import type { LatentPanelEvent, LatentPanelRequest } from '../../src/protocol/latent-panel-messages';
import { seriousViolations } from './page/axe';
import { expectInOrder, kinds, momentPanels } from './page/moment-panels';
import type { OpenPanel } from './page/panel-tab';
import { TESTED_THEMES } from './page/themes';
import { settled } from './page/waiting';

type LatentPanel = OpenPanel<LatentPanelRequest, LatentPanelEvent>;

const {
  fixture,
  open,
  openSeen: openMapped,
  seen: mapped,
} = momentPanels<LatentPanelRequest, LatentPanelEvent>('latent', { width: 1200, height: 800 }, async (page) => {
  // There is a map, and nothing is under way.
  await page.locator('.status-line > span').first().filter({ hasText: /\d/ }).waitFor();
  await page.locator('.doing[hidden]').waitFor({ state: 'attached' });
});

const stateOf = async ({ page }: LatentPanel) => ((await page.locator('.status-line').textContent()) ?? '').trim();

test.each(TESTED_THEMES)(
  'a map in space of three codings keeps no reader out and is turned by a drag, in %s',
  async (theme) => {
    const shown = await openMapped(await fixture('tiny-vae'), { theme });
    const { page } = shown;
    await expectInOrder(shown, theme);
    const raster = () => page.locator('.map canvas.raster').first().screenshot();
    const before = await raster();
    const box = (await page.locator('.map').first().boundingBox())!;
    await page.mouse.move(box.x + 300, box.y + 300);
    await page.mouse.down();
    await page.mouse.move(box.x + 420, box.y + 340, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => Buffer.compare(before, await raster())).not.toBe(0);
    expect(kinds(shown).filter((kind) => kind === 'encode')).toHaveLength(1);
  },
);

test('the map of a GAN’s codings, which come by chance, keeps no reader out', async () => {
  await expectInOrder(await openMapped(await fixture('tiny-gan')));
});

test('beside a linear autoencoder lie both planes, and the angle between', async () => {
  const shown = await openMapped(await fixture('tiny-pca'));
  await expect
    .poll(() => shown.page.locator('.beside p').textContent())
    .toMatch(/^[\d.E-]+° between the learnt subspace/);
  await expectInOrder(shown);
});

test('in a narrow panel the pane lies below, and nothing sticks out', async () => {
  const shown = await openMapped(await fixture('tiny-vae'), { width: 500, height: 900 });
  const [map, side] = await Promise.all(
    ['.map', '.side'].map((part) => shown.page.locator(part).first().boundingBox()),
  );
  expect(side!.y).toBeGreaterThan(map!.y + map!.height);
  expect(await shown.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(500);
});

test('what lies under the pointer is decoded; a click holds it, keys pin it, and pins make strips and sums', async () => {
  const shown = await openMapped(await fixture('tiny-autoencoder'));
  const { page } = shown;
  const box = (await page.locator('.map').first().boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByRole('img', { name: 'Decoded image at the pointer' }).waitFor();
  for (const [key, x, y] of [
    ['a', 0.3, 0.4],
    ['b', 0.6, 0.6],
    ['c', 0.5, 0.3],
  ] as const) {
    const held = kinds(shown).length;
    await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
    await expect.poll(() => kinds(shown).slice(held)).toContain('decodeCodings');
    await settled(shown);
    await page.keyboard.press(key);
  }
  await page.getByRole('img', { name: 'From A to B' }).waitFor();
  await page.getByRole('img', { name: 'A − B + C' }).waitFor();
  await page.getByRole('button', { name: 'Remove pin C' }).click();
  await expect.poll(() => page.getByRole('button', { name: 'Remove pin C' }).count()).toBe(0);
  // Nine steps from one to the other.
  const strip = shown.requests.find((request) => request.kind === 'decodeCodings' && request.codings.shape[0] === 9);
  expect(strip).toBeDefined();
});

test('a line about samples chooses them: their classes, errors, pictures, a table, a CSV', async () => {
  const shown = await openMapped(await fixture('tiny-autoencoder'));
  const { page } = shown;
  const box = (await page.locator('.map').first().boundingBox())!;
  await page.keyboard.down('Shift');
  const corners = [
    [0.05, 0.05],
    [0.95, 0.05],
    [0.95, 0.95],
    [0.05, 0.95],
  ] as const;
  const at = ([x, y]: readonly [number, number]) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(corners[0]));
  await page.mouse.down();
  for (const corner of corners) await page.mouse.move(...at(corner));
  await page.mouse.up();
  await page.keyboard.up('Shift');
  const part = page.locator('.part', { has: page.getByRole('heading', { name: 'Chosen' }) });
  await expect.poll(() => part.textContent()).toMatch(/\d+ of 200 samples · MSE 0\.\d+ ± 0\.\d+, of all 0\.\d+/);
  expect(await part.locator('.shares li').count()).toBe(10);
  await part.getByRole('button', { name: 'Copy as CSV' }).click();
  await expect.poll(() => kinds(shown)).toContain('copyText');
  const copied = shown.requests.find((request) => request.kind === 'copyText');
  expect(copied?.kind === 'copyText' && copied.text.split('\n')[0]).toBe('sample,class,error');
  await page.keyboard.press('t');
  await page.getByRole('cell', { name: '20', exact: true }).first().waitFor();
  expect(await page.getByRole('table').count()).toBe(2);
  await page.keyboard.press('Escape');
  await expect.poll(() => part.isVisible()).toBe(false);
});

test('the map follows the playhead: another step has other codings, with the same samples; its picture says which', async () => {
  const run = await fixture('tiny-autoencoder');
  const shown = await openMapped(run);
  shown.send({ kind: 'momentMoved', moment: run.movePlayhead(10) });
  await expect
    .poll(() => shown.requests.filter((request) => request.kind === 'encode').map((request) => request.step))
    .toEqual([60, 10]);
  await mapped(shown);
  expect(await shown.page.locator('.moment-bar').textContent()).toContain('step 10');
  await shown.page.getByRole('button', { name: 'Save picture' }).click();
  await expect.poll(() => kinds(shown)).toContain('writeFile');
  expect(shown.requests.find(({ kind }) => kind === 'chooseFile')).toMatchObject({
    suggestedName: expect.stringMatching(/^tiny-autoencoder-latent-pca-step-\d+$/) as string,
    formats: ['png'],
  });
  const written = shown.requests.find((request) => request.kind === 'writeFile');
  expect(written?.kind === 'writeFile' && [...written.bytes.subarray(1, 4)]).toEqual([80, 78, 71]);
});

test('a class can be singled out, neighbours laid out, their map given up, axes chosen', async () => {
  const shown = await openMapped(await fixture('tiny-autoencoder'));
  const { page } = shown;
  const first = page.locator('.legend-classes button').first();
  await first.click();
  await expect.poll(() => first.getAttribute('aria-pressed')).toBe('true');
  await page.getByRole('radio', { name: 'UMAP' }).click();
  await mapped(shown);
  await expect.poll(() => stateOf(shown)).toMatch(/Trust [01]\.\d\d · [01]\.\d\d: (good|fair|poor)/);
  await page.getByRole('radio', { name: 'Codings' }).click();
  await page.getByLabel('across').selectOption({ value: '4' });
  await expect
    .poll(() => shown.requests.at(-1))
    .toMatchObject({ kind: 'project', projection: { method: 'codings', axes: [4, 1] } });
  await page.getByLabel('Colour', { exact: true }).selectOption('error');
  await page.locator('.legend-scale').getByText('Reconstruction error').waitFor();
});

describe('where there is nothing to show it says why', () => {
  test('a classifier has no latent space', async () => {
    const shown = await open(await fixture('tiny-classifier', 200));
    await shown.page.getByText('A classifier has no latent space').waitFor();
    expect(await shown.page.locator('main').isVisible()).toBe(false);
    expect(await seriousViolations(shown.page)).toEqual([]);
  });

  test('a moment that can not be computed is a sentence with its remedy and its place; it can be tried again', async () => {
    const run = await fixture('tiny-autoencoder');
    const problem = {
      message: 'The run was trained on pets (40 images); found now: pets (39 images).',
      remedy: 'Make the same data available again.',
      file: '/home/me/pets.gibbon.ts',
      line: 12,
      blame: 'environment' as const,
    };
    let isBroken = true;
    const shown = await open(run, {
      answer: (request) => {
        if (isBroken && request.kind === 'encode') throw new ProblemError(problem);
        return run.answer(request);
      },
    });
    await shown.page.getByRole('alert').getByText(problem.message).waitFor();
    await shown.page.getByText(problem.remedy).waitFor();
    await shown.page.getByRole('button', { name: 'pets.gibbon.ts:12' }).click();
    await expect.poll(() => kinds(shown)).toContain('revealPlace');
    isBroken = false;
    await shown.page.getByRole('button', { name: 'Try again' }).click();
    await mapped(shown);
    expect(await shown.page.getByRole('alert').count()).toBe(0);
  });
});
