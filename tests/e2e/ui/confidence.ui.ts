/** The Confidence panel in the real window: of a GAN that trains, of one whose D has won, of a ring; to the line, and of no GAN at all. */
import assert from 'node:assert/strict';
import { LONG_MS, momentShown, part, pickRun, pressLens, trainFixture } from '../workbench/moment-panels';
import { statusSays, trainInWindow, until, writeLongExperiment } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const standing = (workbench: Workbench) => part(workbench, '.verdict').getAttribute('data-standing');

async function openByLens(workbench: Workbench, file: string, until = '.field canvas'): Promise<void> {
  await pressLens(workbench, file, /^Confidence$/);
  await part(workbench, until).first().waitFor({ timeout: LONG_MS });
}

export default uiTests(
  'Confidence',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'of a GAN that trains: how both stand, at a moment that rides along': async (workbench) => {
      const file = writeLongExperiment(workbench, 'confidence-gan');
      await trainInWindow(workbench, file);
      await statusSays(workbench, /training.*step [1-9]/i, LONG_MS);
      await openByLens(workbench, file);
      assert.match((await standing(workbench)) ?? '', /won|ahead|even|shifted|fooled/);
      const first = await momentShown(workbench);
      await until('a later moment', async () => (await momentShown(workbench)) > first, LONG_MS);
      await workbench.screenshot('confidence-gan-live');
      await workbench.command('Gibbon: Stop Training');
    },
    'of one whose discriminator has won: it says so, and leads to the line of the discriminator': async (workbench) => {
      const file = await trainFixture(workbench, 'won-gan');
      await openByLens(workbench, file);
      assert.equal(await standing(workbench), 'won');
      await part(workbench, '.wall canvas').click({ position: { x: 70, y: 90 } });
      await workbench.screenshot('confidence-won');
      await workbench.webview().getByRole('button', { name: 'won-gan.gibbon.ts:14' }).click();
      await workbench.statusBarItem(/Ln 14,/).waitFor();
      await workbench.activeTab(file).waitFor();
    },
    'of points on a ring: modes over time, and at an earlier step the plane of the data': async (workbench) => {
      const file = await trainFixture(workbench, 'tiny-ring');
      for (const track of ['Modes covered', 'High-quality samples'])
        await workbench.webview().getByText(track).first().waitFor();
      await workbench.screenshot('training-ring');
      await openByLens(workbench, file, '.modes li');
      await part(workbench, '.steps').focus();
      await workbench.page.keyboard.press('Home');
      await part(workbench, '.moment-bar .status').filter({ hasText: 'step 0' }).waitFor({ timeout: LONG_MS });
      await workbench.screenshot('confidence-ring');
    },
    'of an autoencoder: that there is no discriminator, and what to do': async (workbench) => {
      await trainFixture(workbench, 'tiny-autoencoder');
      // Over an experiment that can't have one there is no lens.
      await workbench.command('Gibbon: Open Confidence');
      await pickRun(workbench, 'tiny-autoencoder');
      await part(workbench, '.notice').filter({ hasText: 'no discriminator against a generator' }).waitFor();
      await workbench.screenshot('confidence-none');
    },
  },
);
