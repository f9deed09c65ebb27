/** A classifier in the real window: what it takes for what, what an attack makes of an image, and a model that was saved elsewhere. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RunReader } from '../../../src/store/run-reader';
import { cliAtOnce } from '../../programs/cli-at-once';
import { chooseFromMenu, openMenu } from '../workbench/gibbon-view';
import { goToLine, lineOf } from '../workbench/inline-previews';
import { part, pressLens } from '../workbench/moment-panels';
import { fixtureSource, newestRun, openRun, recordFixture } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const NAME = 'tiny-classifier';
const FILE = `${NAME}.gibbon.ts`;

/** How many of each pair were counted last, from what lies on disk: row-major. */
function countsOf(folder: string): readonly number[] {
  const opened = RunReader.open(folder);
  if (!opened.ok) throw new Error(opened.problem.message);
  opened.value.refresh();
  const counts = opened.value.histogramAt('confusion', Infinity)?.bucketCounts ?? [];
  opened.value.dispose();
  return counts;
}

const choose = (workbench: Workbench, list: string, label: string | { index: number }) =>
  workbench.webview().getByRole('combobox', { name: list, exact: true }).selectOption(label);

export default uiTests(
  'Classifier',
  {},
  {
    'which class it takes for which is told as it lies on disk': async (workbench) => {
      recordFixture(workbench, NAME);
      await openRun(workbench, NAME);
      const counts = countsOf(newestRun(workbench, NAME).folder);
      const right = counts.filter((_, pair) => pair % 11 === 0).reduce((sum, count) => sum + count, 0);
      const told = `${((100 * right) / 60).toFixed(1)}\u00a0% of 60 told right`;
      const pane = workbench.webview().getByRole('complementary');
      await pane.getByRole('region', { name: 'Confusion', exact: true }).filter({ hasText: told }).waitFor();
      await workbench.webview().locator('.playhead-layer').focus();
      await workbench.page.keyboard.press('t');
      const tables = workbench.webview().locator('.values-table table');
      const rows = tables.filter({ hasText: 'how many of each class' }).locator('tbody tr');
      await rows.nth(9).waitFor();
      const shown = await rows.locator('td:not(:last-child)').allTextContents();
      assert.deepEqual(shown.map(Number), counts);
    },
    'an attack takes an image to the class that was asked for; its layers lead to their lines and back': async (
      workbench,
    ) => {
      await pressLens(workbench, FILE, /^Attack$/);
      await part(workbench, '.story canvas').first().waitFor();
      await choose(workbench, 'Attack', 'Targeted descent');
      await choose(workbench, 'towards', { index: 7 });
      const target = await workbench
        .webview()
        .getByRole('combobox', { name: 'towards' })
        .locator('option')
        .nth(7)
        .textContent();
      await part(workbench, '.story .after')
        .filter({ hasText: new RegExp(`^${target} \\d`) })
        .waitFor();
      await part(workbench, '.names').getByRole('button', { name: 'dense_1' }).click();
      await workbench.activeTab(FILE).waitFor();
      await goToLine(workbench, FILE, lineOf(fixtureSource(NAME), 'softmax'));
      await part(workbench, '.names [aria-current="true"]').filter({ hasText: 'dense_2' }).waitFor();
    },
    'how many are left standing is counted piece by piece': async (workbench) => {
      await choose(workbench, 'Attack', 'FGSM');
      await workbench.webview().getByRole('button', { name: 'Count' }).click();
      await part(workbench, '.curve-head [role=status]').filter({ hasText: 'n = 30 a point' }).waitFor();
    },
    'a model that was saved elsewhere is attacked from its model.json, as an experiment that trains nothing': async (
      workbench,
    ) => {
      const { workspace } = workbench.places;
      const { folder } = newestRun(workbench, NAME);
      cliAtOnce([
        ...['save-model', path.basename(folder), '--runs', path.dirname(folder), '--role', 'classifier'],
        ...['--format', 'tfjs', '--out', path.join(workspace, 'elsewhere')],
      ]);
      await workbench.closeAllEditors();
      await workbench.treeRow('elsewhere').click();
      await openMenu(workbench, 'model.json', 'Attack Model File…');
      await chooseFromMenu(workbench, 'Attack Model File…');
      for (const answer of ['Glyphs', '0 … 1']) await workbench.choose(answer);
      await part(workbench, '.story canvas').first().waitFor();
      const text = readFileSync(path.join(workspace, 'elsewhere', 'attack-elsewhere.gibbon.ts'), 'utf8');
      assert.match(text, /await savedModel\('model\.json'\);/);
      // Layers that come out of a file lead to the call that read it.
      await part(workbench, '.names').getByRole('button', { name: 'dense_1' }).click();
      await workbench.statusBarItem(/Ln 5,/).waitFor();
    },
  },
);
