/**
 * "The panda becomes a gibbon", told end to end in the real window on Fashion-MNIST: a sneaker becomes a sandal, at 99 %. And what
 * a run says that has no classifier.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/lib/places.mjs';
import { cliAtOnce } from '../../programs/cli-at-once';
import { goToLine, lineOf } from '../workbench/inline-previews';
import { chooseFromMenu, openMenu } from '../workbench/gibbon-view';
import { LONG_MS, part, pickRun, pressLens, trainFixture } from '../workbench/moment-panels';
import { newestRun, shownStep, statusSays, trainInWindow, until, writeExperiment } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const EXAMPLE = path.join(ROOT, 'examples', 'fashion-classifier.gibbon.ts');
/** Enough to tell most sneakers from most sandals. */
const ENOUGH_STEPS = 300;

const choose = (workbench: Workbench, list: string, label: string) =>
  workbench.webview().getByRole('combobox', { name: list, exact: true }).selectOption(label);

export default uiTests(
  'Adversarial',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'a sneaker becomes a sandal at 99 %, and the layer where the change grows leads to its line': async (workbench) => {
      const source = readFileSync(EXAMPLE, 'utf8');
      const file = writeExperiment(workbench, 'sneaker', () => source);
      await trainInWindow(workbench, file);
      await until('enough steps', async () => (await shownStep(workbench)) >= ENOUGH_STEPS, 3 * LONG_MS);
      await workbench.command('Gibbon: Stop Training');
      await statusSays(workbench, /stopped/i, LONG_MS);
      await pressLens(workbench, file, /^Attack$/);
      await part(workbench, '.story canvas').first().waitFor({ timeout: LONG_MS });
      await choose(workbench, 'Images', 'Sneaker');
      await choose(workbench, 'Attack', 'Targeted descent');
      await choose(workbench, 'towards', 'Sandal');
      const thumb = part(workbench, '.thumb:not(.wrong)').first();
      await thumb.click();
      await part(workbench, '.story .after')
        .filter({ hasText: /^Sandal 99\.\d\u00a0%$/ })
        .waitFor({ timeout: LONG_MS });
      assert.match((await part(workbench, '.story .before').textContent()) ?? '', /^Sneaker \d/);
      await workbench
        .webview()
        .getByRole('img', { name: /^Difference × 10/ })
        .waitFor();
      await part(workbench, '.verdict')
        .filter({ hasText: /It grows most in \w+: × \d/ })
        .waitFor();
      await workbench.screenshot('adversarial-sneaker-becomes-sandal');
      // To the line of a layer, and back from the cursor there.
      await part(workbench, '.names').getByRole('button', { name: 'dense_1' }).click();
      await workbench.activeTab(file).waitFor();
      await goToLine(workbench, file, lineOf(source, 'kernelSize: 3'));
      await part(workbench, '.names [aria-current="true"]').filter({ hasText: 'conv2d_2' }).waitFor();
    },
    'how many are left standing is counted against epsilon, and comes back with the panel after a reload': async (
      workbench,
    ) => {
      await choose(workbench, 'Attack', 'FGSM');
      await workbench.webview().getByRole('button', { name: 'Count' }).click();
      await part(workbench, '.curve-head [role=status]')
        .filter({ hasText: 'n = 200 a point' })
        .waitFor({ timeout: LONG_MS });
      await workbench.webview().getByRole('img', { name: 'Accuracy against ε: FGSM' }).scrollIntoViewIfNeeded();
      await workbench.screenshot('adversarial-curve');
      await workbench.reload();
      await part(workbench, '.story .before')
        .filter({ hasText: /^Sneaker/ })
        .waitFor({ timeout: LONG_MS });
      assert.equal(await workbench.webview().getByRole('combobox', { name: 'Images', exact: true }).inputValue(), '7');
    },
    'a model that was saved elsewhere is attacked from its model.json, as an experiment that trains nothing': async (
      workbench,
    ) => {
      const { workspace } = workbench.places;
      const { folder } = newestRun(workbench, 'sneaker');
      cliAtOnce([
        ...['save-model', path.basename(folder), '--runs', path.dirname(folder), '--role', 'classifier'],
        ...['--format', 'tfjs', '--out', path.join(workspace, 'elsewhere')],
      ]);
      await workbench.closeAllEditors();
      await workbench.treeRow('elsewhere').click();
      await openMenu(workbench, 'model.json', 'Attack Model File…');
      await chooseFromMenu(workbench, 'Attack Model File…');
      for (const answer of ['Fashion-MNIST', '0 … 1'])
        await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: answer }).first().click();
      await part(workbench, '.story canvas').first().waitFor({ timeout: LONG_MS });
      const text = readFileSync(path.join(workspace, 'elsewhere', 'attack-elsewhere.gibbon.ts'), 'utf8');
      assert.match(text, /await savedModel\('model\.json'\);/);
      // Layers that come out of a file lead to the call that read it.
      await part(workbench, '.names').getByRole('button', { name: 'conv2d_2' }).click();
      await workbench.statusBarItem(/Ln 5,/).waitFor();
      await workbench.screenshot('adversarial-saved-model');
    },
    'a run without a classifier says so, and what to open': async (workbench) => {
      await trainFixture(workbench, 'tiny-autoencoder');
      await workbench.command('Gibbon: Attack Classifier');
      await pickRun(workbench, 'tiny-autoencoder');
      await workbench.webview().getByText('A run of autoencoder() has nothing to attack').waitFor({ timeout: LONG_MS });
      await workbench.webview().getByText('Open a run of classifier().').waitFor();
    },
  },
);
