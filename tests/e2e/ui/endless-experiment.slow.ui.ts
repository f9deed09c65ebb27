/** An experiment that loops for ever: a trainer has 10 s to obey before it is ended, and the run is marked. */
import assert from 'node:assert/strict';
import { notice, noTrainer, trainFixture } from '../workbench/failed-trainings';
import { newestRun, panelButton, statusSays } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';

export default uiTests(
  'Endless experiment',
  {},
  {
    'Stop ends one that loops for ever; the run has crashed, and Resume is offered': async (workbench) => {
      await trainFixture(workbench, 'loops-for-ever');
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /crashed/i);
      await noTrainer(workbench);
      await notice(workbench, /did not stop within 10 s.*loop/);
      await panelButton(workbench, 'Resume').waitFor();
      assert.equal(newestRun(workbench, 'loops-for-ever').manifest.end, null);
    },
  },
);
