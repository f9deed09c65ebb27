/** Takes the pictures of one surface, one a theme, each once it has come to rest. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { pictureFile } from './page';
import type { Stage, Surface } from './surface';
import { THEMES, wearTheme } from './themes';

const MOST_LOOKS = 12;
/** Long enough for a hover, a fade or a panel's next frame to begin. */
const BETWEEN_LOOKS_MS = 120;

/** @returns how many were taken @throws Error when the surface could not be brought into sight */
export async function takePictures(surface: Surface, stage: Stage, gallery: string): Promise<number> {
  const { workbench, words, runs } = stage;
  const settings = surface.untrusted ? { 'security.workspace.trust.enabled': true } : {};
  const known = runs.ids();
  try {
    await comeToRest(workbench.page);
    if (!surface.redrawn) await surface.show(stage);
    for (const theme of THEMES) {
      await wearTheme(workbench, theme, settings);
      if (surface.redrawn) await surface.show(stage);
      const file = path.join(gallery, pictureFile(surface, theme, words.language));
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, await look(workbench.page, surface.moving ?? false));
      if (!surface.redrawn) continue;
      await workbench.page.keyboard.press('Escape');
      await comeToRest(workbench.page);
    }
  } finally {
    await surface.hide?.(stage);
    await workbench.page.keyboard.press('Escape');
    await workbench.command('View: Close All Editors');
    await runs.removeAllBut(known);
    await comeToRest(workbench.page);
  }
  return THEMES.length;
}

/** Takes the mouse from whatever it hovers over, and waits until the last picker has faded. */
async function comeToRest(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.locator('.quick-input-widget:visible').waitFor({ state: 'detached' });
}

/** What never rests is taken after one moment; anything else when two looks are the same. */
async function look(page: Page, moving: boolean): Promise<Buffer> {
  let seen = await page.screenshot();
  for (let looks = 1; looks < MOST_LOOKS; looks++) {
    await page.waitForTimeout(BETWEEN_LOOKS_MS);
    const again = await page.screenshot();
    if (moving || again.equals(seen)) return again;
    seen = again;
  }
  return seen;
}
