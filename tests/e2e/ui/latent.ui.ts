/** The latent space in the real window: of a GAN that trains, of a VAE and a convolutional autoencoder that have; and why there is none. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { bar, LONG_MS, momentShown, part, pressLens, trainFixture } from '../workbench/moment-panels';
import { statusSays, trainInWindow, until, writeLongExperiment } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const map = (workbench: Workbench): Locator => part(workbench, '.map').first();

const openByLens = (workbench: Workbench, file: string): Promise<void> => pressLens(workbench, file, /^Latent space$/);

const mapped = (workbench: Workbench, words: RegExp): Promise<void> =>
  part(workbench, '.status-line').filter({ hasText: words }).waitFor({ timeout: LONG_MS });

export default uiTests(
  'Latent space',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'of a GAN that trains: opened by the title bar, it rides along without being asked': async (workbench) => {
      const file = writeLongExperiment(workbench, 'latent-gan');
      await trainInWindow(workbench, file);
      await statusSays(workbench, /training.*step [1-9]/i, LONG_MS);
      await part(workbench, '.header .status').first().click();
      await workbench.page
        .locator('.editor-actions')
        .getByRole('button', { name: 'Open Latent Space' })
        .first()
        .click();
      await mapped(workbench, /codings by chance/);
      const first = await momentShown(workbench);
      await until('a later moment', async () => (await momentShown(workbench)) > first, LONG_MS);
      await workbench.screenshot('latent-gan-live');
    },
    'its playhead is the run’s: put on an earlier step it stays there, and training goes on': async (workbench) => {
      await part(workbench, '.steps').focus();
      await workbench.page.keyboard.press('Home');
      await until('the first state', async () => (await momentShown(workbench)) === 0, LONG_MS);
      await mapped(workbench, /codings by chance/);
      await map(workbench).focus();
      await workbench.page.keyboard.press('l');
      await until('the newest state', async () => (await momentShown(workbench)) > 0, LONG_MS);
      await workbench.command('Gibbon: Stop Training');
      await bar(workbench).filter({ hasText: 'stopped' }).waitFor({ timeout: LONG_MS });
    },
    'of a recorded variational autoencoder: what lies under the pointer is decoded, a click holds it, pins make a strip':
      async (workbench) => {
        const file = await trainFixture(workbench, 'tiny-vae');
        await openByLens(workbench, file);
        await mapped(workbench, /200 samples, 3 codings each/);
        await workbench.webview().getByLabel('in', { exact: true }).selectOption('2');
        await mapped(workbench, /200 samples/);
        const box = (await map(workbench).boundingBox())!;
        for (const [key, x, y] of [
          ['a', 0.45, 0.45],
          ['b', 0.55, 0.55],
        ] as const) {
          await workbench.page.mouse.click(box.x + box.width * x, box.y + box.height * y);
          await part(workbench, '.twins').getByRole('img', { name: 'Decoded image' }).waitFor();
          await workbench.page.waitForTimeout(500);
          await workbench.page.keyboard.press(key);
        }
        await part(workbench, '.side').getByRole('img', { name: 'From A to B' }).waitFor();
        await workbench.screenshot('latent-vae');
      },
    'of a recorded convolutional autoencoder: neighbours are laid out, and come back so after a reload': async (
      workbench,
    ) => {
      const file = await trainFixture(workbench, 'tiny-conv-autoencoder');
      await openByLens(workbench, file);
      await mapped(workbench, /200 samples, 294 codings each/);
      await part(workbench, '.segments').getByRole('radio', { name: 'UMAP' }).click();
      await mapped(workbench, /Trust/);
      await workbench.screenshot('latent-conv');
      await workbench.reload();
      await mapped(workbench, /200 samples, 294 codings each/);
      await part(workbench, '.segments button.chosen').filter({ hasText: 'UMAP' }).waitFor({ timeout: LONG_MS });
    },
    'a classifier has none, and the panel says why': async (workbench) => {
      const file = await trainFixture(workbench, 'tiny-classifier');
      await openByLens(workbench, file);
      await part(workbench, '.notice')
        .filter({ hasText: 'A classifier has no latent space' })
        .waitFor({ timeout: LONG_MS });
      assert.equal(await map(workbench).isVisible(), false);
    },
  },
);
