/** A run whose trainer was killed: the panel says so and offers to resume. */
import { openRecorded } from '../gallery/hands';
import { GAN } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'training-crashed',
  title: 'A run that crashed, and the offer to resume it',
  async show(stage) {
    await openRecorded(stage, GAN, 'crashed');
    await stage.workbench.webview().locator('.notice').first().waitFor();
  },
});
