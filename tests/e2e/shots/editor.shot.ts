/** The lecture's GAN in the editor before anything runs: lenses over the models, shapes at the layers' lines. */
import { GAN } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'editor',
  title: 'An experiment in the editor: lenses and shapes before anything runs',
  async show({ workbench, words }) {
    await workbench.openFile(`${GAN}.gibbon.ts`);
    await workbench.codeLens(words.said('▶ Train')).waitFor();
    await workbench.page
      .locator('.view-line span')
      .filter({ hasText: /→\s28\s×\s28\s×\s1/ })
      .first()
      .waitFor();
  },
});
