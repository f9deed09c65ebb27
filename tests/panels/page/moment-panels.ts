/** The panels about a moment that a file of tests opens on real runs, which a real inspector answers about. */
import type { Page } from 'playwright-core';
import { afterEach, expect } from 'vitest';
import { type InspectedRun, inspectedRun } from '../fixtures/inspected-run';
import { seriousViolations } from './axe';
import { openedPanels } from './opened-panels';
import type { PanelOptions } from './panel-browser';
import type { OpenPanel } from './panel-tab';
import type { ThemeName } from './themes';
import { settled } from './waiting';

/** What an inspector makes in seconds takes long beside another test's training. */
const BUSY_MS = 50_000;

export interface MomentPanels<Request, Event> {
  /** A run of one of the fixtures. */
  fixture(name: string, steps?: number): Promise<InspectedRun>;
  /** Opens the panel on a run, whose inspector's events it is told. */
  open(run: InspectedRun, options?: Partial<PanelOptions<Request>>): Promise<OpenPanel<Request, Event>>;
  /** Opens it, and waits as `seen` does. */
  openSeen(run: InspectedRun, options?: Partial<PanelOptions<Request>>): Promise<OpenPanel<Request, Event>>;
  /** Until it shows what it opens with, and asks for nothing more. */
  seen(panel: OpenPanel<Request, Event>): Promise<void>;
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
  const panels = openedPanels<Request, Event>(page, size);
  const listening: (() => void)[] = [];
  afterEach(() => listening.splice(0).forEach((end) => end()));
  const its: MomentPanels<Request, Event> = {
    fixture: inspectedRun,
    async open(run, options = {}) {
      const answer = (request: Request) => run.answer(request as Parameters<InspectedRun['answer']>[0]);
      const opened = await panels.open({ answer, ...options });
      opened.page.setDefaultTimeout(BUSY_MS);
      const telling = run.onEvent((event) => opened.send(event as Event));
      listening.push(() => telling.dispose());
      return opened;
    },
    async openSeen(run, options) {
      const opened = await its.open(run, options);
      await its.seen(opened);
      return opened;
    },
    async seen(shown) {
      await shows(shown.page);
      await settled(shown);
    },
  };
  return its;
}

/** Nothing in it keeps a reader out or sticks out. */
export async function expectInOrder({ page }: { readonly page: Page }, theme: ThemeName = 'dark'): Promise<void> {
  expect(await seriousViolations(page, theme)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
}

/** What a panel has asked so far, in order. */
export const kinds = (asked: OpenPanel<{ readonly kind: string }, never>): string[] =>
  asked.requests.map(({ kind }) => kind);
