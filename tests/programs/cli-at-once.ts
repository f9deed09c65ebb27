/** The built command line, run to its end, for programs of tests that are no Vitest's: the benches, the suite in the window. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { DIST } from '../../scripts/lib/places.mjs';

/** @throws Error with what it said, when it failed */
export function cliAtOnce(args: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [path.join(DIST, 'cli.cjs'), ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`gibbon ${args[0]} ended with ${status}: ${stderr}`);
}
