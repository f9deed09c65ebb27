/**
 * A row for each class: a bar as long as its value, a line over its interval, both as numbers. For the page, and as a
 * drawing for a picture that is saved. It knows no track.
 */
import type { Interval } from '../../../src/base/confidence-interval';
import { toCss } from '../../common/colour';
import { element, setAttribute, setText } from '../../common/elements';
import { classColour, type Theme } from '../../common/theme';

export interface IntervalRow {
  readonly label: string;
  readonly classIndex: number;
  /** Undefined where none was recorded. */
  readonly value: number | undefined;
  readonly interval: Interval | undefined;
  /** Value and interval as they are written. */
  readonly said: string;
  readonly range: string;
  /** Of no account: it stands back. */
  readonly isFaint?: boolean;
}

export interface IntervalRows {
  readonly element: HTMLElement;
  update(rows: readonly IntervalRow[], theme: Theme): void;
}

export function createIntervalRows(labels: readonly string[]): IntervalRows {
  const made = labels.map(createRow);
  return {
    element: element('dl', { class: 'shares' }, ...made.map((row) => row.element)),
    update(rows, theme) {
      const longest = longestOf(rows);
      made.forEach((row, at) => {
        const content = rows[at];
        if (content) row.update(content, longest, theme);
      });
    },
  };
}

/** What the whole width stands for: the furthest end of a bar or of a line. */
const longestOf = (rows: readonly IntervalRow[]): number =>
  Math.max(0, ...rows.flatMap(({ value, interval }) => [value ?? 0, interval?.high ?? 0]).filter(Number.isFinite));

function createRow(label: string) {
  const bar = element('div', { class: 'share-bar' });
  const whisker = element('div', { class: 'share-interval' });
  const value = element('span', { class: 'share-value' });
  const range = element('span', { class: 'dim share-range' });
  const row = element(
    'div',
    { class: 'share-row' },
    element('dt', { text: label, title: label }),
    element(
      'dd',
      {},
      element('div', { class: 'share-track data-colour', attributes: { 'aria-hidden': 'true' } }, bar, whisker),
      value,
      range,
    ),
  );
  return {
    element: row,
    update(content: IntervalRow, longest: number, theme: Theme) {
      const { low = 0, high = 0 } = content.interval ?? {};
      const percent = (part: number) => `${longest > 0 && Number.isFinite(part) ? (part / longest) * 100 : 0}%`;
      bar.style.width = percent(content.value ?? 0);
      bar.style.background = toCss(classColour(theme.classes, content.classIndex));
      whisker.hidden = content.interval === undefined;
      whisker.style.left = percent(Math.max(0, low));
      whisker.style.width = percent(high - Math.max(0, low));
      whisker.style.background = toCss(theme.foreground);
      row.classList.toggle('uncovered', content.isFaint ?? false);
      value.classList.toggle('not-finite', content.value !== undefined && !Number.isFinite(content.value));
      setText(value, content.said);
      setText(range, content.range);
      // In a narrow pane only the line has room.
      setAttribute(row, 'title', [content.label, content.said, content.range].filter(Boolean).join(' · '));
    },
  };
}

const ROW_PX = 17;
const LABEL_PX = 88;
const VALUE_PX = 62;
const RANGE_PX = 104;
const BAR_PX = 10;

export const intervalRowsHeightPx = (rows: readonly IntervalRow[]): number => rows.length * ROW_PX;

export function drawIntervalRows(
  context: CanvasRenderingContext2D,
  theme: Theme,
  widthPx: number,
  rows: readonly IntervalRow[],
): void {
  const longest = longestOf(rows);
  const room = Math.max(40, widthPx - LABEL_PX - VALUE_PX - RANGE_PX);
  const lengthOf = (part: number) => (longest > 0 && Number.isFinite(part) ? (part / longest) * room : 0);
  context.font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
  context.textBaseline = 'middle';
  rows.forEach(({ label, classIndex, value, interval, said, range, isFaint }, at) => {
    const middle = at * ROW_PX + ROW_PX / 2;
    const text = toCss(isFaint ? theme.dim : theme.foreground);
    context.textAlign = 'left';
    context.fillStyle = text;
    context.fillText(label, 0, middle, LABEL_PX - 8);
    context.fillStyle = toCss(classColour(theme.classes, classIndex));
    context.fillRect(LABEL_PX, middle - BAR_PX / 2, lengthOf(value ?? 0), BAR_PX);
    if (interval) {
      const left = lengthOf(Math.max(0, interval.low));
      const length = lengthOf(interval.high) - left;
      context.fillStyle = toCss(theme.background);
      context.fillRect(LABEL_PX + left - 1, middle - 2, length + 2, 4);
      context.fillStyle = toCss(theme.foreground);
      context.fillRect(LABEL_PX + left, middle - 1, length, 2);
    }
    context.textAlign = 'right';
    context.fillStyle = text;
    context.fillText(said, LABEL_PX + room + VALUE_PX - 6, middle);
    context.fillStyle = toCss(theme.dim);
    context.fillText(range, LABEL_PX + room + VALUE_PX + RANGE_PX, middle);
  });
}
