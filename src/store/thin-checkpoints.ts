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
/**
 * Of older checkpoints, one stays in each stretch of about this part of its age: at 1/8, 18 to 37 for each tenfold age.
 * The later ones are for runs that would not be within their quota otherwise.
 */
const SPACINGS = [1 / 8, 1 / 4, 1 / 2, 1];

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
  const steps = all.filter(({ committed, step }) => committed && step <= newest).map(({ step }) => step);
  const bytesOf = new Map(all.map(({ step, bytes }) => [step, bytes]));
  const otherBytes = folderBytes(runFolder) - sum(all.map(({ bytes }) => bytes));
  const fits = (kept: ReadonlySet<number>): boolean =>
    otherBytes + sum([...kept].map((step) => bytesOf.get(step) ?? 0)) <= quotaBytes;

  const kept = newestValid ? choose(steps, newest, fits) : new Set<number>();
  // What is newer than the newest valid one is damaged, and left for people to look at.
  const removed = all.filter(({ step, committed }) => step < newest && !(committed && kept.has(step)));
  for (const { folder } of removed) removeCheckpoint(folder);
  const bytes =
    otherBytes + sum(all.filter((checkpoint) => !removed.includes(checkpoint)).map((checkpoint) => checkpoint.bytes));
  return { removedSteps: removed.map(({ step }) => step), bytes, withinQuota: bytes <= quotaBytes };
}

/**
 * @param steps of all checkpoints up to the newest valid one, ascending
 * @param newestValid always stays, as does step 0
 * @param fits whether a choice is within the quota
 */
export function choose(
  steps: readonly number[],
  newestValid: number,
  fits: (kept: ReadonlySet<number>) => boolean,
): ReadonlySet<number> {
  for (const spacing of SPACINGS) {
    const kept = spaced(steps, RECENT, spacing, newestValid);
    if (fits(kept)) return kept;
  }
  for (let recent = RECENT; ; recent--) {
    const kept = spaced(steps, recent, Number.POSITIVE_INFINITY, newestValid);
    if (recent === 0 || fits(kept)) return kept;
  }
}

/** @param spacing as in SPACINGS; infinite for none of the older ones */
function spaced(steps: readonly number[], recent: number, spacing: number, newestValid: number): ReadonlySet<number> {
  const older = steps.slice(0, Math.max(0, steps.length - recent));
  const kept = new Set([newestValid, ...steps.slice(older.length)]);
  // Cells of the step axis, each as wide as a power of two: with age two cells become one, so that what thinning has
  // left of them is thinned again, and no age is ever left without a checkpoint.
  const taken = new Set<string>();
  for (const step of spacing === Number.POSITIVE_INFINITY ? [] : older) {
    const width = 2 ** Math.floor(Math.log2(Math.max(1, (newestValid - step) * spacing)));
    const cell = `${width}:${Math.floor(step / width)}`;
    if (!taken.has(cell)) kept.add(step);
    taken.add(cell);
  }
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
