/** Experiments that loop for ever, end their process or take all memory: the run is marked, and nothing is left behind. */
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/lib/places.mjs';
import { changeSettings } from '../workbench/change-settings';
import { trainersOf } from '../workbench/processes';
import { newestRun, panelButton, statusSays, trainInWindow, until } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** A trainer has 10 s to obey before it is ended. */
const PATIENCE_MS = 25_000;

/** Trains one of the experiments that unit tests use, too. */
async function train(workbench: Workbench, name: string): Promise<void> {
  const file = `${name}.gibbon.ts`;
  const fixture = path.join(ROOT, 'tests', 'fixtures', 'experiments', file);
  copyFileSync(fixture, path.join(workbench.places.workspace, file));
  await trainInWindow(workbench, file);
}

const notice = (workbench: Workbench, words: RegExp, timeout?: number) =>
  workbench.webview().locator('.notice').filter({ hasText: words }).first().waitFor({ timeout });

const noTrainer = (workbench: Workbench) =>
  until('no trainer', () => trainersOf(workbench.places.workspace).length === 0, PATIENCE_MS);

export default uiTests(
  'Misbehaving experiments',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'Stop ends one that loops for ever; the run has crashed, and Resume is offered': async (workbench) => {
      await train(workbench, 'loops-for-ever');
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /crashed/i, PATIENCE_MS);
      await noTrainer(workbench);
      await notice(workbench, /did not stop within 10 s.*loop/);
      await panelButton(workbench, 'Resume').waitFor();
      assert.equal(newestRun(workbench, 'loops-for-ever').manifest.end, null);
      await workbench.screenshot('crashed-endless-loop');
    },
    'process.exit in a step is a failure at the line that calls it': async (workbench) => {
      await train(workbench, 'exits');
      await statusSays(workbench, /failed/i);
      await notice(workbench, /process\.exit\(3\).*exits\.gibbon\.ts:11/);
      await noTrainer(workbench);
      await panelButton(workbench, 'Resume').waitFor();
      await workbench.screenshot('failed-process-exit');
    },
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
      await statusSays(workbench, /crashed/i, 40_000);
      await notice(workbench, /heap out of memory/i);
      await noTrainer(workbench);
      await panelButton(workbench, 'Resume').waitFor();
      await workbench.screenshot('crashed-out-of-memory');
      await changeSettings(workbench, {});
    },
  },
);
