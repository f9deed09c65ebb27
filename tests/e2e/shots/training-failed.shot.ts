/** A run whose step threw: the panel says so, with the line. */
import { openRecorded } from '../gallery/hands';
import { FAILING } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'training-failed',
  title: 'A run whose own code failed',
  async show(stage) {
    await openRecorded(stage, FAILING, 'failed');
    await stage.workbench.webview().locator('.notice').first().waitFor();
  },
});
