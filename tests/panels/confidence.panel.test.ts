/** The Confidence panel on real runs with a real inspector: how D and G stand, the charts, the wall, the chosen sample, planes. */
import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ConfidencePanelEvent, ConfidencePanelRequest } from '../../src/protocol/confidence-panel-messages';
import { seriousViolations } from './axe';
import { type InspectedRun, InspectedRuns } from './inspected-run';
import { type OpenPanel, PanelBrowser, type PanelOptions } from './panel-page';
import { TESTED_THEMES } from './themes';
import { settled } from './waiting';

type ConfidencePanel = OpenPanel<ConfidencePanelRequest, ConfidencePanelEvent>;

const SHOTS = 'out/shots';
const runs = new InspectedRuns();
let browser: PanelBrowser;
let panel: ConfidencePanel | undefined;

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  browser = await PanelBrowser.start('confidence');
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
  options: Partial<PanelOptions<ConfidencePanelRequest>> = {},
): Promise<ConfidencePanel> {
  panel = await browser.open<ConfidencePanelRequest, ConfidencePanelEvent>('confidence', {
    width: 1360,
    height: 860,
    answer: (request) => run.answer(request),
    ...options,
  });
  return panel;
}

async function seen({ page }: ConfidencePanel): Promise<void> {
  await page.locator('.wall canvas[aria-label]').waitFor();
  await settled(panel!);
}

describe.each(TESTED_THEMES)('in %s', (theme) => {
  test.each([
    ['healthy', 'examples/fashion-gan.gibbon.ts', 1500],
    ['won', 'tests/fixtures/experiments/won-gan.gibbon.ts', 250],
    ['ring', 'examples/ring-gan.gibbon.ts', 3000],
  ])('%s: everything about a moment, and nothing that keeps somebody out', async (name, experiment, steps) => {
    const shown = await open(await runs.of(experiment, steps), { theme });
    await seen(shown);
    await shown.page.screenshot({ path: `${SHOTS}/confidence-${name}-${theme}.png` });
    expect(await seriousViolations(shown.page)).toEqual([]);
    expect(shown.complaints).toEqual([]);
    expect(await shown.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  });
});
