/** What heat tracks ask for beside their curves: the rows' values at the playhead. */
import type { HeatTrack } from '../../../src/protocol/tracks';
import { isComputed, type PanelState, playheadStep, tracksOf } from '../state';
import type { Want } from '../wants';
import { areOf } from './playhead-values';

/** Rows change seldom; only who drags the playhead wants to know at once. */
const RIDING_EVERY_MS = 300;
const DRAGGED_EVERY_MS = 60;

export const rowTags = ({ rows }: HeatTrack): string[] => rows.map(({ tag }) => tag);

/** One request for the rows of all heat tracks. */
export function wantRowValues(state: PanelState): readonly Want[] {
  const step = playheadStep(state);
  const computed = isComputed(state);
  if (areOf(state.rowValuesAtPlayhead, step, computed)) return [];
  const tags = tracksOf(state).flatMap((track) => (track.kind === 'heat' ? rowTags(track) : []));
  return [
    {
      slot: 'row values',
      key: `${state.edition} ${step} ${computed}`,
      everyMs: state.playhead.kind === 'live' ? RIDING_EVERY_MS : DRAGGED_EVERY_MS,
      async ask(asker) {
        const { values } = await asker.request({ kind: 'readValues', tags, step });
        return { kind: 'rowValuesRead', read: { step, values, computed } };
      },
    },
  ];
}
