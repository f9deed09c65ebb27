/** The first thing a user does: open an experiment and find Gibbon's commands in the palette. */
import { uiTests } from '../workbench/ui-tests';

export default uiTests(
  'Command palette',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'the experiment is open': async (workbench) => {
      await workbench.activeTab('tiny-gan.gibbon.ts').waitFor();
    },
    'typing "Gibbon" lists the command that trains': async ({ page }) => {
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget:visible input').first().fill('>Gibbon');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Gibbon: Train Experiment' }).waitFor();
      await page.keyboard.press('Escape');
    },
  },
);
