/**
 * What a live view costs the trainer: its processor time a step while a window shows the run, while the panel is behind
 * another editor, and while no panel is open; by turns, in one training of the example's GAN in a real VS Code.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ChildGroups } from '../../scripts/lib/child-groups.mjs';
import { ROOT } from '../../scripts/lib/places.mjs';
import { packageExtension } from '../../scripts/package.mjs';
import { RunReader } from '../../src/store/run-reader';
import { copyWorkspace } from '../e2e/workbench/temporary-workspace';
import { startTestServer } from '../e2e/workbench/test-server';
import {
  killNow,
  newestRun,
  panelButton,
  statusSays,
  trainInWindow,
  until,
  writeExperiment,
} from '../e2e/workbench/training-runs';
import { bench } from './bench';
import { openWindow } from './open-window';
import { formatSpread, medianOf, type Spread, spreadOf } from './spread';

const ROUNDS = 5;
const MEASURED_MS = 6000;
/** Until what was just opened or closed has settled. */
const SETTLING_MS = 2000;
/** Linux counts a process' time in hundredths of a second, whatever the machine. */
const MS_PER_TICK = 10;
const NAME = 'watched-gan';

type View = 'shown' | 'hidden' | 'closed';
const views: readonly View[] = ['shown', 'hidden', 'closed'];

interface LiveView {
  /** Of the trainer, with all its threads, in milliseconds a step. */
  readonly cpuMs: Readonly<Record<View, Spread>>;
  /** From one step to the next, while the window, the browser and the server that draw it run on the same cores. */
  readonly stepMs: Readonly<Record<View, Spread>>;
  /** Median of the rounds' ratios to the closed panel, less 1. */
  readonly overhead: Readonly<Record<'shown' | 'hidden', number>>;
}

const spreads = (measured: Readonly<Record<View, readonly number[]>>): Record<View, Spread> => ({
  shown: spreadOf(measured.shown),
  hidden: spreadOf(measured.hidden),
  closed: spreadOf(measured.closed),
});

/** @returns processor time of a process so far, in milliseconds */
function cpuTimeMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[11], fields[12]];
  return (Number(user) + Number(system)) * MS_PER_TICK;
}

export default bench<LiveView>({
  name: 'liveView',
  title: 'What a live view costs the trainer',

  async run({ progress, samples = ROUNDS }) {
    const vsix = await packageExtension({ children: new ChildGroups(), progress });
    const copy = copyWorkspace(path.join(ROOT, 'examples'));
    const server = await startTestServer({ vsix });
    let trainer: number | undefined;
    try {
      const { workbench, page } = await openWindow(server, copy, { width: 1600, height: 1000 });
      const long = (source: string) => source.replace(/epochs: \d+/, 'epochs: 100000');
      await trainInWindow(workbench, writeExperiment(workbench, NAME, long, 'fashion-gan'));
      await statusSays(workbench, /training/, 60_000);
      const { folder, manifest } = newestRun(workbench, NAME);
      const pid = (trainer = manifest.process?.pid ?? 0);
      const opened = RunReader.open(folder);
      if (!opened.ok) throw new Error(opened.problem.message);
      const reader = opened.value;
      const stepNow = async (): Promise<number> => {
        await reader.refreshAsync();
        return reader.steps('dLoss').at(-1) ?? 0;
      };
      const show: Readonly<Record<View, () => Promise<void>>> = {
        shown: async () => {
          await workbench.closeAllEditors();
          await workbench.command('Gibbon: Open Run…');
          await page.locator('.quick-input-list .monaco-list-row', { hasText: NAME }).first().click();
          await statusSays(workbench, /training/);
        },
        hidden: () => workbench.openFile('tsconfig.json'),
        closed: () => workbench.closeAllEditors(),
      };
      const measured: Record<View, number[]> = { shown: [], hidden: [], closed: [] };
      const elapsed: Record<View, number[]> = { shown: [], hidden: [], closed: [] };
      for (let round = 0; round < samples; round++) {
        for (const view of views) {
          await show[view]();
          await page.waitForTimeout(SETTLING_MS);
          const [firstStep, firstCpu, startedAt] = [await stepNow(), cpuTimeMs(pid), performance.now()];
          await page.waitForTimeout(MEASURED_MS);
          const [cpuMs, ms] = [cpuTimeMs(pid) - firstCpu, performance.now() - startedAt];
          const steps = (await stepNow()) - firstStep;
          measured[view].push(cpuMs / steps);
          elapsed[view].push(ms / steps);
        }
        progress.say(`· ${views.map((view) => `${view} ${measured[view].at(-1)?.toFixed(3)} ms`).join(', ')}`);
      }
      await show.shown();
      await panelButton(workbench, 'Stop').click();
      await until('the end of the trainer', () => newestRun(workbench, NAME).manifest.end !== null);
      const against = (view: View) =>
        medianOf(measured[view].map((ms, round) => ms / (measured.closed[round] ?? NaN))) - 1;
      return {
        cpuMs: spreads(measured),
        stepMs: spreads(elapsed),
        overhead: { shown: against('shown'), hidden: against('hidden') },
      };
    } finally {
      if (trainer !== undefined) killNow(trainer);
      await server.end();
      copy.remove();
    }
  },

  describe: ({ cpuMs, stepMs, overhead }) => [
    ...views.map(
      (view) =>
        `panel ${view}: ${formatSpread(cpuMs[view], 'ms')} of processor time a step, ${stepMs[view].median.toFixed(2)} ms from step to step`,
    ),
    `against no panel: shown ${(overhead.shown * 100).toFixed(1)} %, hidden ${(overhead.hidden * 100).toFixed(1)} % more`,
  ],
});
