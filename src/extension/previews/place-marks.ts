/** Where the marks of a run are in the text as it is now, and which of them are stale. Pure. */
import { callEnd } from '../call-end';
import { LineMapping } from './line-mapping';
import type { Mark } from './marks';

export interface PlacedMark {
  readonly mark: Mark;
  /** In the text as it is now, from 1. */
  readonly line: number;
  /** Whether the code that made it was changed or deleted since the run. */
  readonly isStale: boolean;
}

/** @param before the text that the run was made from @returns by line, one a line; what is still there goes before what is gone */
export function placeMarks(marks: readonly Mark[], before: string, now: string): PlacedMark[] {
  const mapping = LineMapping.between(before, now);
  const placed = marks.flatMap((mark) => {
    const at = mapping.at(mark.line);
    if (!at) return [];
    const isStale = mapping.isEdited && (at.fate !== 'same' || mapping.isTouched(mark.line, lastLineOf(mark, before)));
    return [{ mark, line: at.line, isStale, isGone: at.fate === 'gone' }];
  });
  return placed
    .filter((one) => !one.isGone || placed.find(({ line, isGone }) => line === one.line && !isGone) === undefined)
    .filter((one, index, kept) => kept.findIndex(({ line }) => line === one.line) === index)
    .map(({ mark, line, isStale }) => ({ mark, line, isStale }))
    .sort((a, b) => a.line - b.line);
}

/** A call may go over several lines: a change in any of them makes another layer. */
function lastLineOf({ line, column }: Mark, text: string): number {
  const lines = text.split('\n');
  const start = lines.slice(0, line - 1).reduce((length, one) => length + one.length + 1, 0) + column - 1;
  const end = callEnd(text, start);
  return end === undefined ? line : line + text.slice(start, end).split('\n').length - 1;
}
