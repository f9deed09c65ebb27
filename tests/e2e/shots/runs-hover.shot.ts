/** What the Runs tree says of a run under the mouse. */
import { showGibbonView } from '../workbench/gibbon-view';
import { AUTOENCODER } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'runs-hover',
  title: 'A run under the mouse',
  redrawn: true,
  async show({ workbench }) {
    await showGibbonView(workbench);
    await workbench.treeRow(AUTOENCODER).first().hover();
    await workbench.page.locator('.monaco-hover.workbench-hover:visible').first().waitFor();
  },
});
