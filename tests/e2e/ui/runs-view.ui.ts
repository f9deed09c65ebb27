/** The Gibbon view as a person uses it: empty at first, then with runs that live and that have ended, and their menus. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DIST } from '../../../scripts/lib/places.mjs';
import {
  answerFromMenu,
  chooseFromMenu as choose,
  menuItem,
  openMenu,
  pressInRow,
  showGibbonView,
} from '../workbench/gibbon-view';
import { writeLongExperiment } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** One of each way to find the run that is meant: by its state, by any, by two of them. */
const ABOUT_RUNS = ['Pause Training', 'Save Model…', 'Open Side by Side'];

const CLI = path.join(DIST, 'cli.cjs');

const dialogButton = (workbench: Workbench, name: string) =>
  workbench.page.locator('.monaco-dialog-box').getByRole('button', { name, exact: true });

const runsFolder = (workbench: Workbench) => path.join(workbench.places.workspace, '.gibbon', 'runs');

export default uiTests(
  'Gibbon view',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'says what to do when there are no runs': async (workbench) => {
      await showGibbonView(workbench);
      const welcome = workbench.page.locator('.pane-body .welcome-view-content');
      await welcome.getByRole('button', { name: 'Train Experiment' }).waitFor();
    },
    'a command about runs says that there is none, however it looks for the one that is meant': async (workbench) => {
      for (const title of ABOUT_RUNS) {
        await workbench.command(`Gibbon: ${title}`);
        await workbench.expectNotification('There is no run to which this applies now.');
      }
    },
    'its button trains the open experiment, which then stands in the tree with its figures': async (workbench) => {
      const welcome = workbench.page.locator('.pane-body .welcome-view-content');
      await welcome.getByRole('button', { name: 'Train Experiment' }).click();
      await workbench.treeRow(/tiny-gan.*40 steps.*dLoss.*gLoss.*epoch 2.* [kM]B/).waitFor();
    },
    'a run that trains stands above it, and in the status bar with its rate': async (workbench) => {
      await workbench.openFile(writeLongExperiment(workbench, 'long'));
      await workbench.command('Gibbon: Train Experiment');
      await workbench.treeRow(/long.*\d\/2,000,000/).waitFor();
      await workbench.statusBarItem(/long [\d,]+\/2,000,000 · [\d,]+ steps\/s/).waitFor();
      const names = await workbench.page.locator('.pane-body .monaco-list-row .label-name').allTextContents();
      assert.deepEqual(names, ['long', 'tiny-gan']);
    },
    'the menu of a run that has ended offers what can be done to it': async (workbench) => {
      await openMenu(workbench, 'tiny-gan');
      for (const name of ['Save Model…', 'Export Figures of Run…', 'Rename Run…', 'Delete Run…'])
        await menuItem(workbench, name).waitFor();
      await workbench.page.keyboard.press('Escape');
    },
    'that of one that trains offers neither a new name nor deletion': async (workbench) => {
      await openMenu(workbench, 'long');
      await menuItem(workbench, 'Stop Training').waitFor();
      assert.equal(await menuItem(workbench, 'Delete Run…').count(), 0);
      assert.equal(await menuItem(workbench, 'Rename Run…').count(), 0);
      await workbench.page.keyboard.press('Escape');
    },
    'the button of a run that trains stops it, and the status bar is quiet again': async (workbench) => {
      await pressInRow(workbench, 'long', 'Stop Training');
      await workbench.treeRow('long').getByRole('button', { name: 'Resume Training' }).waitFor();
      await workbench.statusBarItem(/steps\/s/).waitFor({ state: 'detached' });
    },
    'a run is renamed from its menu': async (workbench) => {
      await answerFromMenu(workbench, 'tiny-gan', {
        entry: 'Rename Run…',
        prompt: 'Name of the run',
        answer: 'Baseline',
      });
      await workbench.treeRow(/Baseline.*40 steps/).waitFor();
    },
    'two selected runs are opened side by side': async (workbench) => {
      await workbench.closeAllEditors();
      await workbench.treeRow('long').click();
      await workbench.treeRow('Baseline').click({ modifiers: ['Control'] });
      await openMenu(workbench, 'Baseline', 'Open Side by Side');
      await choose(workbench, 'Open Side by Side');
      await workbench.page.locator('.editor-group-container .tab.active', { hasText: 'Baseline' }).waitFor();
      await workbench.page.locator('.editor-group-container .tab.active', { hasText: 'long' }).waitFor();
    },
    'a run is deleted after two questions, there being no trash on a server': async (workbench) => {
      await workbench.treeRow('long').click();
      await openMenu(workbench, 'long');
      await choose(workbench, 'Delete Run…');
      await dialogButton(workbench, 'Move to Trash').click();
      await dialogButton(workbench, 'Delete Permanently').click();
      await workbench.treeRow('long').waitFor({ state: 'detached' });
      await workbench.treeRow('Baseline').waitFor();
      assert.equal(readdirSync(runsFolder(workbench)).length, 1);
      assert.ok(
        existsSync(path.join(runsFolder(workbench), readdirSync(runsFolder(workbench))[0] ?? '', 'manifest.json')),
      );
    },
    'a run that a terminal trains comes into the tree by itself, with its figures': async (workbench) => {
      const training = spawn(
        process.execPath,
        [CLI, 'train', 'long.gibbon.ts', '--runs', path.join('.gibbon', 'runs'), '--seed', '3'],
        { cwd: workbench.places.workspace, stdio: 'ignore' },
      );
      try {
        await workbench.treeRow(/long.*\d\/2,000,000 · dLoss/).waitFor();
      } finally {
        training.kill('SIGINT');
      }
      await workbench.page.mouse.move(0, 0);
      await workbench.treeRow('long').hover();
      await workbench.treeRow('long').getByRole('button', { name: 'Resume Training' }).waitFor();
    },
    'a run that a terminal removes goes from the tree by itself': async (workbench) => {
      for (const run of readdirSync(runsFolder(workbench)))
        rmSync(path.join(runsFolder(workbench), run), { recursive: true });
      await workbench.treeRow('Baseline').waitFor({ state: 'detached' });
    },
  },
);
