/**
 * The main job as a person does it: train from the palette, watch, move the playhead, go to the source, pause, stop. And
 * what the panel may do meanwhile, and what Gibbon opens to the outside: its policy is never broken, and nothing listens on TCP.
 */
import assert from 'node:assert/strict';
import { extensionHosts, familyOf, tcpListeners, trainersOf } from '../workbench/processes';
import {
  openRun,
  panelButton,
  statusSays,
  trainInWindow,
  writeExperiment,
  writeLongExperiment,
} from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import type { Workbench } from '../workbench/workbench';

const playhead = (workbench: Workbench) => workbench.webview().locator('.playhead-layer');
const paneSays = (workbench: Workbench, words: RegExp) =>
  workbench.webview().locator('.pane-title').filter({ hasText: words }).waitFor();

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
      await workbench.command('Gibbon: Train Experiment');
      await workbench.tab('tiny-gan').nth(1).waitFor();
      await statusSays(workbench, /finished.*step 40/i);
      await statusSays(workbench, /glyphs/i);
      for (const track of ['loss', 'beliefs', 'samples']) {
        const colours = await coloursOf(workbench, track);
        assert.ok(colours > 10, `${track} has ${colours} colours`);
      }
    },
    'the playhead moves by keys, and a source link goes to its line': async (workbench) => {
      await playhead(workbench).focus();
      await workbench.page.keyboard.press('Home');
      await paneSays(workbench, /step 0/);
      await workbench.page.keyboard.press('End');
      await paneSays(workbench, /step 40/);
      await workbench.webview().locator('[data-track="loss"] .link').first().click();
      await workbench.statusBarItem(/Ln 22/).waitFor();
    },
    'a longer run is paused and resumed by its buttons, and the panel never breaks its policy': async (workbench) => {
      const violations: string[] = [];
      workbench.page.on('console', (message) => {
        if (/content security policy/i.test(message.text()))
          violations.push(`${message.text()} (${message.location().url}:${message.location().lineNumber})`);
      });
      await trainInWindow(workbench, writeLongExperiment(workbench, 'long'));
      await statusSays(workbench, /training/);
      await playhead(workbench).focus();
      await workbench.page.keyboard.press('Home');
      await workbench.page.keyboard.press('t');
      await panelButton(workbench, 'Pause').click();
      await statusSays(workbench, /paused/i);
      await panelButton(workbench, 'Resume').click();
      await statusSays(workbench, /training/);
      // Other webviews have policies of their own; ours is the one that allows no connection and one nonce.
      const meta = workbench.webview().locator('meta[http-equiv="Content-Security-Policy"]');
      const policy = (await meta.getAttribute('content')) ?? '';
      assert.match(policy, /^default-src 'none'; script-src 'nonce-[^']+'; style-src /);
      assert.doesNotMatch(policy, /unsafe/);
      assert.deepEqual(violations, []);
    },
    'nothing listens on TCP while it trains': async (workbench) => {
      const hosts = extensionHosts(workbench.places.serverGroup).flatMap(({ pid }) => familyOf(pid));
      const trainers = trainersOf(workbench.places.workspace);
      assert.ok(hosts.length > 0 && trainers.length > 0, 'a host and a trainer run');
      const looked = [...hosts, ...trainers].map(({ pid, command }) => ({ command, listeners: tcpListeners(pid) }));
      assert.deepEqual(
        looked.filter(({ listeners }) => listeners.length > 0),
        [],
      );
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
    },
    'a mistake in an experiment is told with a way to its line': async (workbench) => {
      const mistaken = (source: string) => source.replace('units: 28 * 28', 'units: 27 * 28');
      await trainInWindow(workbench, writeExperiment(workbench, 'broken', mistaken));
      await workbench.expectNotification(/expected 784 numbers for its target shape/);
    },
    'a recorded run is opened from the palette': async (workbench) => {
      await workbench.closeAllEditors();
      await openRun(workbench, 'tiny-gan');
    },
  },
);
