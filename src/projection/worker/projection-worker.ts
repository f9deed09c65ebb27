/** Makes maps in a thread of their own, so that the process answers other questions meanwhile. */
import { Worker } from 'node:worker_threads';
import type { Cancellation } from '../../base/cancellation';
import type { Disposable } from '../../base/disposable';
import { ProblemError } from '../../base/problem';
import type { PlainTensor } from '../../protocol/plain-tensor';
import type { MapMethod, MapRound } from '../map-method';
import type { FromWorker, MapTask } from './messages';

/** Owns at most one thread, which lives as long as its map is made: what is not wanted any more costs nothing. */
export class ProjectionWorker implements Disposable {
  private stop: (() => void) | undefined;

  /** @param script path of dist/projection-worker.cjs */
  constructor(private readonly script: string) {}

  /**
   * One map at a time: another ends the one before it.
   * @param codings [count, dims]; are copied
   * @returns [count, 2]; undefined when it was cancelled, another was asked for, or this was disposed
   * @throws ProblemError where a coding is not finite, or when the thread breaks down
   */
  layOut(
    codings: PlainTensor,
    method: MapMethod,
    onRound: (round: MapRound) => void = () => undefined,
    cancellation?: Cancellation,
  ): Promise<PlainTensor | undefined> {
    this.stop?.();
    if (cancellation?.aborted) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      const thread = startThread(this.script, { codings, method });
      const stop = () => settle(() => resolve(undefined));
      /** The first of what can happen counts. */
      const settle = (how: () => void) => {
        if (this.stop === stop) this.stop = undefined;
        cancellation?.removeEventListener('abort', stop);
        thread.removeAllListeners();
        // A thread that is ended while it breaks down may still say so.
        thread.on('error', () => undefined);
        void thread.terminate();
        how();
      };
      this.stop = stop;
      cancellation?.addEventListener('abort', stop, { once: true });
      thread.on('message', (message: FromWorker) => {
        if (message.kind === 'round') onRound(message.round);
        else if (message.kind === 'laidOut') settle(() => resolve(message.places));
        else settle(() => reject(new ProblemError(message.problem)));
      });
      thread.on('error', (error) => settle(() => reject(brokenDown(error.message, error))));
      thread.on('exit', (code) => settle(() => reject(brokenDown(`it ended with exit code ${code}`))));
    });
  }

  /** Ends the map that is being made. Another may be asked for later. */
  dispose(): void {
    this.stop?.();
  }
}

/** With codings of its own: of a part of an array, only that part. */
function startThread(script: string, { codings, method }: MapTask): Worker {
  const values = codings.values.slice();
  const task: MapTask = { codings: { shape: codings.shape, values }, method };
  return new Worker(script, { workerData: task, transferList: [values.buffer] });
}

const brokenDown = (why: string, cause?: unknown): ProblemError =>
  new ProblemError(
    {
      message: `The thread that makes maps broke down: ${why.replace(/\.?$/, '.')}`,
      remedy: 'Ask again with fewer samples; if memory is short, close other programs.',
      blame: 'environment',
    },
    { cause },
  );
