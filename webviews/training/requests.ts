/** What the panel has to ask for to draw a state. Pure: whether and when it is sent is the pump's business. */
import { toProblem } from '../../src/base/problem';
import { type PanelState, tracksOf } from './state';
import { viewOf } from './tracks/registry';
import type { PictureShelf, Want } from './wants';

/** Nothing while the panel is hidden; else what the tracks and the playhead's pane need and don't have. */
export function wantsOf(state: PanelState, shelf: PictureShelf): readonly Want[] {
  if (state.hidden) return [];
  if (!state.run) return state.runProblem ? [] : [wantRun(0)];
  if (state.run.progress.lastStep <= 0 && state.run.state === 'starting') return [];
  const tracks = tracksOf(state);
  // The pane first: it is what people look at while they move the playhead.
  return [
    ...tracks.flatMap((track) => viewOf(track).needsAtPlayhead(track, state, shelf)),
    ...tracks.filter(({ id }) => !state.folded.includes(id)).flatMap((track) => viewOf(track).needs(track, state, shelf)),
  ];
}

/** @param attempt tells one reading from the next: the run is read again whenever the host says that it changed */
export function wantRun(attempt: number): Want {
  return {
    slot: 'run',
    key: `run ${attempt}`,
    everyMs: 0,
    async ask(asker) {
      try {
        return { kind: 'runRead', run: await asker.request({ kind: 'readRun' }) };
      } catch (error) {
        return { kind: 'runUnreadable', problem: toProblem(error, 'environment') };
      }
    },
  };
}
