/** What the panel has to ask for to draw a state. Pure: whether and when it is sent is the pump's business. */
import { toProblem } from '../../src/base/problem';
import type { PanelRun } from '../../src/protocol/training-panel-messages';
import { matchingTrack, otherSide, shelfOfOther, toldToOther, wantOfOther } from './other-run';
import { isFolded, lastStepOf, type PanelState, spanOf, tracksOf } from './state';
import { wantStatistics } from './span-request';
import { viewOf } from './tracks/registry';
import type { Asker, PictureShelf, Want } from './wants';
import { translateTrack } from './track-words';

/** Nothing while the panel is hidden; else the run itself, and what the tracks and the playhead's pane need. */
export function wantsOf(state: PanelState, shelf: PictureShelf): readonly Want[] {
  if (state.hidden) return [];
  const run =
    state.reading.done < state.reading.wanted
      ? [wantRun(state.reading.wanted, (asker) => asker.request({ kind: 'readRun' }))]
      : [];
  if (!state.run || state.run.progress.lastStep <= 0) return run;
  const tracks = tracksOf(state);
  const unfolded = tracks.filter(({ id }) => !isFolded(state, id));
  // The pane first: it is what people look at while they move the playhead.
  return [
    ...run,
    ...tracks.flatMap((track) => viewOf(track).needsAtPlayhead(track, state, shelf)),
    ...unfolded.flatMap((track) => viewOf(track).needs(track, state, shelf)),
    ...wantStatistics(state, spanOf(state)),
    ...wantsOfOther(state, shelf),
  ];
}

/** The same of the run that is compared, as far as its tracks match. */
function wantsOfOther(state: PanelState, shelf: PictureShelf): readonly Want[] {
  const { other } = state;
  if (!other) return [];
  const { number, runFolder } = other;
  const { done, wanted } = other.side.reading;
  // The run itself is asked for by its folder, and is no question `of` one that is open.
  const run = done < wanted ? [wantRun(wanted, (asker) => asker.request({ kind: 'readOther', runFolder }))] : [];
  const reading = run.map((want) => toldToOther({ ...want, slot: 'other run' }, number));
  const side = otherSide(state);
  if (!side || lastStepOf(side) <= 0) return reading;
  const its = shelfOfOther(shelf, number);
  const wants = tracksOf(state).flatMap((track) => {
    const match = matchingTrack(track, side);
    if (!match) return [];
    const needs = isFolded(state, track.id) ? [] : viewOf(match).needs(match, side, its);
    return [...viewOf(match).needsAtPlayhead(match, side, its), ...needs];
  });
  return [...reading, ...[...wants, ...wantStatistics(side, spanOf(state))].map((want) => wantOfOther(want, number))];
}

/** @param reading which telling of the run this is to be @param read asks for it */
function wantRun(reading: number, read: (asker: Asker) => Promise<PanelRun>): Want {
  return {
    slot: 'run',
    key: String(reading),
    everyMs: 0,
    async ask(asker) {
      try {
        const run = await read(asker);
        const tracks = run.manifest.tracks.map((track) => translateTrack(track));
        return { kind: 'runRead', reading, run: { ...run, manifest: { ...run.manifest, tracks } } };
      } catch (error) {
        return { kind: 'runUnreadable', reading, problem: toProblem(error, 'environment') };
      }
    },
  };
}
