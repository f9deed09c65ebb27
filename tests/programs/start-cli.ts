/** Runs the built command line as a user does: a process of its own, its output, its exit code. Knows no test runner. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { DIST } from '../../scripts/lib/places.mjs';

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** All of stdout and stderr so far. */
  output(): string;
}

export function start(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Started {
  const child = spawn(process.execPath, [path.join(DIST, 'cli.cjs'), ...args], {
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
