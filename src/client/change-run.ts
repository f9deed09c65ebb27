/** Renames and deletes runs. Both are for runs that nobody trains: a living trainer owns its folder and its manifest. */
import { rm } from 'node:fs/promises';
import { ProblemError } from '../base/problem';
import { unwrap } from '../base/result';
import { fileProblem } from '../store/file-problem';
import { readManifest, writeManifest } from '../store/manifest-file';
import { isWriterAlive } from './attach-trainer';

const LONGEST_NAME = 120;

/** What is wrong with a name for a run, as a sentence; undefined when nothing is. */
export function nameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'A run needs a name.';
  if (name.length > LONGEST_NAME)
    return `The name expected at most ${LONGEST_NAME} characters, and has ${name.length}.`;
  if (/\p{Cc}/u.test(name)) return 'The name expected no control characters.';
  return undefined;
}

/**
 * Gives a run another name; its folder, which others may refer to, keeps its own.
 * @throws ProblemError when the name is none, when a trainer writes the manifest, or when the disk refuses
 */
export async function renameRun(runFolder: string, name: string): Promise<void> {
  const problem = nameProblem(name);
  if (problem) throw new ProblemError({ message: problem, remedy: 'Choose another one.', blame: 'environment' });
  await requireNoTrainer(runFolder, 'renamed');
  writeManifest(runFolder, { ...unwrap(readManifest(runFolder)), name: name.trim() });
}

/** Deletes a run for good. @throws ProblemError when it is being trained, or when the disk refuses */
export async function deleteRun(runFolder: string): Promise<void> {
  await requireNoTrainer(runFolder, 'deleted');
  try {
    await rm(runFolder, { recursive: true });
  } catch (error) {
    throw new ProblemError(fileProblem(error, runFolder, 'deleted'), { cause: error });
  }
}

/** @param changed as in "can't be *deleted*" @throws ProblemError when a trainer lives; a manifest that can't be read names none */
export async function requireNoTrainer(runFolder: string, changed: string): Promise<void> {
  const manifest = readManifest(runFolder);
  if (!manifest.ok || manifest.value.end || !(await isWriterAlive(manifest.value))) return;
  throw new ProblemError({
    message: `The run ${manifest.value.name} can't be ${changed} while its trainer lives.`,
    remedy: 'Stop the training first.',
    file: runFolder,
    blame: 'environment',
  });
}
