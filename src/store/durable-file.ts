/**
 * Writing a whole file so that after a crash at any moment the old or the new content is there, never a mixture.
 * Throws what node:fs throws; callers turn that into Problems.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes a temporary file beside `file`, flushes it, renames it into place and flushes the folder. */
export function writeFileDurably(file: string, content: Uint8Array | string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const descriptor = openSync(temporary, 'w');
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(path.dirname(file));
}

/** Flushes the entries of a folder, so that a file created, renamed or removed in it stays so. */
export function syncFolder(folder: string): void {
  // Windows opens no folder as a file and keeps its entries in a journal of its own.
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
