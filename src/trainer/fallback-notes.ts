/** Tells, and writes down with the run, why steps run kernel by kernel where they should run compiled. */
import type { RunNote } from '../protocol/manifest';
import type { Assembled } from '../training/assemble-run';
import type { PreparedRun } from './prepared-run';

/** From now on. Steps are tried before there is a run: what is found then waits for it. */
export function noteFallbacks(
  { loaded, state, trainingStep }: Assembled,
  onNote: (message: string) => void,
): { belongTo(run: PreparedRun): void } {
  const waiting: RunNote[] = [];
  let owner: PreparedRun | undefined;
  trainingStep.onFallback = ({ message: why, at }) => {
    const [place] = loaded.positions.framesOf(at);
    const message = `This training step can't be compiled: ${why}. It runs kernel by kernel, which is right, and slower.`;
    onNote(place ? `${place.file}:${place.line}: ${message}` : message);
    const note: RunNote = { step: state.step, message, ...(place && { place }) };
    if (owner) owner.addNotes([note]);
    else waiting.push(note);
  };
  return {
    belongTo: (run) => {
      owner = run;
      run.addNotes(waiting);
    },
  };
}
