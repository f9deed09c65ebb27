/**
 * Where checkpoints lie and whether one is valid: checkpoints/000001200/ holds state.safetensors and, written last,
 * COMMIT with its SHA-256. Knows nothing of which checkpoints to keep.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { failure, ok, type Result } from '../base/result';
import { attempt, hasCode } from './file-problem';

const NAME_DIGITS = 9;

export interface Checkpoint {
  readonly step: number;
  /** Absolute. */
  readonly folder: string;
  /** Of everything in the folder. */
  readonly bytes: number;
  /** Whether COMMIT is there; only reading the state tells whether it is true. */
  readonly committed: boolean;
}

export const checkpointsFolder = (runFolder: string): string => path.join(runFolder, 'checkpoints');

export const checkpointFolder = (runFolder: string, step: number): string =>
  path.join(checkpointsFolder(runFolder), String(step).padStart(NAME_DIGITS, '0'));

export const statePath = (checkpoint: string): string => path.join(checkpoint, 'state.safetensors');

export const commitPath = (checkpoint: string): string => path.join(checkpoint, 'COMMIT');

/** The content of COMMIT, in the form that `sha256sum --check COMMIT` understands. */
export const commitText = (state: Uint8Array): string => `${sha256(state)}  state.safetensors\n`;

/**
 * All checkpoints, committed or not, by step. Other files in the folder are none of them.
 * @throws what node:fs throws, but not when there is no such folder
 */
export function listCheckpoints(runFolder: string): Checkpoint[] {
  const folder = checkpointsFolder(runFolder);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
  return names
    .filter((name) => /^\d{9,15}$/.test(name))
    .map((name) => describe(path.join(folder, name)))
    .sort((a, b) => a.step - b.step);
}

function describe(folder: string): Checkpoint {
  let bytes = 0;
  let committed = false;
  for (const name of namesIn(folder)) {
    bytes += statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
    committed ||= name === 'COMMIT';
  }
  return { step: Number(path.basename(folder)), folder, bytes, committed };
}

/** Nothing when the folder is a file, or was thinned out since it was listed. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return [];
    throw error;
  }
}

/** The bytes of a checkpoint's state, if they are those that were committed. */
export function readCommittedState(folder: string): Result<Uint8Array> {
  const [commitFile, stateFile] = [commitPath(folder), statePath(folder)];
  const commit = attempt(commitFile, 'read', () => readFileSync(commitFile, 'utf8'));
  if (!commit.ok) return commit;
  const state = attempt(stateFile, 'read', () => readFileSync(stateFile));
  if (!state.ok) return state;
  if (commit.value === commitText(state.value)) return ok(state.value);
  return failure({
    message: `The checkpoint was damaged: state.safetensors has SHA-256 ${sha256(state.value)}, but COMMIT says "${commit.value.slice(0, 80).trim()}".`,
    remedy: 'An older checkpoint is used instead, if there is a valid one.',
    file: stateFile,
    blame: 'environment',
  });
}

/** COMMIT goes first, so that a crash on the way leaves no half of a checkpoint that looks valid. @throws what node:fs throws */
export function removeCheckpoint(folder: string): void {
  rmSync(commitPath(folder), { force: true });
  rmSync(folder, { recursive: true, force: true });
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
