/** The numbers behind the charts: the values around the playhead. */
import { openRecorded, playhead } from '../gallery/hands';
import { GAN } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'training-table',
  title: 'The values around the playhead as a table',
  async show(stage) {
    await openRecorded(stage, GAN, 'finished');
    await playhead(stage).focus();
    await stage.workbench.page.keyboard.press('t');
    await stage.workbench.webview().locator('table').first().waitFor();
  },
});
