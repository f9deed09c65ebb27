/** A small plot: a canvas with a frame, its ends labelled. It knows no data. */
import { type ScaleLinear, scaleLinear } from 'd3';
import { toCss } from '../common/colour';
import { formatRound } from '../common/format';
import type { Theme } from '../common/theme';

export interface Frame {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
}

export interface FrameOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly x: readonly [least: number, most: number];
  readonly y: readonly [least: number, most: number];
  /** Below, in the middle. */
  readonly xTitle?: string;
  readonly yTitle?: string;
  /** Whether the heights are said. */
  readonly hasHeights?: boolean;
}

const LEFT_PX = 44;
const BOTTOM_PX = 20;
const MARGIN_PX = 6;

export function drawFrame(context: CanvasRenderingContext2D, theme: Theme, options: FrameOptions): Frame {
  const { widthPx, heightPx, xTitle = '', yTitle = '', hasHeights = true } = options;
  const [right, bottom] = [widthPx - MARGIN_PX, heightPx - BOTTOM_PX];
  const x = scaleLinear([...options.x], [LEFT_PX, right]);
  const y = scaleLinear([...options.y], [bottom, MARGIN_PX]);
  context.fillStyle = toCss(theme.rule);
  context.fillRect(LEFT_PX, bottom, right - LEFT_PX, 1);
  context.fillRect(LEFT_PX - 1, MARGIN_PX, 1, bottom - MARGIN_PX + 1);
  context.fillStyle = toCss(theme.dim);
  context.font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
  context.textBaseline = 'top';
  context.textAlign = 'left';
  context.fillText(formatRound(options.x[0]), LEFT_PX, bottom + 5);
  context.textAlign = 'right';
  context.fillText(formatRound(options.x[1]), right, bottom + 5);
  context.textAlign = 'center';
  context.fillText(xTitle, (LEFT_PX + right) / 2, bottom + 5);
  context.textAlign = 'right';
  if (hasHeights) {
    context.fillText(formatRound(options.y[1]), LEFT_PX - 6, MARGIN_PX - 2);
    context.textBaseline = 'bottom';
    context.fillText(formatRound(options.y[0]), LEFT_PX - 6, bottom + 3);
  }
  context.textBaseline = 'middle';
  context.fillText(yTitle, LEFT_PX - 6, (MARGIN_PX + bottom) / 2);
  return { widthPx, heightPx, x, y };
}
