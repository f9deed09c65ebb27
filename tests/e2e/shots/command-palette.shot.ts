/** All of Gibbon's commands in the palette. */
import type { Locator } from 'playwright-core';
import { pickerRow } from '../gallery/hands';
import { surface } from '../gallery/surface';

const SOON_MS = 2000;
const MOST_ATTEMPTS = 8;

const isThereSoon = (row: Locator): Promise<boolean> =>
  row.waitFor({ timeout: SOON_MS }).then(
    () => true,
    () => false,
  );

export default surface({
  name: 'command-palette',
  title: "Gibbon's commands in the palette",
  redrawn: true,
  async show(stage) {
    const { page } = stage.workbench;
    // Any of them: the list has only those rows in the page that can be seen.
    const row = pickerRow(stage, 'Gibbon: ');
    // The list is made when the text is typed: in a window that has just opened, before the extensions are known.
    for (let attempts = 1; attempts <= MOST_ATTEMPTS; attempts++) {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget:visible input').first().fill('>Gibbon:');
      if (await isThereSoon(row)) return;
      await page.keyboard.press('Escape');
    }
    throw new Error('The palette does not list the commands of Gibbon.');
  },
});
