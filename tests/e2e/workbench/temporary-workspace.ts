/** A copy of a folder in the system's temporary directory, so that no test writes into the repository. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface TemporaryWorkspace {
  /** Absolute path of the copy; it has the original's name. */
  readonly folder: string;
  remove(): void;
}

/** @param original absolute path; runs recorded in it are not copied */
export function copyWorkspace(original: string): TemporaryWorkspace {
  const parent = mkdtempSync(path.join(os.tmpdir(), 'gibbon-test-'));
  const folder = path.join(parent, path.basename(original));
  cpSync(original, folder, { recursive: true, filter: (file) => path.basename(file) !== '.gibbon' });
  return { folder, remove: () => rmSync(parent, { recursive: true, force: true, maxRetries: 5 }) };
}
