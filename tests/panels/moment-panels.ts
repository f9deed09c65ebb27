/** The panels about a moment that a file of tests opens on real runs: one browser for all, and each panel closed after its test. */
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { seriousViolations } from './axe';
import { type InspectedRun, InspectedRuns } from './inspected-run';
import { type OpenPanel, PanelBrowser, type PanelOptions } from './panel-page';
import { settled } from './waiting';

/** Pictures for people to look at. */
export const SHOTS = 'out/shots';

/** What an inspector makes in seconds takes long beside another test's training. */
const BUSY_MS = 50_000;

export interface MomentPanels<Request, Event> {
  readonly runs: InspectedRuns;
  /** Opens the panel on a run, whose inspector's events it is told. */
  open(run: InspectedRun, options?: Partial<PanelOptions<Request>>): Promise<OpenPanel<Request, Event>>;
  /** Until it shows what it opens with, and asks for nothing more. */
  seen(panel: OpenPanel<Request, Event>): Promise<void>;
  /** It is taken a picture of; nothing in it keeps anybody out, breaks a rule or sticks out. */
  expectInOrder(
    panel: OpenPanel<Request, Event>,
    picture: string,
    options?: { readonly fullPage?: boolean },
  ): Promise<void>;
}

/**
 * Once a file, before its tests.
 * @param page name of the panel's folder under webviews/ @param size of the panel, CSS pixels
 * @param shows waits for what the panel opens with
 */
export function momentPanels<Request extends { readonly kind: string }, Event>(
  page: string,
  size: { readonly width: number; readonly height: number },
  shows: (page: Page) => Promise<unknown>,
): MomentPanels<Request, Event> {
  const runs = new InspectedRuns();
  let browser: PanelBrowser | undefined;
  let panel: OpenPanel<Request, Event> | undefined;
  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true });
    browser = await PanelBrowser.start(page);
  });
  afterEach(async () => {
    await panel?.close();
    panel = undefined;
  });
  afterAll(async () => {
    await browser?.close();
    runs.dispose();
  });
  return {
    runs,
    async open(run, options = {}) {
      if (!browser) throw new Error('Expected a browser, which is started before the first test.');
      await panel?.close();
      const answer = (request: Request) => run.answer(request as Parameters<InspectedRun['answer']>[0]);
      const opened = await browser.open<Request, Event>(page, { ...size, answer, ...options });
      opened.page.setDefaultTimeout(BUSY_MS);
      run.onEvent((event) => panel === opened && opened.send(event as Event));
      panel = opened;
      return opened;
    },
    async seen(shown) {
      await shows(shown.page);
      await settled(shown);
    },
    async expectInOrder(shown, picture, options = {}) {
      await shown.page.screenshot({ path: `${SHOTS}/${picture}.png`, ...options });
      expect(await seriousViolations(shown.page)).toEqual([]);
      expect(shown.complaints).toEqual([]);
      expect(await shown.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    },
  };
}

/** What a panel has asked so far, in order. */
export const kinds = (asked: OpenPanel<{ readonly kind: string }, never>): string[] =>
  asked.requests.map(({ kind }) => kind);
