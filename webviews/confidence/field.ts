/** What D gives over a plane, as a field of colours with the line along which it is undecided. Places in the plane's own units. */
import { contours } from 'd3';
import { toCss } from '../common/colour';
import type { Theme } from '../common/theme';
import { beliefColours } from './belief-colours';
import type { BeliefScale } from './figures';

export interface Field {
  /** The middle of the outermost columns; of the bottom and the top row. */
  readonly across: readonly [number, number];
  readonly up: readonly [number, number];
  readonly side: number;
  /** [side, side], row-major, the top row first. */
  readonly values: Float32Array;
}

type Pixel = readonly [x: number, y: number];

/** From the plane to pixels of a square, and back: the middle of the first cell is half a cell inside. */
export function placedOn({ across, up, side }: Field, sidePx: number) {
  const cell = sidePx / side;
  const room = sidePx - cell;
  const [width, height] = [across[1] - across[0], up[1] - up[0]];
  return {
    toPx: (x: number, y: number): Pixel => [
      cell / 2 + ((x - across[0]) / width) * room,
      cell / 2 + ((up[1] - y) / height) * room,
    ],
    toPlace: (px: number, py: number): Pixel => [
      across[0] + ((px - cell / 2) / room) * width,
      up[1] - ((py - cell / 2) / room) * height,
    ],
  };
}

/** The value of the cell there; undefined outside. */
export function valueAt(field: Field, x: number, y: number): number | undefined {
  const { across, up, side, values } = field;
  const column = Math.round(((x - across[0]) / (across[1] - across[0])) * (side - 1));
  const row = Math.round(((up[1] - y) / (up[1] - up[0])) * (side - 1));
  return column >= 0 && row >= 0 && column < side && row < side ? values[row * side + column] : undefined;
}

export function drawField(
  context: CanvasRenderingContext2D,
  field: Field,
  scale: BeliefScale,
  sidePx: number,
  theme: Theme,
): void {
  const { side, values } = field;
  const colour = beliefColours(theme, scale);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [side, side];
  const inner = canvas.getContext('2d');
  if (!inner) return;
  const image = inner.createImageData(side, side);
  values.forEach((value, at) => {
    const { r, g, b } = colour(value);
    image.data.set([r, g, b, 255], at * 4);
  });
  inner.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, sidePx, sidePx);
  drawUndecided(context, field, scale, sidePx, theme);
}

function drawUndecided(
  context: CanvasRenderingContext2D,
  { side, values }: Field,
  { middle }: BeliefScale,
  sidePx: number,
  theme: Theme,
): void {
  const cell = sidePx / side;
  const [line] = contours().size([side, side]).thresholds([middle])(Array.from(values));
  context.strokeStyle = toCss(theme.foreground);
  context.lineWidth = 1.5;
  for (const polygon of line?.coordinates ?? [])
    for (const ring of polygon) {
      context.beginPath();
      let isDrawing = false;
      ring.forEach(([x = 0, y = 0]) => {
        // Along the border of the field it is the end of what is seen, and no line of D's.
        const isInside = x > 0 && y > 0 && x < side && y < side;
        if (isInside && isDrawing) context.lineTo(x * cell, y * cell);
        else if (isInside) context.moveTo(x * cell, y * cell);
        isDrawing = isInside;
      });
      context.stroke();
    }
}

/** A small cross, in light and dark so that it is seen on both. */
export function drawCross(context: CanvasRenderingContext2D, [x, y]: Pixel, theme: Theme): void {
  for (const [colour, width] of [
    [theme.background, 3],
    [theme.foreground, 1],
  ] as const) {
    context.strokeStyle = toCss(colour);
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - 7, y);
    context.lineTo(x + 7, y);
    context.moveTo(x, y - 7);
    context.lineTo(x, y + 7);
    context.stroke();
  }
}
