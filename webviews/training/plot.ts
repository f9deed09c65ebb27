/** The rectangle that a track draws in, and what all tracks draw alike: the step scale, ticks of values, text. */
import { scaleLinear, type ScaleLinear } from 'd3';
import { toCss } from '../common/colour';
import type { Theme } from '../common/theme';
import { wrapText } from '../common/wrapped-text';
import type { TimeWindow } from './time-window';

/** Left of every plot, for the ticks of values. */
export const TICKS_PX = 44;
/** Right of every plot, for labels at the ends of lines: less where there is little room. @param chartPx with both margins */
export const labelsPx = (chartPx: number): number => (chartPx < 440 ? 76 : chartPx < 640 ? 104 : 120);

/** A canvas around a plot: ticks at the left, the plot, labels at the right. In CSS pixels. */
export interface Plot {
  readonly context: CanvasRenderingContext2D;
  readonly theme: Theme;
  readonly left: number;
  readonly right: number;
  /** Width of the whole canvas. */
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
  /** Step → horizontal position. */
  readonly x: ScaleLinear<number, number>;
}

export const stepScale = (window: TimeWindow, left: number, right: number): ScaleLinear<number, number> =>
  scaleLinear([window.from, window.to], [left, right]);

/** The text of charts: a little smaller than VS Code's own. */
export function useFont({ context, theme }: Pick<Plot, 'context' | 'theme'>, weight: 400 | 600 = 400): void {
  context.font = `${weight} ${theme.fontSizePx - 2}px ${theme.fontFamily}`;
}

/** A line of one pixel over the width of the plot. */
export function drawRule({ context, theme, left, right }: Plot, y: number, dashed = false): void {
  context.save();
  context.strokeStyle = toCss(theme.grid);
  context.lineWidth = 1;
  context.setLineDash(dashed ? [2, 4] : []);
  context.beginPath();
  context.moveTo(left, Math.round(y) + 0.5);
  context.lineTo(right, Math.round(y) + 0.5);
  context.stroke();
  context.restore();
}

/** The name of a value, left of the plot. */
export function drawTickLabel(plot: Plot, y: number, text: string): void {
  const { context, theme, left } = plot;
  useFont(plot);
  context.fillStyle = toCss(theme.dim);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  context.fillText(text, left - 8, y);
}

/** Keeps what is drawn inside the plot. */
export function clipped({ context, left, right, top, bottom }: Plot, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  draw();
  context.restore();
}

/** Between one line of a sentence and the next. */
const LINE_PX = 15;

/** A sentence in the middle of a plot that has nothing to draw, on as many lines as it needs. */
export function drawAbsence(plot: Plot, text: string): void {
  const { context, theme, left, right, top, bottom } = plot;
  useFont(plot);
  context.fillStyle = toCss(theme.dim);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const lines = wrapText(text, right - left, (part) => context.measureText(part).width);
  const first = (top + bottom - (lines.length - 1) * LINE_PX) / 2;
  lines.forEach((line, at) => context.fillText(line, (left + right) / 2, first + at * LINE_PX, right - left));
}
