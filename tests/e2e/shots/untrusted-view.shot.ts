/** The Gibbon view of a workspace that is not trusted and has no runs. */
import { showGibbonView } from '../workbench/gibbon-view';
import { surface } from '../gallery/surface';

export default surface({
  name: 'untrusted-view',
  title: 'The Gibbon view of a workspace that is not trusted',
  untrusted: true,
  async show({ workbench, runs }) {
    await showGibbonView(workbench);
    runs.putAway();
    await workbench.page.locator('.pane-body .welcome-view-content').getByRole('button').first().waitFor();
  },
  async hide({ workbench, runs }) {
    runs.bringBack();
    await workbench.treeRow('fashion-gan').first().waitFor();
  },
});
