/** Training in a workspace that is not trusted is refused with a sentence. */
import { GAN } from '../gallery/recorded-runs';
import { surface } from '../gallery/surface';

export default surface({
  name: 'untrusted-train',
  title: 'Training refused in a workspace that is not trusted',
  untrusted: true,
  async show({ workbench, words }) {
    await workbench.openFile(`${GAN}.gibbon.ts`);
    await workbench.command(words.command('train'));
    // Under the mouse it is shown in full.
    await workbench.page.locator('.notification-list-item:visible').first().hover();
  },
  hide: ({ workbench }) => workbench.command('Notifications: Clear All Notifications'),
});
