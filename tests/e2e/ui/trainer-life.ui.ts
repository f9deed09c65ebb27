/** What a training survives: its extension host killed, another window on it, a host that never comes back. */
import assert from 'node:assert/strict';
import { extensionHosts, trainersOf } from '../workbench/processes';
import {
  isAlive,
  newestRun,
  panelButton,
  shownStep,
  statusSays,
  trainInWindow,
  until,
  writeLongExperiment,
} from '../workbench/training-runs';
import { uiTests } from '../workbench/ui-tests';
import { Workbench } from '../workbench/workbench';
import { RunReader } from '../../../src/store/run-reader';

/** Measured from the kill to a panel that shows steps which were trained after it. */
const LIVE_AGAIN_WITHIN_MS = 5000;

/** Steps that a run has recorded, every one of them: a lost step would be a gap. */
async function recordedSteps(runFolder: string): Promise<{ last: number; gaps: number }> {
  const opened = RunReader.open(runFolder);
  if (!opened.ok) throw new Error(opened.problem.message);
  await opened.value.refreshAsync();
  const steps = opened.value.steps('dLoss');
  opened.value.dispose();
  const last = steps.at(-1) ?? 0;
  const gaps = steps.slice(1).filter((step, index) => step !== (steps[index] ?? 0) + 1).length;
  return { last, gaps };
}

export default uiTests(
  'Life of a trainer',
  { file: 'tiny-gan.gibbon.ts' },
  {
    'kill -9 of the extension host: no step is lost, and the panel is live again within 5 s': async (workbench) => {
      await trainInWindow(workbench, writeLongExperiment(workbench, 'survivor'));
      await statusSays(workbench, /training/);
      const { manifest, folder } = newestRun(workbench, 'survivor');
      const trainer = manifest.process?.pid ?? 0;
      const [host] = extensionHosts(workbench.places.serverGroup);
      assert.ok(host, 'no extension host was found');
      const before = await recordedSteps(folder);
      process.kill(host.pid, 'SIGKILL');
      const killedAt = performance.now();
      await until('the end of the host', () => !isAlive(host.pid));
      const atKill = await recordedSteps(folder);
      await until('another host', () => extensionHosts(workbench.places.serverGroup).length > 0, 30_000);
      console.log(`  another host was there ${Math.round(performance.now() - killedAt)} ms after the kill`);
      for (let looks = 0; looks < 100 && !((await shownStep(workbench)) > atKill.last); looks++)
        await workbench.page.waitForTimeout(50);
      const liveAfterMs = performance.now() - killedAt;
      console.log(`  the panel was live again ${Math.round(liveAfterMs)} ms after the kill`);
      await workbench.screenshot('life-host-killed');
      assert.ok(isAlive(trainer), 'the trainer has ended');
      assert.equal(newestRun(workbench, 'survivor').manifest.process?.pid, trainer);
      const after = await recordedSteps(folder);
      assert.ok(after.last > before.last, `no step was trained after the kill: ${before.last}, ${after.last}`);
      assert.equal(after.gaps, 0, 'steps are missing from the record');
      assert.ok(liveAfterMs <= LIVE_AGAIN_WITHIN_MS, `the panel was live after ${Math.round(liveAfterMs)} ms only`);
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
      await until('the end of the trainer', () => !isAlive(trainer));
    },
    'two windows on one run are both live, obey to both, and have one writer': async (workbench) => {
      await trainInWindow(workbench, writeLongExperiment(workbench, 'shared'));
      await statusSays(workbench, /training/);
      const page = await workbench.page.context().newPage();
      const second = new Workbench(page, workbench.places);
      await second.open(workbench.places.url);
      await second.command('Gibbon: Open Run…');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'shared' }).first().click();
      await statusSays(second, /training/);
      const [inFirst, inSecond] = [await shownStep(workbench), await shownStep(second)];
      await until('a writer', () => trainersOf(workbench.places.workspace).length === 1);
      await second.screenshot('life-two-windows');
      await panelButton(second, 'Pause').click();
      await statusSays(second, /paused/i);
      await workbench.page.bringToFront();
      await statusSays(workbench, /paused/i);
      assert.ok((await shownStep(workbench)) > inFirst && (await shownStep(second)) > inSecond);
      assert.equal(await shownStep(workbench), await shownStep(second));
      await panelButton(workbench, 'Resume').click();
      await statusSays(workbench, /training/);
      await page.bringToFront();
      await statusSays(second, /training/);
      assert.equal(trainersOf(workbench.places.workspace).length, 1);
      await page.close();
      await workbench.page.bringToFront();
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
      await until('no trainer', () => trainersOf(workbench.places.workspace).length === 0);
    },
  },
);
