/** A mistake in building a model, at the user's line and among the Problems. */
import { MISTAKEN } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'problems',
  title: 'A mistake in a model is a Problem at its line',
  async show({ workbench }) {
    await workbench.openFile(`${MISTAKEN}.gibbon.ts`);
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await workbench.command('Problems: Focus on Problems View');
    await workbench.page.locator('.markers-panel .monaco-list-row').nth(1).waitFor();
  },
  hide: ({ workbench }) => workbench.command('View: Hide Panel'),
});
