/** The data of the lecture's GAN beside its source: classes, means, samples, values. */
import { GAN } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'data-preview',
  title: 'A data set before anything runs: its classes, its samples and its values',
  async show({ workbench, words }) {
    await workbench.openFile(`${GAN}.gibbon.ts`);
    await workbench.codeLens(words.said('Preview data')).click();
    await workbench
      .webview()
      .getByRole('heading', { name: words.said('Values') })
      .waitFor();
  },
});
