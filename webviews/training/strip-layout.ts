/** Which recorded pictures a strip shows, and where: slots side by side, each with the picture nearest its middle. Pure. */
import type { ImagesTrack } from '../../src/protocol/tracks';
import { placeLabels } from '../common/label-placement';
import { indexAtMost, type TimeWindow } from './time-window';

export const STRIP_GAP_PX = 2;
/** Tiles are doubled, tripled, … only while so many still stand side by side. */
const LEAST_COLUMNS = 12;
const LEAST_ROWS = 3;

export interface StripColumn {
  readonly step: number;
  /** Left edge, from the left of the plot. */
  readonly x: number;
}

/** Whole-number scale of a strip's tiles; at least 1. */
export function stripScale(tileWidth: number, plotWidthPx: number): number {
  return Math.max(1, Math.floor((plotWidthPx / LEAST_COLUMNS - STRIP_GAP_PX) / tileWidth));
}

/**
 * Where there is room for every recorded picture, each stands as near as possible to its own step; else as many as fit
 * stand side by side, each the one nearest to the middle of its slot.
 * @param lastStep slots whose middle lies after it stay empty: no picture stands in the future
 */
export function stripColumns(
  window: TimeWindow,
  lastStep: number,
  plotWidthPx: number,
  tilePx: number,
  steps: ArrayLike<number>,
): StripColumn[] {
  const slots = Math.max(1, Math.floor((plotWidthPx + STRIP_GAP_PX) / (tilePx + STRIP_GAP_PX)));
  const first = indexAtMost(steps, window.from - 1e-9) + 1;
  const end = indexAtMost(steps, Math.min(window.to, lastStep)) + 1;
  if (end - first <= slots) {
    const seen = Array.from({ length: end - first }, (_, at) => steps[first + at] ?? 0);
    const wanted = seen.map((step) => ((step - window.from) / (window.to - window.from)) * plotWidthPx);
    const placed = placeLabels(wanted, tilePx + STRIP_GAP_PX, -STRIP_GAP_PX / 2, plotWidthPx + STRIP_GAP_PX / 2);
    return seen.map((step, at) => ({ step, x: Math.round((placed[at] ?? 0) - tilePx / 2) }));
  }
  const slotPx = plotWidthPx / slots;
  const stepsASlot = (window.to - window.from) / slots;
  const columns: StripColumn[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const from = window.from + slot * stepsASlot;
    const middle = from + stepsASlot / 2;
    const step = nearest(steps, middle);
    if (middle > lastStep || step === undefined || step < from || step >= from + stepsASlot) continue;
    columns.push({ step, x: Math.round(slot * slotPx + (slotPx - tilePx) / 2) });
  }
  return columns;
}

/** Tiles of an atlas that the strip shows as its rows, from the top. Of pairs only the reconstructions change over time. */
export function stripTiles({ layout, columns, rows }: ImagesTrack, rowCount: number): number[] {
  const tiles =
    layout === 'samples'
      ? Array.from({ length: columns * rows }, (_, tile) => tile)
      : Array.from({ length: (columns * rows) / 2 }, (_, pair) => pairTiles(pair, columns).reconstruction);
  return tiles.slice(0, Math.max(1, rowCount));
}

/** Where the two images of a pair stand in the atlas: a row of inputs over a row of their reconstructions. */
export function pairTiles(pair: number, columns: number): { input: number; reconstruction: number } {
  const input = Math.floor(pair / columns) * 2 * columns + (pair % columns);
  return { input, reconstruction: input + columns };
}

export const leastStripHeight = (tileHeight: number, scale: number): number =>
  LEAST_ROWS * (tileHeight * scale + STRIP_GAP_PX) + 12;

function nearest(steps: ArrayLike<number>, to: number): number | undefined {
  const index = indexAtMost(steps, to);
  const before = steps[index];
  const after = steps[index + 1];
  if (before === undefined || after === undefined) return before ?? after;
  return to - before <= after - to ? before : after;
}
