import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'vitest';
import type { LatentPanelEvent, LatentPanelRequest } from '../../src/protocol/latent-panel-messages';
import { InspectedRun } from './inspected-run';
import { PanelBrowser } from './panel-page';

test('look', async () => {
  mkdirSync('out/shots', { recursive: true });
  const runs = process.env.LOOK ?? '/tmp/r/.gibbon/results/stacked-43';
  const name = path.basename(runs);
  const run = new InspectedRun(path.join(runs, readdirSync(runs)[0]!));
  const browser = await PanelBrowser.start('latent');
  const [width = 1360, height = 860] = (process.env.SIZE ?? '1360x860').split('x').map(Number);
  const panel = await browser.open<LatentPanelRequest, LatentPanelEvent>('latent', {
    theme: (process.env.THEME ?? 'dark') as 'dark', width, height,
    answer: (request) => run.answer(request),
  });
  run.onEvent((event) => panel.send(event as LatentPanelEvent));
  const { page } = panel;
  const t0 = Date.now();
  await page.locator('.trust:not([hidden])').waitFor({ timeout: 60000 });
  console.log('first map after', Date.now() - t0);
  await page.waitForTimeout(600);
  await page.screenshot({ path: `out/shots/look-${name}-1.png` });
  const map = page.locator('.map').first();
  const box = (await map.boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.5);
  await page.waitForTimeout(600);
  await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.5);
  await page.waitForTimeout(300);
  await page.keyboard.press('a');
  await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.4);
  await page.mouse.click(box.x + box.width * 0.7, box.y + box.height * 0.4);
  await page.waitForTimeout(300);
  await page.keyboard.press('b');
  await page.mouse.click(box.x + box.width * 0.5, box.y + box.height * 0.7);
  await page.waitForTimeout(300);
  await page.keyboard.press('c');
  await page.waitForTimeout(900);
  await page.screenshot({ path: `out/shots/look-${name}-2.png` });
  await page.keyboard.down('Shift');
  await page.mouse.move(box.x + 300, box.y + 200);
  await page.mouse.down();
  for (const [x, y] of [[400, 180], [450, 300], [350, 340], [290, 260]] as const) await page.mouse.move(box.x + x, box.y + y);
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await page.waitForTimeout(700);
  await page.screenshot({ path: `out/shots/look-${name}-3.png` });
  await page.keyboard.press('Escape');
  await page.mouse.move(box.x + box.width * 0.45, box.y + box.height * 0.5);
  for (let i = 0; i < 14; i++) { await page.mouse.wheel(0, -240); await page.waitForTimeout(60); }
  await page.waitForTimeout(1200);
  await page.screenshot({ path: `out/shots/look-${name}-4.png` });
  await page.keyboard.press('0');
  if (process.env.UMAP) {
    await page.getByRole('radio', { name: 'UMAP' }).click();
    const t1 = Date.now();
    await page.waitForTimeout(6000);
    await page.screenshot({ path: `out/shots/look-${name}-5.png` });
    await page.locator('.doing[hidden]').waitFor({ state: 'attached', timeout: 60000 });
    console.log('umap', Date.now() - t1);
    await page.waitForTimeout(800);
    await page.screenshot({ path: `out/shots/look-${name}-6.png` });
  }
  console.log(panel.complaints, panel.requests.length);
  await panel.close();
  await browser.close();
  run.dispose();
});
