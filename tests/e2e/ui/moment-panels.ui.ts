/** Panels about a moment of a run, with a real host and inspector: they ride along, share one playhead, lead to lines and back. */
import assert from 'node:assert/strict';
import { goToLine, lineOf } from '../workbench/inline-previews';
import { bar, mapSays, momentShown, openPanel, part, pressLens, untilLaterMoment } from '../workbench/moment-panels';
import {
  fixtureSource,
  recordFixture,
  statusSays,
  trainInWindow,
  until,
  writeLongExperiment,
} from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';

export default uiTests(
  'Panels of a moment',
  {},
  {
    'Latent space, Layers and Confidence of a GAN ride along while it trains': async (workbench) => {
      const file = writeLongExperiment(workbench, 'ridden');
      await trainInWindow(workbench, file);
      await statusSays(workbench, /training.*step [1-9]/i);
      await part(workbench, '.header .status').first().click();
      const titleBar = workbench.page.locator('.editor-actions');
      await titleBar.getByRole('button', { name: 'Open Latent Space' }).first().click();
      await mapSays(workbench, /codings by chance/);
      await untilLaterMoment(workbench);
      await pressLens(workbench, file, /^Layers$/);
      for (const role of ['generator', 'discriminator'])
        await part(workbench, '.model').filter({ hasText: role }).waitFor();
      await part(workbench, '.layer .picture canvas').first().waitFor();
      await untilLaterMoment(workbench);
      await pressLens(workbench, file, /^Confidence$/);
      await part(workbench, '.field canvas').first().waitFor();
      await untilLaterMoment(workbench);
      const standing = await part(workbench, '.verdict').getAttribute('data-standing');
      assert.match(standing ?? '', /won|ahead|even|shifted|fooled/);
    },
    'their playhead is the run’s: put on an earlier step it stays there in all, and training goes on': async (
      workbench,
    ) => {
      await part(workbench, '.steps').focus();
      await workbench.page.keyboard.press('Home');
      await until('the first state', async () => (await momentShown(workbench)) === 0);
      await workbench.tab('Latent space').click();
      await mapSays(workbench, /codings by chance/);
      assert.equal(await momentShown(workbench), 0);
      await part(workbench, '.map').first().focus();
      await workbench.page.keyboard.press('l');
      await until('the newest state', async () => (await momentShown(workbench)) > 0);
      await workbench.command('Gibbon: Stop Training');
      await bar(workbench).filter({ hasText: 'stopped' }).waitFor();
    },
    'of a recorded run: what lies under the pointer is decoded, and what excites a channel is found': async (
      workbench,
    ) => {
      await workbench.closeAllEditors();
      const file = recordFixture(workbench, 'tiny-conv-autoencoder');
      await workbench.openFile(file);
      await openPanel(workbench, 'Open Latent Space', 'tiny-conv-autoencoder');
      await mapSays(workbench, /200 samples, 294 codings each/);
      await part(workbench, '.map').first().click();
      await part(workbench, '.twins').getByRole('img', { name: 'Decoded image' }).waitFor();
      await pressLens(workbench, file, /^Layers$/);
      const channels = part(workbench, '.layer[data-layer="decoder/conv2d_transpose_1"] .picture canvas');
      await channels.click({ position: { x: 6, y: 6 } });
      await part(workbench, '.side').getByRole('img', { name: 'Samples that excite it most' }).waitFor();
    },
    'a layer’s name leads to its line, and the cursor there marks its row': async (workbench) => {
      const file = 'tiny-conv-autoencoder.gibbon.ts';
      await part(workbench, '.layer[data-layer="encoder/conv2d_2"]').getByRole('button', { name: 'conv2d_2' }).click();
      await workbench.statusBarItem(/Ln 7,/).waitFor();
      await workbench.activeTab(file).waitFor();
      await goToLine(workbench, file, lineOf(fixtureSource('tiny-conv-autoencoder'), 'filters: 1,'));
      await part(workbench, '.layer[aria-current="true"][data-layer="decoder/conv2d_transpose_2"]').waitFor();
    },
  },
);
