/**
 * What opening a workspace with experiments costs the extension host: the time in which Gibbon's code is loaded and
 * `activate` called, as VS Code itself measures it and shows it under "Developer: Show Running Extensions". The packaged
 * extension is measured, since that is what people have.
 */
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ChildGroups } from '../../scripts/lib/child-groups.mjs';
import { ROOT } from '../../scripts/lib/places.mjs';
import { packageExtension } from '../../scripts/package.mjs';
import { copyWorkspace } from '../e2e/workbench/temporary-workspace';
import { startTestServer } from '../e2e/workbench/test-server';
import { bench } from './bench';
import { openWindow } from './open-window';
import { formatSpread, type Spread, spreadOf } from './spread';

const WINDOWS = 10;
const BUDGET_MS = 50;
const WITHIN_MS = 60_000;

interface Activation {
  /** Loading the code and calling `activate`, in milliseconds of the host's time. */
  readonly activationMs: Spread;
  readonly budgetMs: number;
}

export default bench<Activation>({
  name: 'activation',
  title: 'Activation in the extension host of a real VS Code',

  async run({ progress, samples = WINDOWS }) {
    const vsix = await packageExtension({ children: new ChildGroups(), progress });
    const copy = copyWorkspace(path.join(ROOT, 'examples'));
    // With the test driver a host ends soon after its window; else the old ones would stay beside those measured.
    const server = await startTestServer({ vsix, testDriver: true });
    const measured: number[] = [];
    try {
      for (let window = 1; window <= samples; window++) {
        // So tall that the list, sorted by time, has all extensions in sight: what is not, is not in the page.
        const { workbench, page, close } = await openWindow(server, copy, { width: 1200, height: 2400 });
        await workbench.command('Developer: Show Running Extensions');
        const activationMs = await readActivationMs(page);
        progress.say(`· window ${window} of ${samples}: ${activationMs} ms`);
        measured.push(activationMs);
        await close();
      }
    } finally {
      await server.end();
      copy.remove();
    }
    return { activationMs: spreadOf(measured), budgetMs: BUDGET_MS };
  },

  describe({ activationMs, budgetMs }) {
    const verdict = activationMs.median <= budgetMs ? 'within' : 'beyond';
    return [`activation: ${formatSpread(activationMs, 'ms')}, ${verdict} the ${budgetMs} ms it may take`];
  },
});

/** The time that stands in Gibbon's row, once it is active. */
async function readActivationMs(page: Page): Promise<number> {
  const row = page.locator('.runtime-extensions-editor .monaco-list-row', {
    has: page.locator('.name', { hasText: /^Gibbon$/ }),
  });
  const time = row.locator('.activation-time').filter({ hasText: /\d+ms/ });
  await time.waitFor({ timeout: WITHIN_MS });
  const text = await time.textContent();
  return Number(/(\d+)ms/.exec(text ?? '')?.[1]);
}
