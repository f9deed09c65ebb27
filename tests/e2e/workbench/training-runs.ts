/** A run as a test of the window follows it: what the panel says, what stands on disk, and what to train or to record. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { ROOT } from '../../../scripts/lib/places.mjs';
import type { RunManifest } from '../../../src/protocol/manifest';
import { readManifest } from '../../../src/store/manifest-file';
import { cliAtOnce } from '../../programs/cli-at-once';
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

/**
 * The trainer sleeps between its turns, once it trains. A panel that follows a fast training draws all the time, in the one
 * thread that a browser's VS Code has for all of its window.
 */
const UNHURRIED = `
const sleep = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
if (process.argv[1]?.endsWith('trainer.cjs')) setTimeout(() => setInterval(sleep), 1500);
`;

/** Makes an experiment one that never ends by itself, and takes its time. */
export const unhurried = (source: string): string => source.replace(/epochs: \d+/, 'epochs: 100000') + UNHURRIED;

/** The small experiment, unhurried. */
export const writeLongExperiment = (workbench: Workbench, name: string): string =>
  writeExperiment(workbench, name, unhurried);

export const fixtureSource = (name: string): string =>
  readFileSync(path.join(ROOT, 'tests/fixtures/experiments', `${name}.gibbon.ts`), 'utf8');

/** Trains an experiment of the workspace by the command line, for tests of what is shown of a run that has ended. */
export function recordRun(workbench: Workbench, file: string, ...args: string[]): void {
  const { workspace } = workbench.places;
  const runs = path.join(workspace, '.gibbon', 'runs');
  cliAtOnce(['train', path.join(workspace, file), '--runs', runs, ...args]);
}

/** Records one of the experiments that unit tests use, too. @returns its file's name */
export function recordFixture(workbench: Workbench, name: string, ...args: string[]): string {
  const file = writeExperiment(workbench, name, () => fixtureSource(name));
  recordRun(workbench, file, ...args);
  return file;
}

/** Opens a source where sources are, whichever group of editors has the keyboard. */
export async function openInFirstGroup(workbench: Workbench, file: string): Promise<void> {
  await workbench.page.keyboard.press('Control+1');
  await workbench.openFile(file);
}

/** Opens the panel of a recorded run beside its experiment. */
export async function openRun(workbench: Workbench, name: string): Promise<void> {
  await openInFirstGroup(workbench, `${name}.gibbon.ts`);
  await workbench.command('Gibbon: Open Run…');
  await workbench.choose(name);
  await statusSays(workbench, /finished/i);
}

/**
 * Opens an experiment and trains it by the button over its editor. No other editor is open then: the button over two is for
 * a moment still that of the one before.
 */
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
  withinMs = 90_000,
): Promise<T> {
  for (const end = Date.now() + withinMs; Date.now() < end;) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${what} did not come within ${withinMs} ms.`);
}
