/** Cuts tiles out of a recorded atlas of pictures and lays them out anew, as PNG. Knows nothing of runs. */
import { decode, encode } from 'fast-png';

/** Tiles side by side, row by row. */
export interface Atlas {
  readonly columns: number;
  readonly rows: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

export interface CutTiles {
  readonly png: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * @param tiles numbers of tiles of the atlas, row by row from 0; any that it hasn't stay empty
 * @param columns of the new picture
 * @returns undefined when the PNG is none, or not of these tiles
 */
export function cutTiles(
  png: Uint8Array,
  atlas: Atlas,
  tiles: readonly number[],
  columns: number,
): CutTiles | undefined {
  const source = decoded(png);
  const { tileWidth, tileHeight } = atlas;
  if (source?.depth !== 8 || source.width < atlas.columns * tileWidth || tiles.length === 0) return undefined;
  const { channels, palette } = source;
  const [widthPx, heightPx] = [columns * tileWidth, Math.ceil(tiles.length / columns) * tileHeight];
  const data = new Uint8Array(widthPx * heightPx * channels);
  const rowLength = tileWidth * channels;
  tiles.forEach((tile, index) => {
    const [fromX, fromY] = [(tile % atlas.columns) * tileWidth, Math.floor(tile / atlas.columns) * tileHeight];
    const [toX, toY] = [(index % columns) * tileWidth, Math.floor(index / columns) * tileHeight];
    if (fromY + tileHeight > source.height) return;
    for (let y = 0; y < tileHeight; y++) {
      const from = ((fromY + y) * source.width + fromX) * channels;
      data.set(source.data.subarray(from, from + rowLength), ((toY + y) * widthPx + toX) * channels);
    }
  });
  const cut = { width: widthPx, height: heightPx, data, channels, depth: 8, ...(palette && { palette }) } as const;
  return { png: encode(cut), widthPx, heightPx };
}

/** @returns undefined when it is no PNG: files of runs may be damaged */
function decoded(png: Uint8Array) {
  try {
    return decode(png);
  } catch {
    return undefined;
  }
}
