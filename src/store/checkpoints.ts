/** Writes checkpoints so that a crash at any moment leaves the older ones valid, and finds the newest valid one. */
import { mkdirSync, rmSync } from 'node:fs';
import { formatProblem, ProblemError } from '../base/problem';
import { failure, ok, type Result } from '../base/result';
import type { StateValue } from '../base/state-value';
import {
  checkpointFolder,
  checkpointsFolder,
  commitPath,
  commitText,
  listCheckpoints,
  readCommittedState,
  removeCheckpoint,
  statePath,
} from './checkpoint-folder';
import { syncFolder, writeFileDurably } from './durable-file';
import { attempt, fileProblem } from './file-problem';
import { encodeSafetensors, parseSafetensors } from './safetensors';

export { type Checkpoint, listCheckpoints } from './checkpoint-folder';
export { thinCheckpoints } from './thin-checkpoints';

export interface LoadedCheckpoint {
  readonly step: number;
  readonly state: StateValue;
  readonly metadata: Readonly<Record<string, string>>;
  /** Newer checkpoints that were passed over, one sentence each. */
  readonly damage: readonly string[];
}

/**
 * When this returns, the checkpoint is on the disk and will be found valid. One that stands there already with the
 * same bytes, as after a replay, is left as it is.
 * @throws ProblemError when the disk refuses; older checkpoints are untouched then
 */
export function writeCheckpoint(
  runFolder: string,
  step: number,
  state: StateValue,
  metadata: Readonly<Record<string, string>> = {},
): void {
  const bytes = encodeSafetensors(state, metadata);
  const folder = checkpointFolder(runFolder, step);
  const existing = readCommittedState(folder);
  if (existing.ok && Buffer.compare(existing.value, bytes) === 0) return;
  try {
    mkdirSync(folder, { recursive: true });
    // From here until the new COMMIT, what stands here is no checkpoint.
    rmSync(commitPath(folder), { force: true });
    writeFileDurably(statePath(folder), bytes);
    writeFileDurably(commitPath(folder), commitText(bytes));
    syncFolder(checkpointsFolder(runFolder));
  } catch (error) {
    throw new ProblemError(fileProblem(error, statePath(folder), 'written'), { cause: error });
  }
}

/**
 * The newest checkpoint that is whole, at `maxStep` or before.
 * @returns a failure when there is none, naming what is wrong with those that were found
 */
export function loadNewestCheckpoint(
  runFolder: string,
  { maxStep = Number.POSITIVE_INFINITY }: { readonly maxStep?: number } = {},
): Result<LoadedCheckpoint> {
  const listed = attempt(checkpointsFolder(runFolder), 'read', () => listCheckpoints(runFolder));
  if (!listed.ok) return listed;
  const damage: string[] = [];
  for (const { step, folder } of listed.value.reverse()) {
    if (step > maxStep) continue;
    const bytes = readCommittedState(folder);
    const parsed = bytes.ok ? parseSafetensors(bytes.value, statePath(folder)) : bytes;
    if (parsed.ok) return ok({ step, ...parsed.value, damage });
    damage.push(`The checkpoint of step ${step} is passed over. ${formatProblem(parsed.problem)}`);
  }
  return failure({
    message: ['This run has no valid checkpoint.', ...damage].join(' '),
    remedy: 'Start a new run from the experiment file.',
    file: checkpointsFolder(runFolder),
    blame: 'environment',
  });
}

/**
 * Removes the checkpoints of later steps: a run that goes on from `step` must not be resumed from the future that it
 * left behind.
 * @throws ProblemError when the disk refuses
 */
export function discardCheckpointsAfter(runFolder: string, step: number): void {
  try {
    for (const checkpoint of listCheckpoints(runFolder))
      if (checkpoint.step > step) removeCheckpoint(checkpoint.folder);
  } catch (error) {
    throw new ProblemError(fileProblem(error, checkpointsFolder(runFolder), 'thinned out'), { cause: error });
  }
}
