/** The thread's program: one map, and it ends. Whoever doesn't want it any more ends it. */
import { parentPort, workerData } from 'node:worker_threads';
import { ProblemError } from '../../base/problem';
import { layOut } from '../lay-out';
import type { FromWorker, MapTask } from './messages';

/** Only what is expected is a message; of what isn't, the thread dies, and its owner hears why. */
function answer({ codings, method }: MapTask, say: (message: FromWorker) => void): void {
  try {
    const rounds = layOut(codings, method);
    for (let next = rounds.next(); ; next = rounds.next()) {
      if (next.done) return say({ kind: 'laidOut', places: next.value });
      say({ kind: 'round', round: next.value });
    }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    say({ kind: 'failed', problem: error.problem });
  }
}

answer(workerData as MapTask, (message) => parentPort?.postMessage(message));
