/** What can be done to a run that has ended. */
import { openMenu, showGibbonView } from '../workbench/gibbon-view';
import { AUTOENCODER } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'runs-menu',
  title: 'The menu of a run',
  redrawn: true,
  async show({ workbench, words }) {
    await showGibbonView(workbench);
    await openMenu(workbench, AUTOENCODER, words.contributed('command.saveModel'));
  },
});
