/** What a training survives: its extension host killed, another window on it, and no window at all until its lease is over. */
import assert from 'node:assert/strict';
import { changeSettings } from '../workbench/change-settings';
import { extensionHosts, trainersOf } from '../workbench/processes';
import {
  isAlive,
  killNow,
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

/** Who trains runs of an experiment: a trainer that another test has left behind is none of them. */
const writersOf = (workbench: Workbench, name: string) =>
  trainersOf(workbench.places.workspace).filter(({ command }) => command.includes(name));

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
  {},
  {
    'kill -9 of the extension host: no step is lost, and the panel is live again': async (workbench) => {
      await trainInWindow(workbench, writeLongExperiment(workbench, 'survivor'));
      await statusSays(workbench, /training/);
      const { manifest, folder } = newestRun(workbench, 'survivor');
      const trainer = manifest.process?.pid ?? 0;
      const [host] = extensionHosts(workbench.places.serverGroup);
      assert.ok(host, 'no extension host was found');
      process.kill(host.pid, 'SIGKILL');
      const killedAt = performance.now();
      await until('the end of the host', () => !isAlive(host.pid));
      const atKill = await recordedSteps(folder);
      await until('a panel that is live again', async () => (await shownStep(workbench)) > atKill.last);
      console.log(`  the panel was live again ${Math.round(performance.now() - killedAt)} ms after the kill`);
      // The experiment and one panel: the dead one is closed.
      await workbench.tab('survivor').nth(2).waitFor({ state: 'detached' });
      await workbench.tab('survivor').nth(1).waitFor();
      assert.ok(isAlive(trainer), 'the trainer has ended');
      assert.equal(newestRun(workbench, 'survivor').manifest.process?.pid, trainer);
      const after = await recordedSteps(folder);
      assert.ok(after.last > atKill.last, `no step was trained after the kill: ${atKill.last}, ${after.last}`);
      assert.equal(after.gaps, 0, 'steps are missing from the record');
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
      await second.choose('shared');
      await statusSays(second, /training/);
      await until('a writer', () => writersOf(workbench, 'shared').length === 1);
      for (const window of [second, workbench]) {
        await window.page.bringToFront();
        const step = await shownStep(window);
        await until('a later step', async () => (await shownStep(window)) > step);
      }
      await page.bringToFront();
      await panelButton(second, 'Pause').click();
      await statusSays(second, /paused/i);
      await workbench.page.bringToFront();
      await statusSays(workbench, /paused/i);
      assert.equal(await shownStep(workbench), await shownStep(second));
      await panelButton(workbench, 'Resume').click();
      await statusSays(workbench, /training/);
      await page.bringToFront();
      await statusSays(second, /training/);
      assert.equal(writersOf(workbench, 'shared').length, 1);
      await panelButton(second, 'Stop').click();
      await statusSays(second, /stopped/i);
      await until('no trainer', () => writersOf(workbench, 'shared').length === 0);

      // Both resume it in the same moment: one of them trains it, and the other is told, and watches.
      await workbench.page.bringToFront();
      await statusSays(workbench, /stopped/i);
      await Promise.all([panelButton(workbench, 'Resume').click(), panelButton(second, 'Resume').click()]);
      await Promise.all([statusSays(workbench, /training/), statusSays(second, /training/)]);
      await until('one writer', () => writersOf(workbench, 'shared').length === 1);
      assert.equal(newestRun(workbench, 'shared').manifest.segments.length, 2);
      await page.close();
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
      await until('no trainer', () => writersOf(workbench, 'shared').length === 0);
    },
    'with no host for the lease there is a checkpoint and a clean end': async (workbench) => {
      await changeSettings(workbench, { 'gibbon.detachedMinutes': 0 });
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
      // How much VS Code had written down of the window that is gone is its own affair.
      await workbench.closeAllEditors();
      await workbench.command('Gibbon: Open Run…');
      await workbench.choose('left');
      await statusSays(workbench, /paused/i);
      await panelButton(workbench, 'Resume').click();
      await statusSays(workbench, /training/);
      const { segments } = newestRun(workbench, 'left').manifest;
      assert.equal(segments.length, 2);
      assert.equal(segments[1]?.fromStep, stoppedAt);
      await panelButton(workbench, 'Stop').click();
      await statusSays(workbench, /stopped/i);
      await changeSettings(workbench, {});
    },
  },
);
