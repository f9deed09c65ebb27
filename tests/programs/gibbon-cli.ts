/** What tests under Vitest do with the built command line: its results, the runs that it leaves, folders that go with a test. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { readManifest } from '../../src/store/manifest-file';
import type { RunManifest } from '../../src/protocol/manifest';
import type { Finished } from './start-cli';

export { gibbon, start } from './start-cli';

const ROOT = path.resolve(__dirname, '../..');

export const fixture = (name: string): string => path.join(ROOT, 'tests/fixtures/experiments', `${name}.gibbon.ts`);

export interface TrainingResult {
  readonly run: string;
  readonly steps: number;
  readonly epochs: number;
  readonly engine: string;
  readonly threads: number;
  readonly stepMsMedian: number;
  readonly stateSha256: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly error?: { readonly message: string; readonly file?: string; readonly line?: number };
}

/** The object that --json puts on the last line. */
export const resultOf = ({ stdout }: Finished): TrainingResult =>
  JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as TrainingResult;

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gibbon-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const runsIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
};

/** Waits for a condition to hold. @param withinMs guards against hangs only @throws Error when it does not hold by then */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 120_000,
): Promise<T> {
  for (let waited = 0; waited < withinMs; waited += 20) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${what} did not come within ${withinMs} ms.`);
}

/** The manifest of the only run in a folder, once there is one. */
export const manifestIn = (runs: string): RunManifest | undefined => {
  const [run] = runsIn(runs);
  const manifest = run === undefined ? undefined : readManifest(path.join(runs, run));
  return manifest?.ok ? manifest.value : undefined;
};

export const isProcessAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
