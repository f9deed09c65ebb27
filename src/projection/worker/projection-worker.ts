/** A thread that makes maps, so that its process answers other questions meanwhile. */
import type { Disposable } from '../../base/disposable';
import type { Cancellation } from '../../base/cancellation';
import type { PlainTensor } from '../../protocol/plain-tensor';
import type { MapMethod, MapRound } from '../map-method';

export declare class ProjectionWorker implements Disposable {
  /** @param script path of dist/projection-worker.cjs. The thread starts with the first map and ends with `dispose`. */
  constructor(script: string);
  /**
   * One map at a time: another ends the one before it.
   * @param codings [count, dims]; are copied
   * @returns [count, 2]; undefined when it was cancelled or another was asked for
   * @throws ProblemError when the thread breaks down; the next map starts a new one
   */
  layOut(
    codings: PlainTensor,
    method: MapMethod,
    onRound?: (round: MapRound) => void,
    cancellation?: Cancellation,
  ): Promise<PlainTensor | undefined>;
  dispose(): void;
}
