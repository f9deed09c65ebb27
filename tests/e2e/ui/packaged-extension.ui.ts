/** The packaged Gibbon in a clean VS Code: no development files, no profile; it trains by mouse and by keyboard. */
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../../scripts/lib/places.mjs';
import { familyOf, trainersOf } from '../workbench/processes';
import { newestRun, panelButton, shownStep, status, statusSays } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

/** Nothing that runs may come from this repository. */
const assertForeign = (workbench: Workbench) => {
  const commands = trainersOf(workbench.places.workspace).map(({ command }) => command);
  assert.ok(commands.length > 0, 'no trainer runs');
  for (const command of commands) assert.ok(command.includes(workbench.places.profile), command);
};

export default uiTests(
  'Packaged extension',
  { window: 'packaged' },
  {
    'the small GAN is trained to its end by mouse alone': async (workbench) => {
      await workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'tiny-gan' }).dblclick();
      await workbench.activeTab('tiny-gan.gibbon.ts').waitFor();
      await workbench.page.locator('.editor-actions').getByRole('button', { name: 'Train Experiment' }).first().click();
      await statusSays(workbench, /finished.*step 40/i, 40_000);
      await workbench.screenshot('packaged-by-mouse');
    },
    'and by keyboard alone': async (workbench) => {
      await workbench.page.keyboard.press('Control+K');
      await workbench.page.keyboard.press('Control+W');
      await workbench.openFile('tiny-gan.gibbon.ts');
      await workbench.command('Gibbon: Train Experiment');
      await statusSays(workbench, /finished.*step 40/i);
      assert.equal(newestRun(workbench, 'tiny-gan').manifest.end?.state, 'finished');
    },
    "the lecture's GAN trains on Fashion-MNIST": async (workbench) => {
      const example = 'fashion-gan.gibbon.ts';
      copyFileSync(path.join(ROOT, 'examples', example), path.join(workbench.places.workspace, example));
      await workbench.closeAllEditors();
      await workbench.openFile(example);
      await workbench.command('Gibbon: Train Experiment');
      await statusSays(workbench, /training/, 40_000);
      assertForeign(workbench);
      await status(workbench)
        .filter({ hasText: /Fashion-MNIST/i })
        .waitFor();
      for (let looks = 0; looks < 200 && !((await shownStep(workbench)) > 40); looks++)
        await workbench.page.waitForTimeout(100);
      assert.ok((await shownStep(workbench)) > 40);
      await workbench.screenshot('packaged-lecture-gan');
      const [trainer] = trainersOf(workbench.places.workspace);
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
      for (let looks = 0; looks < 100 && familyOf(trainer?.pid ?? 0).length > 0; looks++)
        await workbench.page.waitForTimeout(50);
      assert.deepEqual(trainersOf(workbench.places.workspace), []);
    },
  },
);
