/** "The panda becomes a gibbon", told end to end in the real window on Fashion-MNIST: a sneaker becomes a sandal, at 99 %. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/lib/places.mjs';
import { recordRun, writeExperiment } from '../workbench/training-runs';
import { openPanel, part } from '../workbench/moment-panels';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const EXAMPLE = path.join(ROOT, 'examples', 'fashion-classifier.gibbon.ts');
/** Enough to tell most sneakers from most sandals. */
const ENOUGH_STEPS = '300';

const choose = (workbench: Workbench, list: string, label: string) =>
  workbench.webview().getByRole('combobox', { name: list, exact: true }).selectOption(label);

export default uiTests(
  'The panda',
  {},
  {
    'a sneaker becomes a sandal at 99 %, and it is said in which layer the change grows': async (workbench) => {
      const file = writeExperiment(workbench, 'sneaker', () => readFileSync(EXAMPLE, 'utf8'));
      recordRun(workbench, file, '--steps', ENOUGH_STEPS);
      await workbench.openFile(file);
      await openPanel(workbench, 'Attack Classifier', 'sneaker');
      await part(workbench, '.story canvas').first().waitFor();
      await choose(workbench, 'Images', 'Sneaker');
      await choose(workbench, 'Attack', 'Targeted descent');
      await choose(workbench, 'towards', 'Sandal');
      await part(workbench, '.thumb:not(.wrong)').first().click();
      const after = part(workbench, '.story .after');
      await after.filter({ hasText: /^Sandal 99\.\d\u00a0%$/ }).waitFor();
      assert.match((await part(workbench, '.story .before').textContent()) ?? '', /^Sneaker \d/);
      await workbench
        .webview()
        .getByRole('img', { name: /^Difference × 10/ })
        .waitFor();
      const verdict = part(workbench, '.verdict');
      await verdict.filter({ hasText: /It grows most in \w+: × \d/ }).waitFor();
    },
  },
);
