/** The Gibbon view and its menus, as a hand with a mouse finds them. */
import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench';

const PATIENCE_MS = 3000;
/** A trainer writes a checkpoint before it stops; an extension host that follows it answers late. */
const OBEYED_WITHIN_MS = 10_000;
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
  await untilItWorks(workbench, async () => {
    await workbench.treeRow(row).first().click({ button: 'right', timeout: PATIENCE_MS });
    await menuItem(workbench, awaited).first().waitFor({ timeout: PATIENCE_MS });
  });
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

/** Chooses an entry of a row's menu that asks for a text, and gives it. @param prompt words of the question */
export async function answerFromMenu(
  workbench: Workbench,
  row: string | RegExp,
  { entry, prompt, answer }: { readonly entry: string; readonly prompt: string; readonly answer: string },
): Promise<void> {
  const box = workbench.page.locator('.quick-input-widget:visible', { hasText: prompt });
  await untilItWorks(workbench, async () => {
    await openMenu(workbench, row);
    await chooseFromMenu(workbench, entry);
    // A box that does not ask yet does not hear yet, either.
    await box.waitFor({ timeout: PATIENCE_MS });
    await box.locator('input').first().fill(answer, { timeout: PATIENCE_MS });
    await box.locator('input').first().press('Enter', { timeout: PATIENCE_MS });
    await box.waitFor({ state: 'detached', timeout: OBEYED_WITHIN_MS });
  });
}

/** Presses a button of a row until it has gone: a row that is drawn anew under a click takes none. */
export async function pressInRow(workbench: Workbench, row: string | RegExp, name: string): Promise<void> {
  const button = workbench.treeRow(row).first().getByRole('button', { name });
  await untilItWorks(workbench, async () => {
    await workbench.treeRow(row).first().hover({ timeout: PATIENCE_MS });
    await button.click({ timeout: PATIENCE_MS });
    await button.waitFor({ state: 'detached', timeout: OBEYED_WITHIN_MS });
  });
}

/** Does again what came to nothing, as a person would; what is still open from before is closed first. */
async function untilItWorks(workbench: Workbench, act: () => Promise<void>): Promise<void> {
  const opened = workbench.page.locator('.monaco-menu, .quick-input-widget:visible');
  for (let attempts = 1; ; attempts++) {
    try {
      return await act();
    } catch (error) {
      if (attempts === MOST_ATTEMPTS) throw error;
      // In a tree, Escape would take the selection away.
      if (await opened.first().isVisible()) await workbench.page.keyboard.press('Escape');
    }
  }
}
