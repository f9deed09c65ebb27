/** What heat tracks ask for beside their curves: the rows' values at the playhead, and the records around it for the table. */
import type { HeatTrack } from '../../../src/protocol/tracks';
import { isComputed, lastStepOf, type PanelState, playheadStep, tracksOf } from '../state';
import { indexAtMost } from '../time-window';
import type { Want } from '../wants';
import { areOf } from './playhead-values';

/** Rows change seldom; only who drags the playhead wants to know at once. */
const RIDING_EVERY_MS = 300;
const DRAGGED_EVERY_MS = 60;
/** Records on either side of the playhead that the table shows. */
const TABLE_REACH_RECORDS = 8;

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

/** The records nearest to the playhead: they lie far apart, so their steps have to be asked for first. */
export function wantRowsTable(track: HeatTrack, state: PanelState): readonly Want[] {
  const step = playheadStep(state);
  const lastStep = lastStepOf(state);
  const held = state.table.get(track.id);
  const [tag] = rowTags(track);
  if (tag === undefined || (held?.span.from === step && held.readUpTo === lastStep)) return [];
  return [
    {
      slot: `table ${track.id}`,
      key: `${state.edition} ${step} of ${lastStep}`,
      everyMs: RIDING_EVERY_MS,
      async ask(asker) {
        const { steps } = await asker.request({ kind: 'readSteps', tag });
        const at = indexAtMost(steps, step);
        const first = steps[Math.max(0, at - TABLE_REACH_RECORDS)] ?? 0;
        const last = steps[Math.min(steps.length - 1, at + TABLE_REACH_RECORDS)] ?? 0;
        const { curves } = await asker.request({
          kind: 'readCurves',
          tags: rowTags(track),
          fromStep: first,
          toStep: last,
          columns: 4 * TABLE_REACH_RECORDS,
        });
        const span = { from: step, to: step + 1, bucket: 1 };
        return { kind: 'tableRead', track: track.id, read: { span, readUpTo: lastStep, curves } };
      },
    },
  ];
}
