/** The question before a run is deleted. */
import { openMenu, chooseFromMenu, showGibbonView } from '../workbench/gibbon-view';
import { AUTOENCODER } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'delete-run',
  title: 'Delete Run: the question',
  redrawn: true,
  async show({ workbench, words }) {
    await showGibbonView(workbench);
    const name = words.contributed('command.deleteRun');
    await openMenu(workbench, AUTOENCODER, name);
    await chooseFromMenu(workbench, name);
    await workbench.page.locator('.monaco-dialog-box').waitFor();
  },
});
