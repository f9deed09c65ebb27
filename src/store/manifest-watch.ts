/** A run's manifest, read again only when the file has changed. The last readable one stays in force. */
import { statSync } from 'node:fs';
import { formatProblem } from '../base/problem';
import { ok, type Result } from '../base/result';
import type { RunManifest } from '../protocol/manifest';
import { attempt } from './file-problem';
import { manifestPath, readManifest } from './manifest-file';

export class ManifestWatch {
  private problem: string | undefined;

  private constructor(
    private readonly runFolder: string,
    private current: RunManifest,
    private stamp: string,
  ) {}

  static start(runFolder: string): Result<ManifestWatch> {
    const stamp = stampOf(runFolder);
    const manifest = readManifest(runFolder);
    return manifest.ok ? ok(new ManifestWatch(runFolder, manifest.value, stamp)) : manifest;
  }

  get manifest(): RunManifest {
    return this.current;
  }

  /** Why the newest manifest can't be read, if it can't. */
  get damage(): string[] {
    return this.problem === undefined ? [] : [this.problem];
  }

  /** @returns whether there is another manifest than before */
  refresh(): boolean {
    const stamp = stampOf(this.runFolder);
    if (stamp === this.stamp) return false;
    this.stamp = stamp;
    const manifest = readManifest(this.runFolder);
    this.problem = manifest.ok ? undefined : formatProblem(manifest.problem);
    if (manifest.ok) this.current = manifest.value;
    return manifest.ok;
  }
}

/** Each writing makes a new file: its number, size and time tell it from the one before. */
function stampOf(runFolder: string): string {
  const file = manifestPath(runFolder);
  const found = attempt(file, 'read', () => statSync(file, { bigint: true }));
  return found.ok ? [found.value.ino, found.value.size, found.value.mtimeNs].join() : found.problem.message;
}
