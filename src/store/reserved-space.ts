/**
 * Space that a run keeps on its disk while it trains, so that a disk that has become full still takes the manifest that
 * says so: without it the run would look as if its process had been killed.
 */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ProblemError } from '../base/problem';
import { fileProblem } from './file-problem';

const FILE = '.reserved-space';
/** Several times a manifest, and the folder's own entries. */
const BYTES = 1 << 16;

/** @throws ProblemError when there is no room even for that */
export function reserveSpace(runFolder: string): void {
  const file = path.join(runFolder, FILE);
  try {
    writeFileSync(file, new Uint8Array(BYTES));
  } catch (error) {
    throw new ProblemError(fileProblem(error, file, 'written'), { cause: error });
  }
}

export const freeReservedSpace = (runFolder: string): void => rmSync(path.join(runFolder, FILE), { force: true });
