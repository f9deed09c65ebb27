/** A window that is gone for good: its training is saved and ends after the lease, and the next window finds it paused. */
import assert from 'node:assert/strict';
import { extensionHosts, trainersOf } from '../workbench/processes';
import {
  isAlive,
  killNow,
  newestRun,
  panelButton,
  statusSays,
  trainInWindow,
  until,
  writeLongExperiment,
} from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';

export default uiTests(
  'Lease of a trainer',
  { file: 'tiny-gan.gibbon.ts', settings: { 'gibbon.detachedMinutes': 0 } },
  {
    'with no host for the lease there is a checkpoint and a clean end': async (workbench) => {
      await trainInWindow(workbench, writeLongExperiment(workbench, 'left'));
      await statusSays(workbench, /training/);
      const trainer = newestRun(workbench, 'left').manifest.process?.pid ?? 0;
      assert.ok(isAlive(trainer), 'no trainer lives');
      // A window that goes may take its host with it, in order; whatever is left of hosts is killed.
      await workbench.page.goto('about:blank');
      const hosts = () => extensionHosts(workbench.places.serverGroup);
      for (const { pid } of hosts()) killNow(pid);
      await until('the end of every host', () => hosts().length === 0);
      await until('the end of the trainer', () => !isAlive(trainer));
      assert.deepEqual(trainersOf(workbench.places.workspace), []);
      const { end, process: writer } = newestRun(workbench, 'left').manifest;
      assert.equal(writer, null);
      assert.equal(end?.state, 'paused');
      assert.match(end?.stateSha256 ?? '', /^[0-9a-f]{64}$/);
    },
    'the next window shows it as paused, and goes on with it': async (workbench) => {
      const stoppedAt = newestRun(workbench, 'left').manifest.end?.step ?? 0;
      await workbench.open(workbench.places.url);
      if ((await workbench.page.locator('iframe.webview').count()) === 0) {
        await workbench.command('Gibbon: Open Run…');
        await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'left' }).first().click();
      }
      await statusSays(workbench, /paused/i);
      await panelButton(workbench, 'Resume').click();
      await statusSays(workbench, /training/);
      const { segments } = newestRun(workbench, 'left').manifest;
      assert.equal(segments.length, 2);
      assert.equal(segments[1]?.fromStep, stoppedAt);
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
    },
  },
);
