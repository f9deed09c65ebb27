/** Tiles of a picture at places of their own, as SVG: with gaps, at another size, in another order. Pure. */
import type { Box } from './pictures';
import type { CutTiles } from './tile-strip';

/**
 * @param cut the tiles in one row
 * @param places one a tile
 * @param sharp whether pixels stay squares; else they are smoothed, as what is made smaller has to be
 */
export function placedTiles({ png, widthPx, heightPx }: CutTiles, places: readonly Box[], sharp: boolean): string {
  const href = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const style = sharp ? ' style="image-rendering: pixelated"' : '';
  const tileWidth = widthPx / places.length;
  return (
    `<defs><image id="t" href="${href}" width="${widthPx}" height="${heightPx}"${style}/></defs>` +
    places
      .map(
        ({ x, y, width, height }, at) =>
          `<svg x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none" ` +
          `viewBox="${at * tileWidth} 0 ${tileWidth} ${heightPx}"><use href="#t"/></svg>`,
      )
      .join('')
  );
}
