/** Leaves the index of a run beside its event files when the run has ended, so that it opens at once. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { readManifest } from './manifest-file';
import { INDEX_FROM_BYTES, RunReader } from './run-reader';

/**
 * Reads what was recorded, unless that is so little that it is read as fast as an index.
 * @returns whether an index was written
 */
export async function indexRun(runFolder: string): Promise<boolean> {
  const manifest = readManifest(runFolder);
  if (!manifest.ok) return false;
  const files = manifest.value.segments.map(({ eventFile }) => path.join(runFolder, path.basename(eventFile)));
  const bytes = files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
  if (bytes < INDEX_FROM_BYTES) return false;
  const reader = RunReader.open(runFolder);
  if (!reader.ok) return false;
  try {
    await reader.value.refreshAsync();
    return await reader.value.keepIndex();
  } finally {
    reader.value.dispose();
  }
}
