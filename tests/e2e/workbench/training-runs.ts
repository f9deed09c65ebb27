/** A run as a test of the window follows it: what the panel says, what stands on disk, and what to train. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import type { RunManifest } from '../../../src/protocol/manifest';
import { readManifest } from '../../../src/store/manifest-file';
import type { Workbench } from './workbench';

/** The panel's line on how the run goes, once it says `words`. */
export const statusSays = (workbench: Workbench, words: RegExp, timeout?: number): Promise<void> =>
  status(workbench).filter({ hasText: words }).waitFor({ timeout });

export const status = (workbench: Workbench): Locator => workbench.webview().locator('.header .status');

/**
 * The step that the panel says the run is at; NaN while it says nothing, or is just being replaced by another one.
 * @param line of the panel that says it
 */
export async function shownStep(workbench: Workbench, line = status(workbench)): Promise<number> {
  const texts = await line.allTextContents().catch((error: unknown) => {
    if (error instanceof Error && /frame was detached/i.test(error.message)) return [];
    throw error;
  });
  const text = texts.join('');
  return Number(/step ([\d,.\s]+)/i.exec(text)?.[1]?.replace(/\D/g, '') ?? NaN);
}

export const panelButton = (workbench: Workbench, name: string): Locator =>
  workbench.webview().getByRole('button', { name, exact: true });

/** Writes an experiment made from another one, the small one unless told. @returns its file's name */
export function writeExperiment(
  workbench: Workbench,
  name: string,
  change: (source: string) => string,
  from = 'tiny-gan',
): string {
  const { workspace } = workbench.places;
  const source = readFileSync(path.join(workspace, `${from}.gibbon.ts`), 'utf8');
  writeFileSync(path.join(workspace, `${name}.gibbon.ts`), change(source));
  return `${name}.gibbon.ts`;
}

/** The same with so many epochs that it never ends by itself. */
export const writeLongExperiment = (workbench: Workbench, name: string): string =>
  writeExperiment(workbench, name, (source) => source.replace('epochs: 2', 'epochs: 100000'));

/** Opens an experiment and trains it by the button over its editor, which knows which one is meant. */
export async function trainInWindow(workbench: Workbench, file: string): Promise<void> {
  await workbench.closeAllEditors();
  await workbench.openFile(file);
  await workbench.page.locator('.editor-actions').getByRole('button', { name: 'Train Experiment' }).first().click();
}

/** The newest run of an experiment, by its name. */
export function newestRun(workbench: Workbench, name: string): { folder: string; manifest: RunManifest } {
  const runs = path.join(workbench.places.workspace, '.gibbon', 'runs');
  const id = readdirSync(runs)
    .filter((run) => run.endsWith(name))
    .sort()
    .at(-1);
  if (id === undefined) throw new Error(`There is no run of ${name}.`);
  const manifest = readManifest(path.join(runs, id));
  if (!manifest.ok) throw new Error(manifest.problem.message);
  return { folder: path.join(runs, id), manifest: manifest.value };
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Ends a process at once, unless it has just ended by itself. */
export function killNow(pid: number): void {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL');
}

/** Waits for what no locator can wait for. @throws Error when it does not come within `withinMs` */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 20_000,
): Promise<T> {
  for (const end = Date.now() + withinMs; Date.now() < end;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not come within ${withinMs} ms.`);
}
