/** The wall of samples, from the most to the least convincing one: each with sharp pixels, and what D gives below it. */
import type { Wall } from '../../src/protocol/confidence-questions';
import { toCss } from '../common/colour';
import { drawSample, isImage, type SampleKind, sizeOf } from '../common/sample-picture';
import type { Theme } from '../common/theme';
import { formatBelief } from './belief-format';
import { type BeliefScale, isWrong } from './figures';
import { gradientBitmap } from './gradient-picture';

const LEAST_TILE_PX = 48;
const GAP_PX = 5;
const VALUE_PX = 18;
/** Of a byte that stands for a signed number. */
const NOTHING = 128;

export interface WallLayout {
  readonly columns: number;
  readonly rows: number;
  readonly tilePx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** As many columns as fit, of tiles that are whole multiples of a sample's pixels. */
export function wallLayout(count: number, { shape }: SampleKind, roomPx: number): WallLayout {
  const side = shape.length === 3 ? Math.max(shape[0] ?? 1, shape[1] ?? 1) : LEAST_TILE_PX;
  const tilePx = side * Math.max(1, Math.ceil(LEAST_TILE_PX / side));
  const columns = columnsFor(count, Math.floor((roomPx + GAP_PX) / (tilePx + GAP_PX)));
  const rows = Math.ceil(count / columns);
  return {
    columns,
    rows,
    tilePx,
    widthPx: columns * (tilePx + GAP_PX) - GAP_PX,
    heightPx: rows * (tilePx + VALUE_PX + GAP_PX),
  };
}

/** As many as fit, or, where these are little fewer, so many that all rows are full. */
function columnsFor(count: number, most: number): number {
  const fitting = Math.max(1, Math.min(count, most));
  for (let columns = fitting; columns > fitting / 2; columns--) if (count % columns === 0) return columns;
  return fitting;
}

export const placeOnWall = (at: number, { columns, tilePx }: WallLayout): { x: number; y: number } => ({
  x: (at % columns) * (tilePx + GAP_PX),
  y: Math.floor(at / columns) * (tilePx + VALUE_PX + GAP_PX),
});

/** Which of the samples lies there. */
export function atOnWall(x: number, y: number, count: number, layout: WallLayout): number | undefined {
  const column = Math.floor(x / (layout.tilePx + GAP_PX));
  const row = Math.floor(y / (layout.tilePx + VALUE_PX + GAP_PX));
  const at = row * layout.columns + column;
  return column >= 0 && column < layout.columns && at >= 0 && at < count ? at : undefined;
}

export interface WallMarks {
  readonly chosen: number | undefined;
  readonly pins: readonly number[];
  readonly isHeatShown: boolean;
}

export function drawWall(
  context: CanvasRenderingContext2D,
  wall: Wall,
  kind: SampleKind,
  scale: BeliefScale,
  layout: WallLayout,
  { chosen, pins, isHeatShown }: WallMarks,
  theme: Theme,
): void {
  const size = sizeOf(kind.shape);
  const bytes: SampleKind = { shape: kind.shape, range: [0, 255] };
  const role = wall.whose === 'generated' ? 'generated' : 'real';
  const { tilePx } = layout;
  wall.indices.forEach((index, at) => {
    const { x, y } = placeOnWall(at, layout);
    const own = [at * size, (at + 1) * size] as const;
    drawSample(context, Float32Array.from(wall.pictures.subarray(...own)), bytes, x, y, tilePx, theme);
    if (isHeatShown && isImage(kind)) {
      // 0 is what is no number: as white as nothing.
      const signed = Array.from(wall.gradients.subarray(...own), (byte) => (byte === 0 ? 0 : byte - NOTHING));
      context.imageSmoothingEnabled = false;
      context.drawImage(gradientBitmap(signed, kind.shape, NOTHING - 1, true), x, y, tilePx, tilePx);
    }
    const value = wall.values[at] ?? NaN;
    const share = Math.max(0, Math.min(1, (value - scale.least) / (scale.most - scale.least)));
    context.fillStyle = toCss(theme.grid);
    context.fillRect(x, y + tilePx + 2, tilePx, 3);
    context.fillStyle = toCss(theme.roles[role]);
    context.fillRect(x, y + tilePx + 2, Math.max(1, share * tilePx), 3);
    const pin = pins.indexOf(index);
    const name = wall.whose === 'generated' && pin >= 0 ? ` ${pinName(pin)}` : '';
    context.fillStyle = toCss(isWrong(value, wall.whose, scale.middle) ? theme.foreground : theme.dim);
    context.textBaseline = 'top';
    context.textAlign = 'left';
    context.fillText(formatBelief(value, scale) + name, x, y + tilePx + 6, tilePx);
    if (index !== chosen) return;
    context.strokeStyle = toCss(theme.foreground);
    context.lineWidth = 2;
    context.strokeRect(x - 1, y - 1, tilePx + 2, tilePx + 2);
  });
}

export const pinName = (at: number): string => String.fromCharCode('A'.charCodeAt(0) + at);
