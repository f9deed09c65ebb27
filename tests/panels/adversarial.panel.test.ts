/** The Adversarial panel on real runs with a real inspector: what an attack is told in, its controls, its curve, what it refuses. */
import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AdversarialPanelEvent, AdversarialPanelRequest } from '../../src/protocol/adversarial-panel-messages';
import { seriousViolations } from './axe';
import { InspectedRun, InspectedRuns } from './inspected-run';
import { type OpenPanel, PanelBrowser, type PanelOptions } from './panel-page';
import { TESTED_THEMES } from './themes';
import { settled } from './waiting';

type AdversarialPanel = OpenPanel<AdversarialPanelRequest, AdversarialPanelEvent>;

const SHOTS = 'out/shots';
const runs = new InspectedRuns();
let browser: PanelBrowser;
let panel: AdversarialPanel | undefined;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await PanelBrowser.start('adversarial');
});
afterEach(async () => {
  await panel?.close();
  panel = undefined;
});
afterAll(async () => {
  await browser.close();
  runs.dispose();
});

async function open(
  run: InspectedRun,
  options: Partial<PanelOptions<AdversarialPanelRequest>> = {},
): Promise<AdversarialPanel> {
  panel = await browser.open<AdversarialPanelRequest, AdversarialPanelEvent>('adversarial', {
    width: 1300,
    height: 1100,
    answer: (request) => run.answer(request),
    ...options,
  });
  return panel;
}

async function seen({ page }: AdversarialPanel): Promise<void> {
  await page.locator('.stage[aria-busy=false] .story canvas').first().waitFor();
  await settled(panel!);
}

describe.each(TESTED_THEMES)('in %s', (theme) => {
  test('an attack is told in pictures and charts, and nothing keeps somebody out', async () => {
    const run = new InspectedRun(process.env['RUN']!);
    const shown = await open(run, { theme });
    await seen(shown);
    const { page } = shown;
    await page.getByLabel('Images', { exact: true }).selectOption('Sneaker');
    await page.getByRole('button', { name: 'Count' }).click();
    await expect
      .poll(() => page.locator('.curve-head [role=status]').textContent(), { timeout: 120_000 })
      .toMatch(/n = /);
    await page.getByRole('combobox', { name: 'Attack' }).selectOption('targeted-descent');
    await page.getByLabel('towards', { exact: true }).selectOption('Sandal');
    await seen(shown);
    await page.screenshot({ path: `${SHOTS}/adversarial-${theme}.png` });
    expect(await seriousViolations(shown.page)).toEqual([]);
    expect(shown.complaints).toEqual([]);
    expect(await shown.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    run.dispose();
  }, 300_000);
});
