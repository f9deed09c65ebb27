/** A convolutional autoencoder's source with the feature maps of its newest run, those of one layer large. */
import { CONV_AUTOENCODER } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';
import { preview } from '../workbench/inline-previews';

const LAYER = /tf\.layers\.conv2d\(\{ \.\.\.conv, filters: 32/;

export default surface({
  name: 'feature-maps',
  title: 'Feature maps at the lines of the convolutions, and large in a hover',
  redrawn: true,
  async show({ workbench }) {
    await workbench.openFile(`${CONV_AUTOENCODER}.gibbon.ts`);
    await preview(workbench, { line: LAYER, picture: /<image (?:.*<use ){8}/ });
    await workbench.page.locator('.view-line', { hasText: 'filters: 32 }' }).locator('span').last().click();
    await workbench.page.keyboard.press('Home');
    await workbench.command('Show or Focus Hover');
    await workbench.page.locator('.monaco-hover:visible img[src^="data:image/svg"]').first().waitFor();
  },
});
