/** A classifier in the real window: its accuracy in percent, which class it takes for which, the table behind. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/lib/places.mjs';
import { RunReader } from '../../../src/store/run-reader';
import { newestRun, statusSays, trainInWindow, writeExperiment } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const FIXTURE = path.join(ROOT, 'tests/fixtures/experiments/tiny-classifier.gibbon.ts');

const part = (workbench: Workbench, name: string) =>
  workbench.webview().getByRole('complementary').getByRole('region', { name, exact: true });

/** How many of each pair were counted last, from what lies on disk: row-major. */
function countsOf(folder: string): readonly number[] {
  const opened = RunReader.open(folder);
  if (!opened.ok) throw new Error(opened.problem.message);
  opened.value.refresh();
  const counts = opened.value.histogramAt('confusion', Infinity)?.bucketCounts ?? [];
  opened.value.dispose();
  return counts;
}

export default uiTests(
  'Classifier',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'which class it takes for which is told as it lies on disk': async (workbench) => {
      const file = writeExperiment(workbench, 'tiny-classifier', () => readFileSync(FIXTURE, 'utf8'));
      await trainInWindow(workbench, file);
      await statusSays(workbench, /finished.*step 300/i);
      const counts = countsOf(newestRun(workbench, 'tiny-classifier').folder);
      const right = counts.filter((_, pair) => pair % 11 === 0).reduce((sum, count) => sum + count, 0);
      const share = ((100 * right) / 60).toFixed(1);
      await part(workbench, 'Confusion')
        .filter({ hasText: `${share}\u00a0% of 60 told right` })
        .waitFor();
      await part(workbench, 'Accuracy')
        .filter({ hasText: /validation[\d.]+\u00a0%/ })
        .waitFor();
      await workbench.screenshot('classifier-dark');
    },
    'the table behind has its counts': async (workbench) => {
      const counts = countsOf(newestRun(workbench, 'tiny-classifier').folder);
      await workbench.webview().locator('.playhead-layer').focus();
      await workbench.page.keyboard.press('t');
      const tables = workbench.webview().locator('.values-table table');
      const rows = tables.filter({ hasText: 'how many of each class' }).locator('tbody tr');
      await rows.nth(9).waitFor();
      const shown = await rows.locator('td:not(:last-child)').allTextContents();
      assert.deepEqual(shown.map(Number), counts);
    },
  },
);
