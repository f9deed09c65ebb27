/**
 * Ends this process when its client is gone, also while the user's code keeps its only thread busy for ever: a second
 * thread looks whether the parent still lives. It knows nothing of what the inspector does.
 */
import { Worker } from 'node:worker_threads';

const LOOK_EVERY_MS = 1000;

/** Plain JavaScript, since a thread is started from a text or from a file, and this one has no file of its own. */
const watchParent = `
  const { workerData } = require('node:worker_threads');
  const { rmSync } = require('node:fs');
  const isOrphan = () => {
    if (process.platform !== 'win32') return process.ppid !== workerData.parent;
    try { process.kill(workerData.parent, 0); return false; } catch { return true; }
  };
  setInterval(() => {
    if (!isOrphan()) return;
    rmSync(workerData.scratchFolder, { recursive: true, force: true });
    process.kill(process.pid, 'SIGKILL');
  }, ${LOOK_EVERY_MS});
`;

/** @param scratchFolder removed when the client can't do it any more */
export function endWithClient(scratchFolder: string): void {
  new Worker(watchParent, { eval: true, workerData: { parent: process.ppid, scratchFolder } }).unref();
}
