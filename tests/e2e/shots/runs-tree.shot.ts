/** The Runs tree with a run in every state. */
import { panelButton, statusSays } from '../workbench/training-runs';
import { showGibbonView } from '../workbench/gibbon-view';
import { trainBeside } from '../gallery/hands';
import { AUTOENCODER, GAN } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'runs-tree',
  title: 'The Runs tree: training, paused, finished, failed and crashed',
  moving: true,
  async show(stage) {
    const { workbench, words } = stage;
    await showGibbonView(workbench);
    await trainBeside(stage, GAN, 200);
    await panelButton(workbench, words.said('Pause')).click();
    await statusSays(workbench, new RegExp(words.said('paused'), 'i'));
    await trainBeside(stage, AUTOENCODER, 200);
  },
});
