/** Asking for the statistics of the selected span. No DOM. */
import { lastStepOf, type PanelState } from './state';
import type { TimeWindow } from './time-window';
import { curveTags, type Want } from './wants';

/** While a span is being dragged, or a run grows into it. */
const EVERY_MS = 120;

/** Which span of how much of the run: statistics under another key are of before. */
export const spanKey = (state: PanelState, { from, to }: TimeWindow): string =>
  `${state.edition} ${from}–${to} of ${Math.min(to, lastStepOf(state))}`;

export function wantStatistics(state: PanelState, span: TimeWindow | undefined): readonly Want[] {
  if (!span) return [];
  const key = spanKey(state, span);
  if (state.statistics?.key === key) return [];
  const tags = curveTags(state);
  return [
    {
      slot: 'statistics',
      key,
      everyMs: EVERY_MS,
      async ask(asker) {
        const read = await asker.request({ kind: 'readStatistics', tags, fromStep: span.from, toStep: span.to });
        return { kind: 'statisticsRead', read: { key, ...read } };
      },
    },
  ];
}
