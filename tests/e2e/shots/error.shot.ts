/** A mistake that stops a training before its first step: a notification with a way to the line. */
import { MISTAKEN } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'error',
  title: 'A notification: the experiment can not be trained',
  async show({ workbench, words }) {
    await workbench.openFile(`${MISTAKEN}.gibbon.ts`);
    await workbench.command(words.command('train'));
    await workbench.page.locator('.notification-list-item:visible').first().waitFor();
    await workbench.page.locator('.notification-list-item:visible').first().hover();
  },
  hide: ({ workbench }) => workbench.command('Notifications: Clear All Notifications'),
});
