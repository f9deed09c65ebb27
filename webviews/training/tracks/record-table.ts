/** The records around the playhead, for the tables, of tracks that are recorded more rarely than at every step. No DOM. */
import { lastStepOf, type PanelState, playheadStep } from '../state';
import { indexAtMost } from '../time-window';
import type { Want } from '../wants';

const EVERY_MS = 300;
/** Records on either side of the playhead that a table shows. */
const REACH_RECORDS = 8;

/**
 * The records nearest to the playhead: they lie far apart, so their steps have to be asked for first.
 * @param tags all recorded at the same steps
 */
export function wantRecordTable(track: string, tags: readonly string[], state: PanelState): readonly Want[] {
  const step = playheadStep(state);
  const lastStep = lastStepOf(state);
  const held = state.table.get(track);
  const [tag] = tags;
  if (!state.tableShown || tag === undefined) return [];
  if (held?.span.from === step && held.readUpTo === lastStep) return [];
  return [
    {
      slot: `table ${track}`,
      key: `${state.edition} ${step} of ${lastStep}`,
      everyMs: EVERY_MS,
      async ask(asker) {
        const { steps } = await asker.request({ kind: 'readSteps', tag });
        const at = indexAtMost(steps, step);
        const first = steps[Math.max(0, at - REACH_RECORDS)] ?? 0;
        const last = steps[Math.min(steps.length - 1, at + REACH_RECORDS)] ?? 0;
        const { curves } = await asker.request({
          kind: 'readCurves',
          tags: [...tags],
          fromStep: first,
          toStep: last,
          columns: 4 * REACH_RECORDS,
        });
        const span = { from: step, to: step + 1, bucket: 1 };
        return { kind: 'tableRead', track, read: { span, readUpTo: lastStep, curves } };
      },
    },
  ];
}
