/** Draws one tile of an atlas with sharp pixels, and tells an atlas that is none. */
import type { ImagesTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import type { DecodedImage } from '../../common/image-cache';
import type { Theme } from '../../common/theme';
import type { Pictures } from './track-view';

/** @param scale a whole number: pixels stay squares */
export function drawTile(
  context: CanvasRenderingContext2D,
  { bitmap }: DecodedImage,
  { columns, tileWidth, tileHeight }: ImagesTrack,
  tile: number,
  x: number,
  y: number,
  scale: number,
): void {
  context.imageSmoothingEnabled = false;
  const left = (tile % columns) * tileWidth;
  const top = Math.floor(tile / columns) * tileHeight;
  context.drawImage(bitmap, left, top, tileWidth, tileHeight, x, y, tileWidth * scale, tileHeight * scale);
}

/** In high contrast, where the background may be as black as a picture's, a thin frame says where each picture ends. */
export function drawTileFrame(
  context: CanvasRenderingContext2D,
  { highContrast, grid }: Theme,
  x: number,
  y: number,
  widthPx: number,
  heightPx: number,
): void {
  if (!highContrast) return;
  context.fillStyle = toCss(grid);
  context.fillRect(x - 1, y - 1, widthPx + 2, heightPx + 2);
}

/**
 * What there is of a recorded picture.
 * @returns broken: it can't be decoded, or is smaller than its track says, so that tiles of it would be missing
 */
export function readPicture(
  pictures: Pictures,
  key: string,
  { columns, rows, tileWidth, tileHeight }: ImagesTrack,
): { readonly image: DecodedImage | undefined; readonly isBroken: boolean } {
  const image = pictures.get(key);
  const isWhole = image && image.width >= columns * tileWidth && image.height >= rows * tileHeight;
  return { image: isWhole ? image : undefined, isBroken: pictures.isBroken(key) || (image !== undefined && !isWhole) };
}
