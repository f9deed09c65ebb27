/** What several surfaces of the gallery do to come into sight, in the words of the window's language. */
import type { Locator } from 'playwright-core';
import { status, statusSays } from '../workbench/training-runs';
import type { Stage } from './surface';

const START_WITHIN_MS = 40_000;
const LOOK_EVERY_MS = 100;
/** A busy machine trains slowly; there is something to see all the same. */
const MOST_LOOKS = 80;

/**
 * Trains an experiment from its editor: the panel stands beside the source. @param step that it should come to
 */
export async function trainBeside(stage: Stage, name: string, step: number): Promise<void> {
  const { workbench, words } = stage;
  await workbench.command('View: Close All Editors');
  await workbench.openFile(`${name}.gibbon.ts`);
  await workbench.command(words.command('train'));
  await statusSays(workbench, new RegExp(words.said('training'), 'i'), START_WITHIN_MS);
  for (let looks = 0; looks < MOST_LOOKS && !((await shownStep(stage)) >= step); looks++)
    await workbench.page.waitForTimeout(LOOK_EVERY_MS);
}

/** The step that the panel says the run is at; NaN while it says nothing. */
async function shownStep({ workbench, words }: Stage): Promise<number> {
  const text = (await status(workbench).allTextContents()).join('');
  return Number(new RegExp(`${words.said('step')} ([\\d,.]+)`, 'i').exec(text)?.[1]?.replace(/\D/g, '') ?? NaN);
}

/** Opens the newest run of a name in a given state, with no editor beside it. @param state as the code calls it */
export async function openRecorded({ workbench, words }: Stage, name: string, state: string): Promise<void> {
  await workbench.command('View: Close All Editors');
  await workbench.command(words.command('openRun'));
  await workbench.page
    .locator('.quick-input-list .monaco-list-row', { hasText: name })
    .filter({ hasText: words.said(state) })
    .first()
    .click();
  await statusSays(workbench, new RegExp(words.said(state), 'i'));
  // Its first pictures and curves.
  await workbench.webview().locator('.track canvas, [data-track] canvas').first().waitFor();
}

/** A row of whatever picker is open. */
export const pickerRow = ({ workbench }: Stage, text: string): Locator =>
  workbench.page.locator('.quick-input-widget:visible .monaco-list-row', { hasText: text }).first();

/** Where the playhead stands by the keyboard: its layer, with the focus. */
export const playhead = ({ workbench }: Stage): Locator => workbench.webview().locator('.playhead-layer');
