/** An experiment that loops for ever: a trainer has 10 s to obey before it is ended, and the run is marked. */
import assert from 'node:assert/strict';
import { trainersOf } from '../workbench/processes';
import {
  fixtureSource,
  newestRun,
  panelButton,
  statusSays,
  trainInWindow,
  until,
  writeExperiment,
} from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** Trains one of the experiments that unit tests use, too. */
async function train(workbench: Workbench, name: string): Promise<void> {
  await trainInWindow(
    workbench,
    writeExperiment(workbench, name, () => fixtureSource(name)),
  );
}

const notice = (workbench: Workbench, words: RegExp) =>
  workbench.webview().locator('.notice').filter({ hasText: words }).first().waitFor();

const noTrainer = (workbench: Workbench) =>
  until('no trainer', () => trainersOf(workbench.places.workspace).length === 0);

export default uiTests(
  'Endless experiment',
  {},
  {
    'Stop ends one that loops for ever; the run has crashed, and Resume is offered': async (workbench) => {
      await train(workbench, 'loops-for-ever');
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /crashed/i);
      await noTrainer(workbench);
      await notice(workbench, /did not stop within 10 s.*loop/);
      await panelButton(workbench, 'Resume').waitFor();
      assert.equal(newestRun(workbench, 'loops-for-ever').manifest.end, null);
    },
  },
);
