/**
 * Tells an extension host that was reborn in a living window, because the one before it was killed, from one whose window
 * was loaded anew. An orderly end, as a reload of the window brings it, takes the host's mark away; kill -9 leaves it
 * behind. It knows nothing of what depends on that.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../base/disposable';

/** Marks of windows that nobody came back to. */
const FORGOTTEN_AFTER_MS = 7 * 24 * 3600 * 1000;

export class HostLife implements Disposable {
  /** Whether the host before this one died in the same window. */
  readonly isReborn: boolean;
  private readonly mark: string;

  /**
   * @param folder absolute path; where the extension keeps things of this workspace
   * @param session of VS Code: several windows may share it, and a window that is loaded anew may keep it
   */
  constructor(folder: string, session: string) {
    const name = createHash('sha256').update(session).digest('hex').slice(0, 16);
    this.mark = path.join(folder, `host-${name}.pid`);
    this.isReborn = isDead(readMark(this.mark));
    try {
      mkdirSync(folder, { recursive: true });
      for (const other of readdirSync(folder).filter((file) => /^host-.*\.pid$/.test(file))) forget(folder, other);
      writeFileSync(this.mark, String(process.pid));
    } catch {
      // Where nothing can be written a reborn host only takes longer to see what it has to replace.
    }
  }

  dispose(): void {
    // Another window of the same session may have put its own there.
    if (readMark(this.mark) === process.pid) rmSync(this.mark, { force: true });
  }
}

function readMark(mark: string): number | undefined {
  try {
    return Number(readFileSync(mark, 'utf8'));
  } catch {
    return undefined; // Nobody was here, or whoever was has ended in order.
  }
}

function isDead(pid: number | undefined): boolean {
  if (pid === undefined || !Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

function forget(folder: string, name: string): void {
  const file = path.join(folder, name);
  const { mtimeMs = Infinity } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (Date.now() - mtimeMs > FORGOTTEN_AFTER_MS) rmSync(file, { force: true });
}
