/** For looking. */
import os from 'node:os';
import { afterAll, beforeAll, test } from 'vitest';
import { InspectedRun, InspectedRuns } from './inspected-run';
import { PanelBrowser } from './panel-page';
import { settled } from './waiting';
const runs = new InspectedRuns();
let browser: PanelBrowser;
beforeAll(async () => { browser = await PanelBrowser.start('confidence'); });
afterAll(async () => { await browser.close(); runs.dispose(); });
const THEMES = (process.env.THEMES ?? 'dark').split(',') as 'dark'[];
const NAMES = (process.env.NAMES ?? 'healthy,won,ring').split(',');
const ALL: Record<string, string> = { healthy: '/tmp/cruns-look-healthy', won: '/tmp/cruns-look-won', ring: '/tmp/cruns-look-ring', grid: '/tmp/cruns-grid-b' };
import { readdirSync } from 'node:fs';
import path from 'node:path';
test.each(NAMES.flatMap((name) => THEMES.map((theme) => [name, theme] as const)))('%s %s', async (name, theme) => {
  const folder = ALL[name]!;
  const run = new InspectedRun(path.join(folder, readdirSync(folder)[0]!), `${os.homedir()}/.cache/gibbon`);
  const panel = await browser.open<never, never>('confidence', { width: Number(process.env.W ?? 1360), height: Number(process.env.H ?? 860), theme, answer: (request) => run.answer(request) });
  await panel.page.locator(name === 'ring' || name === 'grid' ? '.modes li' : '.side .field canvas').first().waitFor();
  if (name !== 'ring' && name !== 'grid') await panel.page.locator('.side .twins canvas').first().waitFor();
  await settled(panel);
  if (process.env.KEYS) for (const key of process.env.KEYS.split(' ')) { await panel.page.keyboard.press(key); await settled(panel); }
  if (process.env.HOVER) { await panel.page.locator('.side .field canvas').hover({ position: { x: 60, y: 60 } }); await settled(panel); await panel.page.waitForTimeout(500); }
  await panel.page.screenshot({ path: `out/shots/look-${name}-${theme}.png`, fullPage: process.env.FULL === '1' });
  run.dispose();
});
