/**
 * Runs that tests read, not the training of them: each is trained once by the built command line and kept in
 * out/cache/runs under a hash of all that it is made of, so that whoever asks again gets it at once.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DIST, OUT, ROOT } from '../../scripts/lib/places.mjs';
import { gibbon } from './start-cli';

const CACHE = path.join(OUT, 'cache', 'runs');
const KEPT_MS = 24 * 3_600_000;

export interface WantedRun {
  /** File of the experiment, from the root of the repository. */
  readonly experiment: string;
  /** In which something else stands; its run is of a copy under the same name. */
  readonly change?: (source: string) => string;
  /** More of the command line than the number of steps. */
  readonly args?: readonly string[];
  /** Words of the problem that its training ends in; without them it has to end well. */
  readonly failsWith?: string;
}

/** @returns a copy of the run's folder, in a folder of its own, which the caller removes */
export async function copyTrainedRun(wanted: WantedRun, steps: number): Promise<string> {
  const kept = await keptRun(wanted, steps);
  const folder = path.join(mkdtempSync(path.join(os.tmpdir(), 'gibbon-run-')), path.basename(kept));
  cpSync(kept, folder, { recursive: true });
  return folder;
}

async function keptRun({ experiment, change, args = [], failsWith }: WantedRun, steps: number): Promise<string> {
  const file = path.join(ROOT, experiment);
  const written = readFileSync(file, 'utf8');
  const source = change?.(written) ?? written;
  if (change && source === written) throw new Error(`The change to ${experiment} changes nothing.`);
  const command = ['--steps', String(steps), ...args];
  const place = path.join(cacheOfThisCode(), hashOf(experiment, source, ...command, failsWith ?? ''));
  if (!existsSync(place)) {
    const making = mkdtempSync(path.join(path.dirname(place), 'making-'));
    try {
      const trained = change ? path.join(making, path.basename(file)) : file;
      if (change) writeFileSync(trained, source);
      const { code, stderr } = await gibbon(['train', trained, '--runs', path.join(making, 'runs'), ...command]);
      const asWanted = failsWith === undefined ? code === 0 : stderr.includes(failsWith);
      if (!asWanted) throw new Error(`${experiment} was not trained as wanted (exit status ${code}): ${stderr}`);
      try {
        renameSync(path.join(making, 'runs'), place);
      } catch (error) {
        // Another process may have been quicker; its run is the same.
        if (!existsSync(place)) throw error;
      }
    } finally {
      rmSync(making, { recursive: true, force: true });
    }
  }
  const [run = ''] = readdirSync(place);
  return path.join(place, run);
}

let ofThisCode: string | undefined;

/**
 * Runs of everything that trains, as it is built now. Those of other code are removed a day after the last run was added;
 * until then a suite on another Node may be using them.
 */
function cacheOfThisCode(): string {
  if (ofThisCode !== undefined) return ofThisCode;
  const programs = ['cli.cjs', 'trainer.cjs'].map((name) => readFileSync(path.join(DIST, name), 'utf8'));
  const code = hashOf(process.version, ...programs, readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
  mkdirSync(path.join(CACHE, code), { recursive: true });
  for (const other of readdirSync(CACHE).filter((name) => name !== code)) {
    const changedMs = statSync(path.join(CACHE, other), { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
    if (Date.now() - changedMs > KEPT_MS) rmSync(path.join(CACHE, other), { recursive: true, force: true });
  }
  return (ofThisCode = path.join(CACHE, code));
}

const hashOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 16);
