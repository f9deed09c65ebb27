/** Where the lines of a text are now that it was edited, and which of them were changed. Pure; knows no editor. */
import { diffArrays } from 'diff';

/** Lines that have less than this share of their characters in common are two lines, not one that was changed. */
const LEAST_LIKENESS = 0.4;
/** Insertions and deletions after which a text counts as another one, so that no edit takes long to follow. */
const MOST_EDITS = 2000;

/** Where a line of the older text is in the newer one; lines from 1. */
export interface LineNow {
  readonly line: number;
  /**
   * - same: it reads as it did, but for spaces at its ends
   * - changed: this line took its place
   * - gone: nothing took its place; `line` is the one before
   */
  readonly fate: 'same' | 'changed' | 'gone';
}

/** Lines [from … to) of the older text in whose place are lines [fromNow … toNow) of the newer one; from 0. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly fromNow: number;
  readonly toNow: number;
}

export class LineMapping {
  private constructor(
    private readonly before: readonly string[],
    private readonly after: readonly string[],
    private readonly hunks: readonly Hunk[],
  ) {}

  static between(before: string, after: string): LineMapping {
    const [older, newer] = [linesOf(before), linesOf(after)];
    return new LineMapping(older, newer, before === after ? [] : hunksOf(older, newer));
  }

  /** Whether any line is another one. */
  get isEdited(): boolean {
    return this.hunks.length > 0;
  }

  /** @param line of the older text, from 1 @returns undefined when it has no such line */
  at(line: number): LineNow | undefined {
    const index = line - 1;
    if (!(index >= 0 && index < this.before.length)) return undefined;
    let shift = 0;
    for (const hunk of this.hunks) {
      if (index < hunk.from) break;
      if (index < hunk.to) return this.inHunk(hunk, index);
      shift = hunk.toNow - hunk.to;
    }
    return { line: line + shift, fate: 'same' };
  }

  /** Whether any of the older text's lines [from … to], from 1, was changed or is gone, or another stands between them. */
  isTouched(from: number, to: number): boolean {
    return this.hunks.some((hunk) =>
      hunk.from === hunk.to ? hunk.from >= from && hunk.from < to : hunk.from < to && hunk.to >= from,
    );
  }

  private inHunk(hunk: Hunk, index: number): LineNow {
    const text = this.before[index] ?? '';
    const expected = hunk.fromNow + index - hunk.from;
    let best: { readonly at: number; readonly likeness: number } | undefined;
    for (let at = hunk.fromNow; at < hunk.toNow; at++) {
      const likeness = likenessOf(text, this.after[at] ?? '');
      const isNearer = best?.likeness === likeness && Math.abs(at - expected) < Math.abs(best.at - expected);
      if (likeness >= LEAST_LIKENESS && (!best || likeness > best.likeness || isNearer)) best = { at, likeness };
    }
    return best ? { line: best.at + 1, fate: 'changed' } : { line: Math.max(1, hunk.fromNow), fate: 'gone' };
  }
}

/** Without the spaces at their ends: text that was indented is the same text. */
const linesOf = (text: string): string[] => text.split(/\r?\n/).map((line) => line.trim());

function hunksOf(before: string[], after: string[]): Hunk[] {
  const changes = diffArrays(before, after, { maxEditLength: MOST_EDITS });
  if (!changes) return [middleOf(before, after)];
  const hunks: Hunk[] = [];
  let [at, atNow] = [0, 0];
  let open: Hunk | undefined;
  for (const { added, removed, count } of changes) {
    const [taken, given] = [added ? 0 : count, removed ? 0 : count];
    if (added || removed) {
      open = { from: open?.from ?? at, to: at + taken, fromNow: open?.fromNow ?? atNow, toNow: atNow + given };
    } else if (open) {
      hunks.push(open);
      open = undefined;
    }
    at += taken;
    atNow += given;
  }
  return open ? [...hunks, open] : hunks;
}

/** All between what the texts have in common at their beginning and at their end. */
function middleOf(before: readonly string[], after: readonly string[]): Hunk {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let kept = 0;
  while (kept < shorter - from && before.at(-1 - kept) === after.at(-1 - kept)) kept++;
  return { from, to: before.length - kept, fromNow: from, toNow: after.length - kept };
}

/** Share of the longer line that both begin and end with, in [0, 1]. */
function likenessOf(one: string, other: string): number {
  const [shorter, longer] = [Math.min(one.length, other.length), Math.max(one.length, other.length)];
  if (longer === 0) return 1;
  let begin = 0;
  while (begin < shorter && one[begin] === other[begin]) begin++;
  let end = 0;
  while (end < shorter - begin && one.at(-1 - end) === other.at(-1 - end)) end++;
  return (begin + end) / longer;
}
