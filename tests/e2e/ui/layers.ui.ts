/** The Layers panel in the real window: of a GAN that trains, of a VAE and a convolutional autoencoder that have; to the line and back. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { goToLine, lineOf } from '../workbench/inline-previews';
import { FIXTURES, LONG_MS, momentShown, part, pressLens, trainFixture } from '../workbench/moment-panels';
import { statusSays, trainInWindow, until, writeLongExperiment } from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const row = (workbench: Workbench, layer: string): Locator => part(workbench, `.layer[data-layer="${layer}"]`);

async function openByLens(workbench: Workbench, file: string): Promise<void> {
  await pressLens(workbench, file, /^Layers$/);
  await part(workbench, '.layer .picture canvas').first().waitFor({ timeout: LONG_MS });
}

export default uiTests(
  'Layers',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'of a GAN that trains: both models in source order, at a moment that rides along': async (workbench) => {
      const file = writeLongExperiment(workbench, 'layers-gan');
      await trainInWindow(workbench, file);
      await statusSays(workbench, /training.*step [1-9]/i, LONG_MS);
      await openByLens(workbench, file);
      await part(workbench, '.model').filter({ hasText: 'generator' }).waitFor();
      await part(workbench, '.model').filter({ hasText: 'discriminator' }).waitFor();
      const first = await momentShown(workbench);
      await until('a later moment', async () => (await momentShown(workbench)) > first, LONG_MS);
      const latest = await momentShown(workbench);
      assert.ok(latest > first, `a later moment than ${first}`);
      await workbench.screenshot('layers-gan-live');
      await workbench.command('Gibbon: Stop Training');
    },
    'of a recorded convolutional autoencoder: a name leads to its line, and the cursor there marks its row': async (
      workbench,
    ) => {
      const file = await trainFixture(workbench, 'tiny-conv-autoencoder');
      await openByLens(workbench, file);
      await row(workbench, 'encoder/conv2d_2').getByRole('button', { name: 'conv2d_2' }).click();
      await workbench.statusBarItem(/Ln 7,/).waitFor();
      await workbench.activeTab(file).waitFor();
      const source = readFileSync(path.join(FIXTURES, file), 'utf8');
      await goToLine(workbench, file, lineOf(source, 'filters: 1,'));
      await part(workbench, '.layer[aria-current="true"][data-layer="decoder/conv2d_transpose_2"]').waitFor();
      await row(workbench, 'decoder/conv2d_transpose_1')
        .locator('.picture canvas')
        .click({ position: { x: 6, y: 6 } });
      await part(workbench, '.side')
        .getByRole('img', { name: 'Samples that excite it most' })
        .waitFor({ timeout: LONG_MS });
      await workbench.screenshot('layers-conv');
    },
    'of a recorded variational autoencoder: two samples side by side, and an earlier step': async (workbench) => {
      const file = await trainFixture(workbench, 'tiny-vae');
      await openByLens(workbench, file);
      await workbench.webview().getByRole('button', { name: 'Side by side' }).click();
      await part(workbench, '.apart')
        .filter({ hasText: /apart from the first: \d/ })
        .first()
        .waitFor();
      await part(workbench, '.steps').focus();
      await workbench.page.keyboard.press('Home');
      await part(workbench, '.moment-bar .status').filter({ hasText: 'step 0' }).waitFor({ timeout: LONG_MS });
      await workbench.screenshot('layers-vae');
    },
  },
);
