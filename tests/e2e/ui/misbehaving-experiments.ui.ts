/** Experiments that throw or take all memory: the run is marked, the panel says why, and no process is left behind. */
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { changeSettings } from '../workbench/change-settings';
import { trainersOf } from '../workbench/processes';
import {
  fixtureSource,
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
  'Misbehaving experiments',
  {},
  {
    'a step that throws is a failure at its line': async (workbench) => {
      await train(workbench, 'throws-in-step');
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
      await train(workbench, 'takes-all-memory');
      await statusSays(workbench, /crashed/i);
      await notice(workbench, /heap out of memory/i);
      await noTrainer(workbench);
      await panelButton(workbench, 'Resume').waitFor();
      await changeSettings(workbench, {});
    },
  },
);
