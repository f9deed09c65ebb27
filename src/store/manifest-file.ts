/** The manifest of a run on disk: always whole, always checked when read. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ProblemError } from '../base/problem';
import { failure, ok, type Result } from '../base/result';
import { manifestSchema, type RunManifest } from '../protocol/manifest';
import { writeFileDurably } from './durable-file';
import { attempt, fileProblem } from './file-problem';

const MANIFEST = 'manifest.json';
const REMEDY = 'Restore it from a copy. The event files beside it are untouched, and TensorBoard still reads them.';

export const manifestPath = (runFolder: string): string => path.join(runFolder, MANIFEST);

/** @returns a failure that names the file and, where one is wrong, the field */
export function readManifest(runFolder: string): Result<RunManifest> {
  const file = manifestPath(runFolder);
  const text = attempt(file, 'read', () => readFileSync(file, 'utf8'));
  return text.ok ? parseManifest(text.value, file) : text;
}

/**
 * Replaces the manifest in one move.
 * @throws ProblemError when the disk refuses, or when the manifest would not be read back (a NaN, say)
 */
export function writeManifest(runFolder: string, manifest: RunManifest): void {
  const file = manifestPath(runFolder);
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const readBack = parseManifest(text, file);
  if (!readBack.ok) throw new ProblemError(readBack.problem);
  try {
    writeFileDurably(file, text);
  } catch (error) {
    throw new ProblemError(fileProblem(error, file, 'written'), { cause: error });
  }
}

function parseManifest(text: string, file: string): Result<RunManifest> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failure({ message: `${MANIFEST} is not JSON: ${reason}.`, remedy: REMEDY, file, blame: 'environment' });
  }
  // Through the interface that schema libraries share, because the library itself is at home in protocol alone.
  const outcome = manifestSchema['~standard'].validate(content);
  if (outcome instanceof Promise) throw new Error('The schema of a manifest must be checked synchronously.');
  if (!outcome.issues) return ok(outcome.value);
  const [issue] = outcome.issues;
  const field = (issue?.path ?? []).map((step) => (typeof step === 'object' ? step.key : step).toString()).join('.');
  const message = `${MANIFEST}, field "${field}": ${issue?.message ?? 'it is not as expected'}.`;
  return failure({ message, remedy: REMEDY, file, blame: 'environment' });
}
