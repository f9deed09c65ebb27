/**
 * What a layer gave out, as pictures: channels as tiles, units as cells, sequences with time from left to right. Where each
 * part lies, what colour a number has, and which number lies under the pointer. The drawing is on a canvas; the rest is pure.
 */
import { blueWhiteRed } from '../../src/base/blue-white-red';
import { viridis } from '../../src/base/viridis';
import type { LayerRun } from '../../src/protocol/layer-questions';

/** One sample's tiles, cells or rows, at their place. */
export interface Layout {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of one sample. */
  readonly blockPx: number;
  readonly columns: number;
  /** CSS pixels a number, across and down. */
  readonly scale: number;
  readonly scaleDown: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

const GAP_PX = 2;
const TILE_PX = 34;
const CELL_PX = 9;
/** Of a sequence: a step across as the room allows, a unit down as there are few or many. */
const STEP_PX = [3, 14] as const;
const UNIT_PX = { few: 5, many: 2, upTo: 48 };
/** Between samples. */
const BLOCK_GAP_PX = 6;

/** What is drawn of a layer: for each sample, and perhaps the difference of two. */
export interface Pictured {
  readonly run: LayerRun;
  readonly blocks: readonly Float32Array[];
  /** Of all blocks: what the ends of the colours stand for. */
  readonly least: number;
  readonly most: number;
}

/** @param isDifference of the second sample from the first, in their place */
export function pictured(run: LayerRun, isDifference: boolean): Pictured {
  const size = run.shape.reduce((product, one) => product * one, 1);
  const samples = run.figures.length;
  const of = (sample: number) => run.values.subarray(sample * size, (sample + 1) * size);
  const blocks =
    isDifference && samples > 1
      ? [of(1).map((value, i) => value - of(0)[i]!)]
      : Array.from({ length: samples }, (_, sample) => of(sample));
  let [least, most] = [0, 0];
  for (const block of blocks)
    for (const value of block) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  return { run, blocks, least, most };
}

export function layoutOf({ run, blocks }: Pictured, roomPx: number): Layout {
  const { layout, shape, shown } = run;
  const [tileHeight, tileWidth, scale] =
    layout === 'maps'
      ? [shape[0] ?? 1, shape[1] ?? 1, tileScale(Math.max(shape[0] ?? 1, shape[1] ?? 1))]
      : layout === 'sequence'
        ? [shown, shape[0] ?? 1, stepPx(shape[0] ?? 1, roomPx)]
        : [1, 1, CELL_PX];
  const scaleDown = layout === 'sequence' ? (shown > UNIT_PX.upTo ? UNIT_PX.many : UNIT_PX.few) : scale;
  const [width, height] = [tileWidth * scale, tileHeight * scaleDown];
  const gap = layout === 'units' ? 1 : GAP_PX;
  const count = layout === 'sequence' ? 1 : shown;
  const columns = Math.max(1, Math.min(count, Math.floor((roomPx + gap) / (width + gap))));
  const rows = Math.ceil(count / columns);
  const blockPx = rows * (height + gap) - gap;
  return {
    widthPx: Math.min(Math.max(roomPx, width), columns * (width + gap) - gap),
    heightPx: blocks.length * (blockPx + BLOCK_GAP_PX) - BLOCK_GAP_PX,
    blockPx,
    columns,
    scale,
    scaleDown,
    tileWidth,
    tileHeight,
  };
}

const stepPx = (steps: number, roomPx: number): number =>
  Math.max(STEP_PX[0], Math.min(STEP_PX[1], Math.floor(roomPx / Math.max(1, steps))));

/** Whole pixels a number where a tile is small; less than one where it is large. */
const tileScale = (side: number): number =>
  side <= TILE_PX ? Math.max(1, Math.floor(TILE_PX / side)) : TILE_PX / side;

/** Where a unit or a channel lies, in its block. */
export function placeOf(
  unit: number,
  { columns, scale, scaleDown, tileWidth, tileHeight }: Layout,
  layout: LayerRun['layout'],
) {
  const gap = layout === 'units' ? 1 : GAP_PX;
  return layout === 'sequence'
    ? { x: 0, y: unit * scaleDown, widthPx: tileWidth * scale, heightPx: scaleDown }
    : {
        x: (unit % columns) * (tileWidth * scale + gap),
        y: Math.floor(unit / columns) * (tileHeight * scale + gap),
        widthPx: tileWidth * scale,
        heightPx: tileHeight * scale,
      };
}

/** A number under the pointer. */
export interface Under {
  readonly block: number;
  readonly unit: number;
  /** Within a map; the step of a sequence. */
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

export function under(picture: Pictured, at: Layout, xPx: number, yPx: number): Under | undefined {
  const { run, blocks } = picture;
  const { layout, shown } = run;
  const block = Math.floor(yPx / (at.blockPx + BLOCK_GAP_PX));
  const inBlock = yPx - block * (at.blockPx + BLOCK_GAP_PX);
  if (!blocks[block] || inBlock > at.blockPx) return undefined;
  for (let unit = 0; unit < shown; unit++) {
    const { x, y, widthPx, heightPx } = placeOf(unit, at, layout);
    if (xPx < x || yPx < 0 || xPx >= x + widthPx || inBlock < y || inBlock >= y + heightPx) continue;
    const [column, row] = [Math.floor((xPx - x) / at.scale), Math.floor((inBlock - y) / at.scaleDown)];
    const index = indexOf(run, unit, column, row);
    return { block, unit, x: column, y: row, value: blocks[block][index] ?? NaN };
  }
  return undefined;
}

/** Of the values of one sample. */
export function indexOf({ layout, shape, shown }: LayerRun, unit: number, column: number, row: number): number {
  if (layout === 'maps') return (row * (shape[1] ?? 1) + column) * shown + unit;
  return layout === 'sequence' ? column * shown + unit : unit;
}

/** Red, green, blue of a number: magnitudes in viridis from 0, or blue, white and red about it where there are both. */
export function colourOf(value: number, least: number, most: number): readonly [number, number, number] {
  if (!Number.isFinite(value)) return [255, 0, 255];
  if (least >= 0) return viridis(most > 0 ? value / most : 0);
  const end = Math.max(-least, most);
  return blueWhiteRed(end > 0 ? value / end : 0);
}

export function drawLayer(
  context: CanvasRenderingContext2D,
  picture: Pictured,
  at: Layout,
  chosen: number | undefined,
  frame: string,
): void {
  const { run, blocks, least, most } = picture;
  blocks.forEach((block, number) => {
    const top = number * (at.blockPx + BLOCK_GAP_PX);
    for (let unit = 0; unit < run.shown; unit++) {
      const place = placeOf(unit, at, run.layout);
      const tile = tileOf(run, block, unit, at, least, most);
      context.imageSmoothingEnabled = at.scale < 1;
      context.drawImage(tile, place.x, top + place.y, place.widthPx, place.heightPx);
      if (unit !== chosen) continue;
      context.strokeStyle = frame;
      context.lineWidth = 2;
      context.strokeRect(place.x - 1, top + place.y - 1, place.widthPx + 2, place.heightPx + 2);
    }
  });
}

/** One channel, unit or row in its own pixels. */
export function tileOf(
  run: LayerRun,
  block: Float32Array,
  unit: number,
  { tileWidth, tileHeight }: Pick<Layout, 'tileWidth' | 'tileHeight'>,
  least: number,
  most: number,
): HTMLCanvasElement {
  const height = run.layout === 'maps' ? tileHeight : 1;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [tileWidth, height];
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const image = context.createImageData(tileWidth, height);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < tileWidth; column++) {
      const [r, g, b] = colourOf(block[indexOf(run, unit, column, row)] ?? NaN, least, most);
      image.data.set([r, g, b, 255], (row * tileWidth + column) * 4);
    }
  context.putImageData(image, 0, 0);
  return canvas;
}
