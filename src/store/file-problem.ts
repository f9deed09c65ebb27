/** What the operating system says about a file, as a Problem that names the file and what to do. Knows no format. */
import path from 'node:path';
import { type Problem, ProblemError } from '../base/problem';
import { failure, ok, type Result } from '../base/result';

const CAUSES: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space on this disk, then go on.'],
  EDQUOT: ['your disk quota is used up', 'Free some space on this disk, then go on.'],
  EFBIG: ['the file is larger than this disk allows', 'Keep runs on another disk.'],
  EACCES: ['permission is denied', 'Allow access to it, or choose another folder for runs.'],
  EPERM: ['permission is denied', 'Allow access to it, or choose another folder for runs.'],
  EROFS: ['the disk is read-only', 'Choose a folder for runs on a disk that can be written.'],
  ENOENT: ['it does not exist', 'If it was moved or deleted, bring it back.'],
  ENOTDIR: ['a part of its path is a file, not a folder', 'Remove that file, or choose another folder for runs.'],
  EEXIST: ['it exists already', 'Move it out of the way.'],
  EISDIR: ['it is a folder, not a file', 'Move the folder out of the way.'],
  EIO: ['the disk reported an error', 'Check the disk; copy the run elsewhere while it can be read.'],
  EMFILE: ['too many files are open', 'Close other programs, or raise the limit of open files.'],
};

interface SystemError extends Error {
  readonly code: string;
}

/** Whether the operating system refused something, rather than the program being wrong. */
export const isSystemError = (error: unknown): error is SystemError =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;

/** Whether the operating system refused with this code, e.g. 'EEXIST'. */
export const hasCode = (error: unknown, code: string): boolean => isSystemError(error) && error.code === code;

/**
 * @param error what a call of node:fs threw
 * @param file absolute path of the file that the caller was at
 * @param doing what could not be done, as in "could not be *written*"
 * @throws `error` itself when it isn't the operating system's: then it is a bug
 */
export function fileProblem(error: unknown, file: string, doing: string): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (!isSystemError(error)) throw error;
  const [reason, remedy] = CAUSES[error.code] ?? [error.message, undefined];
  return {
    message: `${path.basename(file)} could not be ${doing}: ${reason} (${error.code}).`,
    ...(remedy === undefined ? {} : { remedy }),
    file,
    blame: 'environment',
  };
}

/** Runs `action`; what the operating system refuses, and a thrown ProblemError, become a failure. Bugs still throw. */
export function attempt<T>(file: string, doing: string, action: () => T): Result<T> {
  try {
    return ok(action());
  } catch (error) {
    return failure(fileProblem(error, file, doing));
  }
}
