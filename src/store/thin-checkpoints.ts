/**
 * Which checkpoints stay: all of the last ten, before them ever fewer with age, the first one and the newest valid one
 * always, and everything within the run's quota where that can be.
 */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { ProblemError } from '../base/problem';
import { checkpointsFolder, listCheckpoints, readCommittedState, removeCheckpoint } from './checkpoint-folder';
import { fileProblem } from './file-problem';

const RECENT = 10;
/** Older checkpoints stay at least this part of their age apart, in steps: at 1/8, about nine for each tenfold age. */
const SPACING = 1 / 8;
/** From here on only the ends of a run are left. */
const WIDEST_SPACING = 64;

export interface ThinningOutcome {
  readonly removedSteps: readonly number[];
  /** What the whole run takes on disk now. */
  readonly bytes: number;
  /** False when even what must stay, events included, takes more. */
  readonly withinQuota: boolean;
}

/** @throws ProblemError when the disk refuses */
export function thinCheckpoints(runFolder: string, quotaBytes: number): ThinningOutcome {
  try {
    return thin(runFolder, quotaBytes);
  } catch (error) {
    throw new ProblemError(fileProblem(error, checkpointsFolder(runFolder), 'thinned out'), { cause: error });
  }
}

function thin(runFolder: string, quotaBytes: number): ThinningOutcome {
  const all = listCheckpoints(runFolder);
  const newestValid = all.findLast(({ committed, folder }) => committed && readCommittedState(folder).ok);
  // Without one valid checkpoint nothing here is known to be worth less than the rest.
  const newest = newestValid?.step ?? Number.NEGATIVE_INFINITY;
  const unfinished = all.filter(({ committed, step }) => !committed && step < newest);
  const steps = all.filter(({ committed }) => committed).map(({ step }) => step);
  const bytesOf = new Map(all.map(({ step, bytes }) => [step, bytes]));
  const otherBytes = folderBytes(runFolder) - sum(all.map(({ bytes }) => bytes));
  const fits = (kept: ReadonlySet<number>): boolean =>
    otherBytes + sum([...kept].map((step) => bytesOf.get(step) ?? 0)) <= quotaBytes;

  const kept = newestValid ? choose(steps, newest, fits) : new Set(steps);
  const removed = all.filter(
    (checkpoint) => unfinished.includes(checkpoint) || (checkpoint.committed && !kept.has(checkpoint.step)),
  );
  for (const { folder } of removed) removeCheckpoint(folder);
  const bytes =
    otherBytes + sum(all.filter((checkpoint) => !removed.includes(checkpoint)).map((checkpoint) => checkpoint.bytes));
  return { removedSteps: removed.map(({ step }) => step), bytes, withinQuota: bytes <= quotaBytes };
}

/**
 * @param steps of all checkpoints, ascending
 * @param newestValid always stays, as does step 0
 * @param fits whether a choice is within the quota
 */
export function choose(
  steps: readonly number[],
  newestValid: number,
  fits: (kept: ReadonlySet<number>) => boolean,
): ReadonlySet<number> {
  for (let recent = RECENT; ; recent--) {
    for (let spacing = SPACING; spacing <= WIDEST_SPACING; spacing *= 2) {
      const kept = spaced(steps, recent, spacing, newestValid);
      if (fits(kept) || (recent === 0 && spacing === WIDEST_SPACING)) return kept;
    }
  }
}

function spaced(steps: readonly number[], recent: number, spacing: number, newestValid: number): ReadonlySet<number> {
  const kept = new Set(recent === 0 ? [] : steps.slice(-recent));
  const last = steps.at(-1) ?? 0;
  let lastKept = steps.at(-Math.max(1, recent)) ?? last;
  for (const step of steps.slice(0, Math.max(0, steps.length - recent)).reverse()) {
    if (lastKept - step < (last - step) * spacing) continue;
    kept.add(step);
    lastKept = step;
  }
  kept.add(newestValid);
  if (steps[0] === 0) kept.add(0);
  return kept;
}

/** Bytes of all files below a folder, however deep. */
function folderBytes(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    bytes += statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
