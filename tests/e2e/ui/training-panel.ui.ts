/** The main job as a person does it: train from the palette, watch, move the playhead, go to the source, pause, stop. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const status = (workbench: Workbench) => workbench.webview().locator('.header .status');
const statusSays = (workbench: Workbench, words: RegExp) => status(workbench).filter({ hasText: words }).waitFor();
const button = (workbench: Workbench, name: string) => workbench.webview().getByRole('button', { name, exact: true });
const playhead = (workbench: Workbench) => workbench.webview().locator('.playhead-layer');

/** What the canvas of a track shows: how many different colours, a blank one having one or two. */
const coloursOf = (workbench: Workbench, track: string): Promise<number> =>
  workbench
    .webview()
    .locator(`[data-track="${track}"] canvas`)
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const colours = new Set<number>();
      for (let i = 0; i < data.length; i += 4) colours.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
      return colours.size;
    });

export default uiTests(
  'Training panel',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'the palette command trains the open experiment, and the panel shows it to the end': async (workbench) => {
      await workbench.activeTab('tiny-gan.gibbon.ts').waitFor();
      await workbench.command('Gibbon: Train Experiment');
      await workbench.tab('tiny-gan').nth(1).waitFor();
      await statusSays(workbench, /finished.*step 40/i);
      await statusSays(workbench, /glyphs/i);
    },
    'losses, beliefs and samples are drawn': async (workbench) => {
      for (const track of ['loss', 'beliefs', 'samples']) {
        const colours = await coloursOf(workbench, track);
        assert.ok(colours > 10, `${track} has ${colours} colours`);
      }
      await workbench.screenshot('training-panel-glyphs');
    },
    'the playhead moves by keys, to the first step and back': async (workbench) => {
      await playhead(workbench).focus();
      await workbench.page.keyboard.press('Home');
      await workbench
        .webview()
        .locator('.pane-title')
        .filter({ hasText: /step 0/ })
        .waitFor();
      await workbench.page.keyboard.press('ArrowRight');
      await workbench
        .webview()
        .locator('.pane-title')
        .filter({ hasText: /step [1-9]/ })
        .waitFor();
      await workbench.page.keyboard.press('End');
      await workbench
        .webview()
        .locator('.pane-title')
        .filter({ hasText: /step 40/ })
        .waitFor();
    },
    'a click on a source link goes to the line': async (workbench) => {
      await workbench.webview().locator('[data-track="loss"] .link').first().click();
      await workbench.statusBarItem(/Ln 22/).waitFor();
    },
    'a longer run is paused, resumed and stopped by its buttons': async (workbench) => {
      const source = readFileSync(path.join(workbench.places.workspace, 'tiny-gan.gibbon.ts'), 'utf8');
      writeFileSync(
        path.join(workbench.places.workspace, 'long.gibbon.ts'),
        source.replace('epochs: 2', 'epochs: 100000'),
      );
      await workbench.closeAllEditors();
      await workbench.openFile('long.gibbon.ts');
      await workbench.command('Gibbon: Train Experiment');
      await statusSays(workbench, /training/);
      await button(workbench, 'Pause').click();
      await statusSays(workbench, /paused/i);
      await button(workbench, 'Resume').click();
      await statusSays(workbench, /training/);
    },
    'the panel comes back after a reload of the window, and follows the run on': async (workbench) => {
      await workbench.reload();
      await statusSays(workbench, /training/);
      await button(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
    },
    'a mistake in an experiment is told with a way to its line': async (workbench) => {
      const source = readFileSync(path.join(workbench.places.workspace, 'tiny-gan.gibbon.ts'), 'utf8');
      writeFileSync(
        path.join(workbench.places.workspace, 'broken.gibbon.ts'),
        source.replace('units: 28 * 28', 'units: 27 * 28'),
      );
      await workbench.closeAllEditors();
      await workbench.openFile('broken.gibbon.ts');
      await workbench.command('Gibbon: Train Experiment');
      await workbench.expectNotification(/expected 784 numbers for its target shape/);
    },
    'a recorded run is opened from the palette': async (workbench) => {
      await workbench.closeAllEditors();
      await workbench.command('Gibbon: Open Run…');
      await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'tiny-gan' }).first().click();
      await statusSays(workbench, /finished/i);
    },
  },
);
