/** Gibbon's settings in the settings editor. */
import { surface } from '../gallery/surface';

export default surface({
  name: 'settings',
  title: "Gibbon's settings",
  async show({ workbench }) {
    await workbench.command('Preferences: Open Settings (UI)');
    const editor = workbench.page.locator('.settings-editor');
    await editor.waitFor();
    await workbench.page.keyboard.type('@ext:gibbon.gibbon');
    // A click beside the search closes its suggestions, which lie over the tabs.
    await editor.locator('.setting-item-label').first().click();
    // Most are the machine's, and on a server that is the other end.
    await editor.getByRole('tab', { name: /^Remote/ }).click();
    await editor.locator('.setting-item-contents').nth(3).waitFor();
  },
});
