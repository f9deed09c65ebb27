/** The span of steps that the user selected, and its statistics as they come. Pure; it knows no run. */
import type { SpanStatistics } from '../../src/protocol/training-panel-messages';
import type { TimeWindow } from './time-window';

export type SpanMessage =
  /** By dragging: from where it began to where it is. */
  | { readonly kind: 'spanSelected'; readonly from: number; readonly to: number }
  /** By keyboard: the first time a span begins at the playhead, the second time it ends there. */
  | { readonly kind: 'spanMarked' }
  | { readonly kind: 'spanCleared' }
  | { readonly kind: 'statisticsRead'; readonly read: ReadStatistics };

export interface ReadStatistics {
  /** Which span, and of how much of the run: `spanKey`. */
  readonly key: string;
  readonly statistics: readonly SpanStatistics[];
  readonly wallMs: number | null;
}

export interface SpanSelection {
  /** From a whole step to a later or the same one, both in it. */
  readonly span: TimeWindow | undefined;
  /** Where a span was begun by keyboard; its other end is the playhead. */
  readonly begunAt: number | undefined;
}

export const NOTHING_SELECTED: SpanSelection = { span: undefined, begunAt: undefined };

/** @param playhead the step it stands at @param lastStep newest step that can be selected */
export function select(
  selection: SpanSelection,
  message: Exclude<SpanMessage, { readonly kind: 'statisticsRead' }>,
  playhead: number,
  lastStep: number,
): SpanSelection {
  switch (message.kind) {
    case 'spanSelected':
      return { span: between(message.from, message.to, lastStep), begunAt: undefined };
    case 'spanMarked':
      return selection.begunAt === undefined
        ? { span: undefined, begunAt: playhead }
        : { span: between(selection.begunAt, playhead, lastStep), begunAt: undefined };
    case 'spanCleared':
      return NOTHING_SELECTED;
  }
}

/** What is selected now: a span that is being marked by keyboard reaches to the playhead. */
export const selectedSpan = ({ span, begunAt }: SpanSelection, playhead: number): TimeWindow | undefined =>
  begunAt === undefined ? span : between(begunAt, playhead, Infinity);

function between(one: number, another: number, lastStep: number): TimeWindow {
  const whole = (step: number) => Math.round(Math.max(0, Math.min(lastStep, step)));
  return { from: whole(Math.min(one, another)), to: whole(Math.max(one, another)) };
}
