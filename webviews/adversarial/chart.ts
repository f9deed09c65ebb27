/** A small chart with axes, lines that are labelled at their end, and bands about them. Knows nothing of what it shows. */
import { type Colour, toCss } from '../common/colour';
import { placeLabels } from '../common/label-placement';
import type { Theme } from '../common/theme';

export interface ChartLine {
  readonly label: string;
  readonly colour: Colour;
  /** Of the label, which has to be read. */
  readonly textColour: Colour;
  readonly points: readonly { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number }[];
  readonly dots?: boolean;
}

export interface Chart {
  /** From 0 to so much. */
  readonly mostX: number;
  readonly xTicks: readonly { readonly at: number; readonly text: string }[];
  readonly xTitle: string;
  /** Shares, from 0 to 1. */
  readonly lines: readonly ChartLine[];
  /** Where the controls stand. */
  readonly at?: { readonly x: number; readonly text: string } | undefined;
  /** A level to compare with. */
  readonly level?: { readonly y: number; readonly text: string } | undefined;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

const LEFT_PX = 40;
const RIGHT_PX = 118;
const TOP_PX = 10;
const BOTTOM_PX = 34;
const LABEL_PX = 15;
const SHARES = [0, 0.25, 0.5, 0.75, 1];

export const plotOf = ({ x, y, widthPx, heightPx }: Box) => ({
  left: x + LEFT_PX,
  right: x + Math.max(LEFT_PX + 20, widthPx - RIGHT_PX),
  top: y + TOP_PX,
  bottom: y + heightPx - BOTTOM_PX,
});

export function drawChart(context: CanvasRenderingContext2D, chart: Chart, box: Box, theme: Theme): void {
  const { left, right, top, bottom } = plotOf(box);
  const across = (x: number) => left + (Math.min(x, chart.mostX) / Math.max(chart.mostX, 1e-12)) * (right - left);
  const up = (y: number) => bottom - y * (bottom - top);
  context.font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  context.textAlign = 'right';
  for (const share of SHARES) {
    context.fillStyle = toCss(theme.grid);
    context.fillRect(left, Math.round(up(share)), right - left, 1);
    context.fillStyle = toCss(theme.dim);
    context.fillText(`${share * 100}`, left - 6, up(share));
  }
  context.textAlign = 'center';
  for (const { at, text } of chart.xTicks) {
    context.fillStyle = toCss(theme.grid);
    context.fillRect(Math.round(across(at)), bottom, 1, 4);
    context.fillStyle = toCss(theme.dim);
    context.fillText(text, across(at), bottom + 11);
  }
  context.textAlign = 'left';
  context.fillText(chart.xTitle, left, bottom + 26);
  if (chart.level) {
    context.strokeStyle = toCss(theme.dim);
    context.setLineDash([2, 3]);
    line(context, left, up(chart.level.y), right, up(chart.level.y));
    context.setLineDash([]);
  }
  if (chart.at && chart.at.x <= chart.mostX) {
    context.strokeStyle = toCss(theme.foreground, 0.55);
    line(context, across(chart.at.x), top, across(chart.at.x), bottom);
  }
  for (const one of chart.lines) drawLine(context, one, across, up);
  labelEnds(context, chart, up, { right, top, bottom }, theme);
}

function drawLine(
  context: CanvasRenderingContext2D,
  { points, colour, dots }: ChartLine,
  across: (x: number) => number,
  up: (y: number) => number,
): void {
  if (points.some(({ low }) => low !== undefined)) {
    context.beginPath();
    points.forEach(({ x, y, high = y }) => context.lineTo(across(x), up(high)));
    [...points].reverse().forEach(({ x, y, low = y }) => context.lineTo(across(x), up(low)));
    context.fillStyle = toCss(colour, 0.2);
    context.fill();
  }
  context.beginPath();
  points.forEach(({ x, y }) => context.lineTo(across(x), up(y)));
  context.strokeStyle = toCss(colour);
  context.lineWidth = 1.75;
  context.stroke();
  context.lineWidth = 1;
  if (!dots) return;
  context.fillStyle = toCss(colour);
  for (const { x, y } of points) {
    context.beginPath();
    context.arc(across(x), up(y), 2.5, 0, 2 * Math.PI);
    context.fill();
  }
}

function labelEnds(
  context: CanvasRenderingContext2D,
  { lines, level }: Chart,
  up: (y: number) => number,
  { right, top, bottom }: { readonly right: number; readonly top: number; readonly bottom: number },
  theme: Theme,
): void {
  const labels = [
    ...lines.map(({ label, textColour, points }) => ({ text: label, colour: textColour, y: points.at(-1)?.y ?? 0 })),
    ...(level ? [{ text: level.text, colour: theme.dim, y: level.y }] : []),
  ];
  const places = placeLabels(
    labels.map(({ y }) => up(y)),
    LABEL_PX,
    top - 6,
    bottom + 10,
  );
  labels.forEach(({ text, colour }, at) => {
    context.fillStyle = toCss(colour);
    context.fillText(text, right + 8, places[at] ?? 0, RIGHT_PX - 10);
  });
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}
