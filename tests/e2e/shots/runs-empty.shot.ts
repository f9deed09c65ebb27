/** The Gibbon view where nothing was trained yet: what to do. */
import { showGibbonView } from '../workbench/gibbon-view';
import { surface } from '../gallery/surface';

export default surface({
  name: 'runs-empty',
  title: 'The Gibbon view without runs',
  async show({ workbench, words, runs }) {
    await showGibbonView(workbench);
    runs.putAway();
    await workbench.page
      .locator('.pane-body .welcome-view-content')
      .getByRole('button', { name: words.contributed('command.train') })
      .waitFor();
  },
  async hide({ workbench, runs }) {
    runs.bringBack();
    await workbench.treeRow('fashion-gan').first().waitFor();
  },
});
