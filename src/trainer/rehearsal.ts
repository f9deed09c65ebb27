/**
 * The first step, tried before the run exists: what is wrong with it comes out before there is a folder, what it shows
 * decides the tracks, and two replays tell whether it keeps something outside of the training state.
 */
import { hashState } from '../store/state-hash';
import type { TrainingState } from '../training/training-state';
import type { Observation, TrainingStep } from '../training/training-step';

export interface Rehearsal {
  readonly observation: Observation;
  readonly replayable: boolean;
}

/** Runs the next step twice from the same state, and puts that state back. */
export function rehearse(state: TrainingState, step: TrainingStep): Rehearsal {
  const before = state.capture();
  const runOnce = () => {
    const observation = step.run();
    const hash = hashState(state.capture());
    state.restore(before);
    return { observation, hash };
  };
  const [first, second] = [runOnce(), runOnce()];
  return { observation: first.observation, replayable: first.hash === second.hash };
}
