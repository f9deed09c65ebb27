/** The Training panels that a file of tests opens: one browser for all of them, and every panel closed after its test. */
import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type OpenPanel, PanelBrowser, type PanelOptions } from './panel-page';
import type { RecordedRun } from './recorded-run';
import { answerFrom } from './training-host';
import { settled } from './waiting';

/** Pictures for people to look at. */
export const SHOTS = 'out/shots';

export interface OpenedPanels {
  /** Only while tests run. */
  readonly browser: PanelBrowser;
  /** Opens a panel that shows the run, and waits until it has drawn it. */
  openRun(run: RecordedRun, options?: Partial<PanelOptions>): Promise<OpenPanel>;
}

/** Once a file, before its tests. @param usual options of every panel in it */
export function openedPanels(usual: Partial<PanelOptions> = {}): OpenedPanels {
  let browser: PanelBrowser | undefined;
  const opened: OpenPanel[] = [];
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    browser = await PanelBrowser.start('training');
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const panel of opened.splice(0)) await panel.close();
  });
  const running = () => {
    if (!browser) throw new Error('Expected a browser, which is started before the first test.');
    return browser;
  };
  return {
    get browser() {
      return running();
    },
    async openRun(run, options = {}) {
      const panel = await running().open('training', { answer: answerFrom(run), ...usual, ...options });
      opened.push(panel);
      await settled(panel);
      return panel;
    },
  };
}
