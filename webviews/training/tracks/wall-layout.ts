/** Where the tiles of a wall stand: a whole-number scale, thin gaps, pairs held together. Pure geometry. */
import type { ImagesTrack } from '../../../src/protocol/tracks';

const GAP_PX = 2;
/** Between one row of pairs and the next. */
const PAIR_GAP_PX = 8;
const LARGEST_SCALE = 4;
/** Over the columns, where these have names; they run upwards, as those of a confusion matrix do. */
export const NAMES_PX = 68;

export interface WallLayout {
  readonly scale: number;
  readonly tileWidthPx: number;
  readonly tileHeightPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly tiles: readonly { readonly x: number; readonly y: number }[];
}

/** @param roomPx width that the wall may take; below the tiles' own width it takes that all the same */
export function wallLayout(track: ImagesTrack, roomPx: number): WallLayout {
  const { columns, rows, tileWidth, tileHeight, layout, columnNames } = track;
  const fits = Math.floor((roomPx - (columns - 1) * GAP_PX) / (columns * tileWidth));
  const scale = Math.max(1, Math.min(LARGEST_SCALE, fits));
  const tileWidthPx = tileWidth * scale;
  const tileHeightPx = tileHeight * scale;
  const names = columnNames ? NAMES_PX : 0;
  const top = (row: number) =>
    names + row * (tileHeightPx + GAP_PX) + (layout === 'pairs' ? Math.floor(row / 2) * (PAIR_GAP_PX - GAP_PX) : 0);
  const tiles = Array.from({ length: columns * rows }, (_, tile) => ({
    x: (tile % columns) * (tileWidthPx + GAP_PX),
    y: top(Math.floor(tile / columns)),
  }));
  return {
    scale,
    tileWidthPx,
    tileHeightPx,
    widthPx: columns * (tileWidthPx + GAP_PX) - GAP_PX,
    heightPx: top(rows - 1) + tileHeightPx,
    tiles,
  };
}

/** The tile at a place of the wall, and the pixel of it. */
export function tileAt(
  layout: WallLayout,
  track: ImagesTrack,
  x: number,
  y: number,
): { tile: number; x: number; y: number } | undefined {
  const tile = layout.tiles.findIndex(
    (at) => x >= at.x && x < at.x + layout.tileWidthPx && y >= at.y && y < at.y + layout.tileHeightPx,
  );
  const at = layout.tiles[tile];
  if (!at) return undefined;
  const inside = (offset: number, size: number) => Math.min(size - 1, Math.floor(offset / layout.scale));
  return { tile, x: inside(x - at.x, track.tileWidth), y: inside(y - at.y, track.tileHeight) };
}
