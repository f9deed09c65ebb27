/** What the panel has to ask for to draw a state. Pure: whether and when it is sent is the pump's business. */
import { toProblem } from '../../src/base/problem';
import { type PanelState, tracksOf } from './state';
import { viewOf } from './tracks/registry';
import type { PictureShelf, Want } from './wants';
import { translateTrack } from './track-words';

/** Nothing while the panel is hidden; else the run itself, and what the tracks and the playhead's pane need. */
export function wantsOf(state: PanelState, shelf: PictureShelf): readonly Want[] {
  if (state.hidden) return [];
  const run = state.reading.done < state.reading.wanted ? [wantRun(state.reading.wanted)] : [];
  if (!state.run || state.run.progress.lastStep <= 0) return run;
  const tracks = tracksOf(state);
  const unfolded = tracks.filter(({ id }) => !state.folded.includes(id));
  // The pane first: it is what people look at while they move the playhead.
  return [
    ...run,
    ...tracks.flatMap((track) => viewOf(track).needsAtPlayhead(track, state, shelf)),
    ...unfolded.flatMap((track) => viewOf(track).needs(track, state, shelf)),
  ];
}

/** @param reading which telling of the run this is to be */
function wantRun(reading: number): Want {
  return {
    slot: 'run',
    key: String(reading),
    everyMs: 0,
    async ask(asker) {
      try {
        const run = await asker.request({ kind: 'readRun' });
        const tracks = run.manifest.tracks.map((track) => translateTrack(track));
        return { kind: 'runRead', reading, run: { ...run, manifest: { ...run.manifest, tracks } } };
      } catch (error) {
        return { kind: 'runUnreadable', reading, problem: toProblem(error, 'environment') };
      }
    },
  };
}
