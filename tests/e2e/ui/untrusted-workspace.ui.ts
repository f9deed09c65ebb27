/** A workspace that is not trusted: every command that would run its code is refused with a sentence, and starts nothing. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeSettings } from '../../../scripts/lib/code-server.mjs';
import { DIST, ROOT } from '../../../scripts/lib/places.mjs';
import { allProcesses, extensionHosts } from '../workbench/processes';
import { testSettings } from '../workbench/test-server';
import { newestRun, panelButton, recordRun, statusSays } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const REFUSED = /workspace, which is not trusted/;
/** No promise: a command that asks later only makes the next one wait. */
const LONG_ENOUGH_TO_ASK_MS = 500;
const SETTINGS = { 'security.workspace.trust.enabled': true };

const spawnLog = (workbench: Workbench) => path.join(workbench.places.profile, 'spawned.txt');

/** How often Gibbon has started a process, by the program that it starts and by what runs now. */
function started(workbench: Workbench): number {
  const log = spawnLog(workbench);
  const recorded = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0;
  const hosts = extensionHosts(workbench.places.serverGroup).map(({ pid }) => pid);
  const running = allProcesses().filter(({ parent, command }) => hosts.includes(parent) && command.includes(DIST));
  return recorded + running.length;
}

/** Each command that would start a process, as a person gets to the point where it would. */
const REFUSALS: Readonly<Record<string, (workbench: Workbench) => Promise<void>>> = {
  'Train Experiment': (workbench) => workbench.command('Gibbon: Train Experiment'),
  'Resume Training': (workbench) => workbench.command('Gibbon: Resume Training'),
  'Save Model': async (workbench) => {
    await workbench.command('Gibbon: Save Model…');
    await workbench.choose('tiny-gan');
    await workbench.choose('generator');
    await workbench.choose('ONNX');
  },
};

export default uiTests(
  'Untrusted workspace',
  { settings: SETTINGS },
  {
    'a recorded, stopped run and an experiment are looked at, and nothing is started': async (workbench) => {
      // What would be started is a program that leaves a trace.
      const node = path.join(workbench.places.profile, 'node-that-tells');
      writeFileSync(node, `#!/bin/sh\necho "$1" >> '${spawnLog(workbench)}'\nexec '${process.execPath}' "$@"\n`);
      chmodSync(node, 0o755);
      writeSettings(workbench.places.profile, testSettings({ ...SETTINGS, 'gibbon.nodePath': node }));
      recordRun(workbench, 'tiny-gan.gibbon.ts');
      const file = path.join(newestRun(workbench, 'tiny-gan').folder, 'manifest.json');
      // As if it had been stopped: there is something to resume.
      writeFileSync(file, readFileSync(file, 'utf8').replace('"finished"', '"stopped"'));
      await workbench.openFile('tiny-gan.gibbon.ts');
      await workbench.command('Gibbon: Open Run…');
      await workbench.choose('tiny-gan');
      await statusSays(workbench, /stopped/i);
      assert.equal(started(workbench), 0);
    },
    'Resume in the panel is refused': async (workbench) => {
      await panelButton(workbench, 'Resume').click();
      await workbench.webview().locator('.notice').filter({ hasText: REFUSED }).first().waitFor();
      assert.equal(started(workbench), 0);
    },
    'a step between two records is not computed again, and the panel says why': async (workbench) => {
      await workbench.webview().locator('.playhead-layer').focus();
      await workbench.page.keyboard.press('Home');
      await workbench.page.keyboard.press('Shift+ArrowRight');
      await workbench.webview().locator('.step-obstacle').filter({ hasText: REFUSED }).waitFor();
      assert.equal(started(workbench), 0);
    },
    ...Object.fromEntries(
      Object.entries(REFUSALS).map(([name, run]) => [
        `${name} is refused with a sentence`,
        async (workbench: Workbench) => {
          await workbench.closeAllEditors();
          await workbench.openFile('tiny-gan.gibbon.ts');
          await run(workbench);
          await workbench.expectNotification(REFUSED);
          assert.equal(started(workbench), 0);
        },
      ]),
    ),
    'no other command starts anything': async (workbench) => {
      interface Manifest {
        contributes: {
          commands: { command: string; title: string }[];
          menus: { commandPalette: { command: string }[] };
        };
      }
      const words = JSON.parse(readFileSync(path.join(ROOT, 'package.nls.json'), 'utf8')) as Record<string, string>;
      const { contributes } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Manifest;
      // Some are not in every VS Code's palette.
      const hidden = new Set(contributes.menus.commandPalette.map(({ command }) => command));
      const titles = contributes.commands
        .filter(({ command }) => !hidden.has(command))
        .map(({ title }) => words[title.replaceAll('%', '')] ?? title)
        .filter((title) => !Object.keys(REFUSALS).some((name) => title.startsWith(name)));
      assert.ok(titles.length > 8, titles.join());
      for (const title of titles) {
        await workbench.command(`Gibbon: ${title}`);
        // Whatever it asks is not answered; some ask nothing.
        const asked = workbench.page.locator('.quick-input-widget:visible, .monaco-dialog-box');
        await asked
          .first()
          .waitFor({ timeout: LONG_ENOUGH_TO_ASK_MS })
          .catch(() => undefined);
        await workbench.page.keyboard.press('Escape');
        await workbench.page.keyboard.press('Escape');
      }
      // What is started leaves a trace, or goes on.
      assert.equal(started(workbench), 0);
    },
  },
);
