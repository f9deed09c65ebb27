/** Trains as people do, through the built command line and its trainer, and says when the first step was done. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { DIST } from '../../scripts/lib/places.mjs';

interface TrainResult {
  readonly engine: string;
  readonly threads: number;
  readonly stepMsMedian: number;
  readonly lookingShare: number;
}

/**
 * @returns what `gibbon train --json` prints, and how long after its start it told of the first step
 * @throws Error when it fails, with what it said
 */
export async function trainByCli(
  experimentFile: string,
  { steps, runs }: { readonly steps: number; readonly runs: string },
): Promise<{ readonly result: TrainResult; readonly firstStepMs: number }> {
  const args = [path.join(DIST, 'cli.cjs'), 'train', experimentFile, '--steps', `${steps}`, '--runs', runs, '--json'];
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [printed, said, firstStepMs] = ['', '', NaN];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (Number.isNaN(firstStepMs) && /^step [1-9]/m.test(said)) firstStepMs = performance.now() - startedAt;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const line = printed.trim().split('\n').at(-1);
  if (code !== 0 || !line) throw new Error(`gibbon train ${path.basename(experimentFile)} failed: ${said}`);
  return { result: JSON.parse(line) as TrainResult, firstStepMs };
}
