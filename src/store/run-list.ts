/** The runs in a folder: which there are, in what state each is, and which one a user means. */
import { existsSync, readdirSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Problem, ProblemError } from '../base/problem';
import { failure, ok, type Result } from '../base/result';
import type { RunManifest, RunState } from '../protocol/manifest';
import { listCheckpoints } from './checkpoint-folder';
import { attempt, isSystemError } from './file-problem';
import { manifestPath, readManifest } from './manifest-file';

const LATEST = 'latest';
const MOST_CANDIDATES = 10;

export interface RunListing {
  /** The folder's name. */
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  /** 'failed' when the manifest can't be read. */
  readonly state: RunState;
  /** Of all files of the run. */
  readonly bytes: number;
  readonly manifest?: RunManifest;
  /** Why the manifest can't be read. */
  readonly problem?: Problem;
}

export type IsWriterAlive = (manifest: RunManifest) => Promise<boolean>;

/**
 * What a run is doing, from what it left on disk and whether its writer lives. That people paused a living trainer is
 * known only to the trainer.
 */
export async function readRunState(manifest: RunManifest, isWriterAlive: IsWriterAlive): Promise<RunState> {
  if (manifest.end) return manifest.end.state;
  if (!manifest.process || !(await isWriterAlive(manifest))) return 'crashed';
  return manifest.segments.length === 0 ? 'starting' : 'training';
}

/**
 * The newest run first; one that can't be read stands among them with its problem. A missing folder has no runs.
 * @throws ProblemError when the folder itself can't be read
 */
export async function listRuns(runsFolder: string, isWriterAlive: IsWriterAlive): Promise<RunListing[]> {
  const found = readRuns(runsFolder);
  if (!found.ok) throw new ProblemError(found.problem);
  return Promise.all(
    found.value.map(async ({ id, folder, manifest }) => {
      const bytes = await folderBytes(folder);
      if (!manifest.ok) return { id, folder, bytes, state: 'failed' as const, problem: manifest.problem };
      return { id, folder, bytes, state: await readRunState(manifest.value, isWriterAlive), manifest: manifest.value };
    }),
  );
}

/**
 * @param nameOrPath a run's folder, its id, an unmistakable beginning or end of one, or 'latest'
 * @returns absolute path of the run's folder; the failure lists what could have been meant
 */
export function findRun(runsFolder: string, nameOrPath: string): Result<string> {
  const asPath = path.resolve(nameOrPath);
  if (nameOrPath !== '' && existsSync(manifestPath(asPath))) return ok(asPath);
  const found = readRuns(runsFolder);
  if (!found.ok) return found;
  const runs = found.value;
  const [newest] = runs;
  if (nameOrPath === LATEST && newest) return ok(newest.folder);
  const exact = runs.find(({ id }) => id === nameOrPath);
  if (exact) return ok(exact.folder);
  const meant = runs.filter(({ id }) => nameOrPath !== '' && (id.startsWith(nameOrPath) || id.endsWith(nameOrPath)));
  const [only] = meant;
  if (only && meant.length === 1) return ok(only.folder);
  return failure({
    ...(only ? explainAmbiguous(nameOrPath, meant) : explainUnknown(nameOrPath, runsFolder, runs)),
    file: runsFolder,
    blame: 'environment',
  });
}

function explainAmbiguous(name: string, meant: readonly FoundRun[]): Pick<Problem, 'message' | 'remedy'> {
  return {
    message: `"${name}" could be any of ${meant.length} runs: ${idsOf(meant)}.`,
    remedy: `Say more of its name, or "${LATEST}" for the newest run.`,
  };
}

function explainUnknown(
  name: string,
  runsFolder: string,
  runs: readonly FoundRun[],
): Pick<Problem, 'message' | 'remedy'> {
  if (runs.length === 0)
    return { message: `There are no runs in ${runsFolder}.`, remedy: 'Train an experiment first.' };
  return { message: `No run is called "${name}". There are: ${idsOf(runs)}.`, remedy: 'Name one of these.' };
}

function idsOf(runs: readonly FoundRun[]): string {
  const more = runs.length - MOST_CANDIDATES;
  return (
    runs
      .slice(0, MOST_CANDIDATES)
      .map(({ id }) => id)
      .join(', ') + (more > 0 ? ` and ${more} more` : '')
  );
}

interface FoundRun {
  readonly id: string;
  readonly folder: string;
  readonly manifest: Result<RunManifest>;
}

/** Every run, its manifest readable or not, the newest run first. */
function readRuns(runsFolder: string): Result<FoundRun[]> {
  const names = attempt(runsFolder, 'read', () => (existsSync(runsFolder) ? readdirSync(runsFolder) : []));
  if (!names.ok) return names;
  const runs = names.value
    .map((id) => ({ id, folder: path.join(runsFolder, id) }))
    .filter(({ folder }) => isRun(folder))
    .map(({ id, folder }) => ({ id, folder, manifest: readManifest(folder) }));
  const startedMs = ({ id, manifest }: FoundRun): number => {
    const fromManifest = manifest.ok ? Date.parse(manifest.value.createdAt) : Number.NaN;
    return Number.isNaN(fromManifest) ? timeInName(id) : fromManifest;
  };
  return ok(runs.sort((a, b) => startedMs(b) - startedMs(a) || (a.id < b.id ? 1 : -1)));
}

/** Checkpoints outlive a manifest that was deleted; a folder in the making has neither yet. */
const isRun = (folder: string): boolean => {
  if (existsSync(manifestPath(folder))) return true;
  const checkpoints = attempt(folder, 'read', () => listCheckpoints(folder));
  return checkpoints.ok && checkpoints.value.length > 0;
};

/** The local time that a run's folder is named after, in milliseconds since 1970; 0 when it was renamed. */
function timeInName(id: string): number {
  const [, day, hours, minutes, seconds] = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)/.exec(id) ?? [];
  return Date.parse(`${day}T${hours}:${minutes}:${seconds}`) || 0;
}

/** What vanishes while it is counted, or may not be looked at, counts nothing. */
async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(orNothing);
  let bytes = 0;
  for (const name of names ?? []) {
    const entry = await stat(path.join(folder, name)).catch(orNothing);
    if (entry?.isFile()) bytes += entry.size;
  }
  return bytes;
}

function orNothing(error: unknown): undefined {
  if (!isSystemError(error)) throw error;
  return undefined;
}
