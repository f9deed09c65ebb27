/** The walkthrough at its first step. */
import { surface } from '../gallery/surface';

export default surface({
  name: 'walkthrough',
  title: 'The walkthrough',
  async show({ workbench, words }) {
    await workbench.command('Welcome: Open Walkthrough');
    const title = words.contributed('walkthrough.title');
    const picker = workbench.page.locator('.quick-input-widget:visible');
    await picker.locator('.monaco-list-row').filter({ hasText: title }).first().click();
    const steps = workbench.page.locator('.gettingStartedContainer');
    await steps.getByText(words.contributed('walkthrough.train.title')).first().click();
    await workbench.webview().locator('svg').first().waitFor();
  },
});
