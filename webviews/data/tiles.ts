/** Rows of an atlas on canvases, as large as they fit and never smoothed when enlarged. */
import type { Atlas } from '../../src/protocol/dataset-preview';
import { decodePng } from '../common/image-cache';
import { Surface } from '../common/surface';

const TILE_PX = 48;
const GAP_PX = 2;

/** How often a pixel is drawn: whole times, so that pixels stay squares. */
const scaleOf = ({ tileWidth, tileHeight }: Atlas): number =>
  Math.max(1, Math.floor(TILE_PX / Math.max(tileWidth, tileHeight)));

/** An atlas that is decoded once, whoever draws it. */
export class Tiles {
  private bitmap: ImageBitmap | undefined;

  constructor(
    readonly atlas: Atlas,
    onReady: () => void,
  ) {
    void decodePng(atlas.png).then((bitmap) => {
      this.bitmap = bitmap;
      onReady();
    });
  }

  get tileWidthPx(): number {
    return this.atlas.tileWidth * scaleOf(this.atlas);
  }

  get tileHeightPx(): number {
    return this.atlas.tileHeight * scaleOf(this.atlas);
  }

  /** @param count of tiles from column `from` of the row on */
  widthPx(count: number): number {
    return count * (this.tileWidthPx + GAP_PX) - GAP_PX;
  }

  /** Draws at (0, 0). */
  draw(context: CanvasRenderingContext2D, row: number, from: number, count: number): void {
    if (!this.bitmap) return;
    const { tileWidth, tileHeight } = this.atlas;
    context.imageSmoothingEnabled = false;
    for (let column = 0; column < count; column++)
      context.drawImage(
        this.bitmap,
        (from + column) * tileWidth,
        row * tileHeight,
        tileWidth,
        tileHeight,
        column * (this.tileWidthPx + GAP_PX),
        0,
        this.tileWidthPx,
        this.tileHeightPx,
      );
  }

  /** @param label what is to be seen, for those who don't see it */
  surface(label: string): Surface {
    const surface = new Surface();
    surface.canvas.setAttribute('role', 'img');
    surface.canvas.setAttribute('aria-label', label);
    return surface;
  }

  /** Draws no more tiles than its holder has room for: half a picture is none. */
  drawOn(surface: Surface, row: number, from: number, count: number): void {
    const roomPx = surface.canvas.parentElement?.clientWidth ?? 0;
    const fitting = Math.min(count, Math.max(1, Math.floor((roomPx + GAP_PX) / (this.tileWidthPx + GAP_PX))));
    if (count > 0)
      surface.draw(this.widthPx(fitting), this.tileHeightPx, (context) => this.draw(context, row, from, fitting));
  }
}
