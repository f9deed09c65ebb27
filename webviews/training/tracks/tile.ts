/** Draws one tile of an atlas with sharp pixels. */
import type { ImagesTrack } from '../../../src/protocol/tracks';
import type { DecodedImage } from '../../common/image-cache';

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
