/** Which class a classifier takes for which, in a real browser: the rows over time, the matrix at the playhead, its table. */
import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { classifierRun } from './classifier-fixtures';
import { type OpenPanel, PanelBrowser, type PanelOptions } from './panel-page';
import type { RecordedRun } from './recorded-run';
import { answerFrom } from './training-host';
import { settled } from './waiting';

let browser: PanelBrowser;
let panel: OpenPanel;

beforeAll(async () => {
  mkdirSync('out/shots', { recursive: true });
  browser = await PanelBrowser.start('training');
});
afterAll(() => browser.close());
afterEach(() => panel.close());

async function openRun(run: RecordedRun, options: Partial<PanelOptions> = {}): Promise<OpenPanel> {
  panel = await browser.open('training', { answer: answerFrom(run), height: 1000, ...options });
  await settled(panel);
  return panel;
}

const part = () => panel.page.locator('.pane .part[aria-label="Confusion"]');

describe('pictures', () => {
  test.for(['dark', 'light', 'hc-dark', 'hc-light'] as const)('are looked at, %s', async (theme) => {
    const run = classifierRun();
    run.state = 'training';
    run.stepsPerSecond = 417;
    await openRun(run, { theme });
    for (const size of [
      { width: 1360, height: 1000 },
      { width: 700, height: 1400 },
    ]) {
      await panel.page.setViewportSize(size);
      await settled(panel);
      await part().locator('.confusion').scrollIntoViewIfNeeded();
      await panel.page.screenshot({ path: `out/shots/classifier-${theme}-${size.width}.png`, fullPage: true });
    }
    expect(panel.complaints).toEqual([]);
  });
});
