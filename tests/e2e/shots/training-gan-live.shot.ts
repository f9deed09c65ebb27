/** The GAN while it trains, beside its source and under its entry in the status bar. */
import { showGibbonView } from '../workbench/gibbon-view';
import { trainBeside } from '../gallery/hands';
import { GAN } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'training-gan-live',
  title: 'The Training panel beside the source, while a GAN trains; Runs view and status bar',
  moving: true,
  async show(stage) {
    await showGibbonView(stage.workbench);
    await trainBeside(stage, GAN, 1500);
  },
});
