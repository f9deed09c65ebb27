/** One tile, or one pair, enlarged beside the place pointed at, with its number and the exact value of the pixel there. */
import type { ImagesTrack } from '../../../src/protocol/tracks';
import { element, setText } from '../../common/elements';
import { formatCount } from '../../common/format';
import type { DecodedImage } from '../../common/image-cache';
import { Surface } from '../../common/surface';
import { t } from '../../common/words';
import { pairTiles } from '../strip-layout';
import { drawTile } from './tile';
import type { WallLayout } from './wall-layout';

const SIZE_PX = 168;
const GAP_PX = 6;

export interface Magnifier {
  readonly element: HTMLElement;
  /** The tile that is enlarged. */
  readonly tile: number | undefined;
  /** @param pixel of the tile under the cursor */
  show(image: DecodedImage, tile: number, layout: WallLayout, roomPx: number, pixel?: { x: number; y: number }): void;
  /** The same tile of another picture. */
  refresh(image: DecodedImage | undefined): void;
  hide(): void;
}

export function createMagnifier(track: ImagesTrack): Magnifier {
  const surface = new Surface();
  const label = element('div', { class: 'magnifier-label' });
  const frame = element('div', { class: 'magnifier', attributes: { 'aria-live': 'polite' } }, surface.canvas, label);
  frame.hidden = true;
  const scale = Math.max(2, Math.floor(SIZE_PX / Math.max(track.tileWidth, track.tileHeight)));
  let shown: { tile: number; pixel?: { x: number; y: number } } | undefined;

  const draw = (image: DecodedImage) => {
    if (!shown) return;
    const tiles = tilesOf(track, shown.tile);
    const width = track.tileWidth * scale;
    surface.draw(tiles.length * width + (tiles.length - 1) * GAP_PX, track.tileHeight * scale, (context) => {
      tiles.forEach((tile, at) => drawTile(context, image, track, tile, at * (width + GAP_PX), 0, scale));
    });
    // Colours of magnitudes are no brightness.
    const pixel = track.scale === undefined ? shown.pixel : undefined;
    setText(label, labelOf(track, shown.tile, pixel && pixelValue(image, track, shown.tile, pixel)));
  };
  return {
    element: frame,
    get tile() {
      return shown?.tile;
    },
    show(image, tile, layout, roomPx, pixel) {
      shown = { tile, ...(pixel && { pixel }) };
      draw(image);
      frame.hidden = false;
      const at = layout.tiles[tile] ?? { x: 0, y: 0 };
      const width = frame.offsetWidth;
      const beside = at.x + layout.tileWidthPx + 8;
      frame.style.left = `${beside + width <= roomPx ? beside : Math.max(-8, at.x - width - 8)}px`;
      frame.style.top = `${Math.max(0, Math.min(at.y - 20, layout.heightPx - frame.offsetHeight))}px`;
    },
    refresh(image) {
      if (image) draw(image);
      else this.hide();
    },
    hide() {
      shown = undefined;
      frame.hidden = true;
    },
  };
}

/** Of pairs both: input first, reconstruction beside it. */
function tilesOf(track: ImagesTrack, tile: number): number[] {
  if (track.layout === 'samples') return [tile];
  const { input, reconstruction } = pairTiles(pairOf(track, tile), track.columns);
  return [input, reconstruction];
}

const pairOf = ({ columns }: ImagesTrack, tile: number): number =>
  Math.floor(tile / (2 * columns)) * columns + (tile % columns);

function labelOf(track: ImagesTrack, tile: number, value: number | undefined): string {
  const column = track.columnNames?.[tile % track.columns];
  const name =
    column !== undefined
      ? t('{name}, row {row}', { name: column, row: Math.floor(tile / track.columns) + 1 })
      : track.layout === 'pairs'
        ? t('pair {number}: input, reconstruction', { number: pairOf(track, tile) + 1 })
        : t('number {number}', { number: tile + 1 });
  return value === undefined ? name : `${name} · ${t('pixel {value} of 255', { value: formatCount(value) })}`;
}

/** Brightness 0–255 as it stands in the file. */
function pixelValue(
  { bitmap }: DecodedImage,
  track: ImagesTrack,
  tile: number,
  { x, y }: { x: number; y: number },
): number {
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const left = (tile % track.columns) * track.tileWidth + x;
  const top = Math.floor(tile / track.columns) * track.tileHeight + y;
  context?.drawImage(bitmap, left, top, 1, 1, 0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = context?.getImageData(0, 0, 1, 1).data ?? [];
  return Math.round((r + g + b) / 3);
}
