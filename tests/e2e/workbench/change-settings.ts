/** Changes the settings of a window that is open. VS Code watches their file, so that a change takes its time to arrive. */
import { writeSettings } from '../../../scripts/lib/code-server.mjs';
import { testSettings } from './test-server';
import type { Workbench } from './workbench';

const LOOKS = 40;

/**
 * Returns when Gibbon reads the new settings. The file of those that are the machine's arrives by itself: in it, and only
 * there, is a quota of runs, too, which Gibbon shows when it is asked to change it.
 * @throws Error when they do not arrive
 */
export async function changeSettings(workbench: Workbench, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const quota = (Number(await shownQuota(workbench)) + 1).toString();
  writeSettings(workbench.places.profile, testSettings(settings), ['User']);
  writeSettings(workbench.places.profile, testSettings({ ...settings, 'gibbon.runQuota': Number(quota) }), ['Machine']);
  for (let looks = 0; looks < LOOKS; looks++) if ((await shownQuota(workbench)) === quota) return;
  throw new Error('The changed settings did not arrive.');
}

/** What stands in the box that asks for the quota, in GB. */
async function shownQuota(workbench: Workbench): Promise<string> {
  await workbench.command('Gibbon: Set Disk Quota of Runs…');
  const box = workbench.page.locator('.quick-input-widget:visible', { hasText: 'Gigabytes' }).locator('input').first();
  const quota = await box.inputValue();
  await box.press('Escape');
  return quota;
}
