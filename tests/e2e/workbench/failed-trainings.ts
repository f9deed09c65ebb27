/** Trainings that end otherwise than they should: begun, told by the panel, and with no process left. */
import { trainersOf } from './processes';
import { fixtureSource, trainInWindow, until, writeExperiment } from './training-runs';
import type { Workbench } from './workbench';

/** Trains one of the experiments that unit tests use, too. */
export async function trainFixture(workbench: Workbench, name: string): Promise<void> {
  await trainInWindow(
    workbench,
    writeExperiment(workbench, name, () => fixtureSource(name)),
  );
}

export const notice = (workbench: Workbench, words: RegExp): Promise<void> =>
  workbench.webview().locator('.notice').filter({ hasText: words }).first().waitFor();

export const noTrainer = (workbench: Workbench): Promise<boolean> =>
  until('no trainer', () => trainersOf(workbench.places.workspace).length === 0);
