/** Runs the built command line as a user does: a process of its own, its output, its exit code; in a temporary folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { readManifest } from '../../src/store/manifest-file';
import type { RunManifest } from '../../src/protocol/manifest';

const ROOT = path.resolve(__dirname, '../..');

export const fixture = (name: string): string => path.join(ROOT, 'tests/fixtures/experiments', `${name}.gibbon.ts`);

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

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

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** All of stdout and stderr so far. */
  output(): string;
}

export function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [path.join(ROOT, 'dist/cli.cjs'), ...args], {
    // No classifier is trained beside a run unless a test asks for it.
    env: { GIBBON_CLASSIFIER: '0', ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const finished = new Promise<Finished>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  return { child, finished, output: () => stdout + stderr };
}

export const gibbon = (args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<Finished> =>
  start(args, environment).finished;

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

/** Waits for a condition to hold. @throws Error when it does not within `withinMs` */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  withinMs = 30_000,
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
