/** The one entry of the status bar, with what it says under the mouse. */
import { trainBeside } from '../gallery/hands';
import { GAN } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'status-bar',
  title: 'The status bar while something trains',
  moving: true,
  async show(stage) {
    await trainBeside(stage, GAN, 200);
    await stage.workbench.statusBarItem(GAN).hover();
    await stage.workbench.page.locator('.workbench-hover-container').first().waitFor();
  },
});
