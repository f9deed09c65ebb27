/** Experiments that throw or take all memory: the run is marked, the panel says why, and no process is left behind. */
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { changeSettings } from '../workbench/change-settings';
import { notice, noTrainer, trainFixture } from '../workbench/failed-trainings';
import { panelButton, statusSays } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';

export default uiTests(
  'Misbehaving experiments',
  {},
  {
    'a step that throws is a failure at its line': async (workbench) => {
      await trainFixture(workbench, 'throws-in-step');
      await notice(workbench, /the seventh step is broken.*throws-in-step\.gibbon\.ts:11/);
      await workbench.webview().locator('.notice .place').first().click();
      await workbench.statusBarItem(/Ln 11/).waitFor();
      await noTrainer(workbench);
    },
    'one that takes all memory has crashed, the panel says why, and Resume is offered': async (workbench) => {
      const node = path.join(workbench.places.profile, 'node-with-little-memory');
      writeFileSync(node, `#!/bin/sh\nexec '${process.execPath}' --max-old-space-size=200 "$@"\n`);
      chmodSync(node, 0o755);
      await changeSettings(workbench, { 'gibbon.nodePath': node });
      await trainFixture(workbench, 'takes-all-memory');
      await statusSays(workbench, /crashed/i);
      await notice(workbench, /heap out of memory/i);
      await noTrainer(workbench);
      await panelButton(workbench, 'Resume').waitFor();
      await changeSettings(workbench, {});
    },
  },
);
