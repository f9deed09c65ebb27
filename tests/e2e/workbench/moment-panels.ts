/** What tests of panels about a moment of a run, Latent space and Layers, do alike in the window. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { ROOT } from '../../../scripts/lib/places.mjs';
import { shownStep, statusSays, trainInWindow, writeExperiment } from './training-runs';
import type { Workbench } from './workbench';

export const FIXTURES = path.join(ROOT, 'tests/fixtures/experiments');
export const LONG_MS = 60_000;

export const part = (workbench: Workbench, selector: string): Locator => workbench.webview().locator(selector);
export const bar = (workbench: Workbench): Locator => part(workbench, '.moment-bar .status');

/** The step that the panel says it shows. */
export const momentShown = (workbench: Workbench): Promise<number> => shownStep(workbench, bar(workbench));

/** Presses a lens over the last line of an experiment. */
export async function pressLens(workbench: Workbench, file: string, lens: RegExp): Promise<void> {
  await workbench.openFile(file);
  await workbench.page.keyboard.press('Control+End');
  await workbench.codeLens(lens).first().click();
}

/** @returns the file that the fixture was copied to */
export async function trainFixture(workbench: Workbench, name: string): Promise<string> {
  const file = writeExperiment(workbench, name, () => readFileSync(path.join(FIXTURES, `${name}.gibbon.ts`), 'utf8'));
  await trainInWindow(workbench, file);
  await statusSays(workbench, /finished/i, LONG_MS);
  return file;
}

/** Of those that a command asks about. */
export const pickRun = (workbench: Workbench, name: string): Promise<void> =>
  workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().click();
