/** What the classifier takes both images for: all classes, before in blue and after in orange. One drawing for screen and file. */
import { toCss } from '../common/colour';
import { formatPercent } from '../common/format';
import type { Theme } from '../common/theme';

export interface ClassConfidence {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** Its own class, or the one that is wanted. */
  readonly isMarked: boolean;
}

export const ROW_PX = 26;
const NAME_PX = 108;
const NUMBERS_PX = 122;
const BAR_PX = 8;
/** Of more classes those that matter most. */
const MOST_ROWS = 12;

/** All classes, or those with the largest probabilities, in the order of their numbers. */
export function shownClasses(classes: readonly ClassConfidence[]): readonly ClassConfidence[] {
  if (classes.length <= MOST_ROWS) return classes;
  const weight = ({ before, after, isMarked }: ClassConfidence) => Math.max(before, after) + (isMarked ? 1 : 0);
  const largest = new Set([...classes].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_ROWS));
  return classes.filter((one) => largest.has(one));
}

export function drawConfidences(
  context: CanvasRenderingContext2D,
  classes: readonly ClassConfidence[],
  x: number,
  y: number,
  widthPx: number,
  theme: Theme,
): void {
  const barsPx = Math.max(20, widthPx - NAME_PX - NUMBERS_PX);
  const left = x + NAME_PX;
  const small = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
  context.textBaseline = 'middle';
  classes.forEach(({ name, before, after, isMarked }, at) => {
    const top = y + at * ROW_PX;
    const middle = top + ROW_PX / 2;
    context.font = `${isMarked ? '600 ' : ''}${theme.fontSizePx - 1}px ${theme.fontFamily}`;
    context.textAlign = 'right';
    context.fillStyle = toCss(isMarked ? theme.foreground : theme.dim);
    context.fillText(name, left - 8, middle, NAME_PX - 10);
    context.fillStyle = toCss(theme.grid);
    context.fillRect(left, top + ROW_PX - 1, barsPx, 1);
    for (const [share, colour, up] of [
      [before, theme.roles.real, middle - BAR_PX - 0.5],
      [after, theme.roles.generated, middle + 0.5],
    ] as const) {
      context.fillStyle = toCss(colour);
      context.fillRect(left, up, Math.max(share > 0.001 ? 1 : 0, share * barsPx), BAR_PX);
    }
    context.font = small;
    const right = x + widthPx;
    context.textAlign = 'right';
    context.fillStyle = toCss(theme.readable.generated);
    context.fillText(formatPercent(after), right, middle, 54);
    context.fillStyle = toCss(theme.dim);
    context.fillText('→', right - 56, middle);
    context.fillStyle = toCss(theme.readable.real);
    context.fillText(formatPercent(before), right - 70, middle, 54);
  });
  context.textAlign = 'left';
}
