/** The Gibbon view and its menus, as a hand with a mouse finds them. */
import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench';

const PATIENCE_MS = 2000;
const MOST_ATTEMPTS = 5;

/** Clicks its icon in the activity bar, unless it is in sight already: a second click would hide it. */
export async function showGibbonView(workbench: Workbench): Promise<void> {
  const icon = workbench.page.locator('.activitybar .action-item', { has: workbench.page.getByLabel(/^Gibbon/) });
  if (!(await icon.getAttribute('class'))?.includes('checked')) await icon.click();
}

export const menuItem = (workbench: Workbench, name: string): Locator =>
  workbench.page.locator('.monaco-menu .action-item').filter({ hasText: name });

/** Opens the menu of a row. @param awaited an entry of it */
export async function openMenu(workbench: Workbench, row: string | RegExp, awaited = 'Reveal Run'): Promise<void> {
  for (let attempts = 1; ; attempts++) {
    await workbench.treeRow(row).first().click({ button: 'right' });
    try {
      return await menuItem(workbench, awaited).first().waitFor({ timeout: PATIENCE_MS });
    } catch (error) {
      if (attempts === MOST_ATTEMPTS) throw error;
    }
  }
}

/** A menu that has just opened takes no click yet, lest it was meant for what lay under it. */
export async function chooseFromMenu(workbench: Workbench, name: string): Promise<void> {
  for (let attempts = 1; ; attempts++) {
    await menuItem(workbench, name).click();
    try {
      return await menuItem(workbench, name).waitFor({ state: 'detached', timeout: PATIENCE_MS });
    } catch (error) {
      if (attempts === MOST_ATTEMPTS) throw error;
    }
  }
}
