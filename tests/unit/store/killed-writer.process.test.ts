/** kill -9 of a process that writes a run: what it said is recorded, is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { loadNewestCheckpoint } from '../../../src/store/checkpoints';
import { RunReader } from '../../../src/store/run-reader';
import { seededFractions, temporaryFolder } from './a-run';

const KILLS = 20;
const source = path.join(import.meta.dirname, 'writing-process.ts');

/** The lines that a child printed, until it ends. */
async function linesUntilKilled(child: ChildProcess, afterMs: number): Promise<string[]> {
  let text = '';
  let killing: NodeJS.Timeout | undefined;
  child.stdout!.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    killing ??= setTimeout(() => child.kill('SIGKILL'), afterMs);
  });
  await once(child, 'close');
  // A line without its end was not said.
  return text.split('\n').slice(0, -1);
}

describe('a writing process that is killed', () => {
  it(`at any moment has recorded what it acknowledged, ${KILLS} times in one run`, async () => {
    const folder = temporaryFolder();
    const script = path.join(folder, 'writing-process.cjs');
    await build({ entryPoints: [source], bundle: true, platform: 'node', outfile: script, logLevel: 'silent' });
    const run = path.join(folder, 'run');
    const next = seededFractions(6);
    let resumedFrom = 0;
    // On a busy machine it may take more kills until one comes after a checkpoint.
    for (let kill = 0; kill < KILLS || (resumedFrom === 0 && kill < 5 * KILLS); kill++) {
      const child = spawn(process.execPath, [script, run], { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines = await linesUntilKilled(child, next() * 60);
      const [from, ...acknowledged] = lines.filter((line) => line.startsWith('r')).map((line) => Number(line.slice(1)));
      const checkpoints = lines.filter((line) => line.startsWith('c')).map((line) => Number(line.slice(1)));
      expect(from).toBeGreaterThanOrEqual(resumedFrom);
      const last = acknowledged.at(-1) ?? from!;

      const reader = RunReader.open(run);
      if (!reader.ok) throw new Error(reader.problem.message);
      reader.value.refresh();
      const { steps, values } = reader.value.numbers('a');
      expect(steps.length).toBeGreaterThanOrEqual(last);
      expect(steps.every((step, i) => step === i + 1)).toBe(true);
      // Steps written by this process bear its number; superseded ones of those before it are gone.
      expect(values.subarray(from).every((value) => value === kill)).toBe(true);

      const newest = loadNewestCheckpoint(run);
      if (!newest.ok) throw new Error(newest.problem.message);
      expect(newest.value.step).toBeGreaterThanOrEqual(checkpoints.at(-1) ?? 0);
      resumedFrom = newest.value.step;
    }
    expect(resumedFrom).toBeGreaterThan(0);
  });
});
