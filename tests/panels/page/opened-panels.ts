/** The panels that a file of tests opens, each closed after its test: any panel, and the Training panel on a run in memory. */
import { afterEach, expect } from 'vitest';
import type { RecordedRun } from '../fixtures/recorded-run';
import { answerFrom } from '../fixtures/training-host';
import { type PanelOptions, sharedBrowser } from './panel-browser';
import type { OpenPanel } from './panel-tab';
import { settled } from './waiting';

export interface OpenedPanels<Request, Event> {
  open(options: Partial<PanelOptions<Request>>): Promise<OpenPanel<Request, Event>>;
}

/**
 * Once a file, before its tests; none of its panels may break a rule of the policy or throw.
 * @param panel name of its folder under webviews/ @param usual options of every panel in the file
 */
export function openedPanels<Request, Event>(
  panel: string,
  usual: Partial<PanelOptions<Request>> = {},
): OpenedPanels<Request, Event> {
  const opened: OpenPanel<Request, Event>[] = [];
  afterEach(async () => {
    const all = opened.splice(0);
    for (const each of all) await each.close();
    expect(all.flatMap(({ complaints }) => complaints)).toEqual([]);
  });
  return {
    async open(options) {
      const browser = await sharedBrowser();
      const shown = await browser.open<Request, Event>(panel, { answer: () => null, ...usual, ...options });
      opened.push(shown);
      return shown;
    },
  };
}

export interface TrainingPanels {
  readonly open: (options: Partial<PanelOptions>) => Promise<OpenPanel>;
  /** Opens a panel that shows the run, and waits until it has drawn it. */
  openRun(run: RecordedRun, options?: Partial<PanelOptions>): Promise<OpenPanel>;
}

/** Once a file, before its tests. @param usual options of every panel in it */
export function trainingPanels(usual: Partial<PanelOptions> = {}): TrainingPanels {
  const { open } = openedPanels<Parameters<PanelOptions['answer']>[0], Parameters<OpenPanel['send']>[0]>(
    'training',
    usual,
  );
  return {
    open,
    async openRun(run, options = {}) {
      const panel = await open({ answer: answerFrom(run), ...options });
      await settled(panel);
      return panel;
    },
  };
}
