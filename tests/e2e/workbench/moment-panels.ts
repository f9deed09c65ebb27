/** What tests of panels about a moment of a run, Latent space and Layers, do alike in the window. */
import type { Locator } from 'playwright-core';
import { openInFirstGroup, shownStep, until } from './training-runs';
import type { Workbench } from './workbench';

export const part = (workbench: Workbench, selector: string): Locator => workbench.webview().locator(selector);
export const bar = (workbench: Workbench): Locator => part(workbench, '.moment-bar .status');

/** The step that the panel says it shows. */
export const momentShown = (workbench: Workbench): Promise<number> => shownStep(workbench, bar(workbench));

/** Waits until the panel shows a later moment than now. */
export async function untilLaterMoment(workbench: Workbench): Promise<void> {
  const first = await until('a moment', async () => {
    const step = await momentShown(workbench);
    return step >= 0 && { step };
  });
  await until('a later moment', async () => (await momentShown(workbench)) > first.step);
}

/** Presses a lens over the last line of an experiment. */
export async function pressLens(workbench: Workbench, file: string, lens: RegExp): Promise<void> {
  await openInFirstGroup(workbench, file);
  await workbench.page.keyboard.press('Control+End');
  await workbench.codeLens(lens).first().click();
}

/** Opens a panel of a recorded run by the command for its kind. */
export async function openPanel(workbench: Workbench, command: string, run: string): Promise<void> {
  await workbench.command(`Gibbon: ${command}`);
  await workbench.choose(run);
}

/** Waits until the map of codings is there. @param words of the line over it */
export const mapSays = (workbench: Workbench, words: RegExp): Promise<void> =>
  part(workbench, '.status-line').filter({ hasText: words }).waitFor();
