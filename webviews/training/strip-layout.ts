/** Which recorded pictures a strip shows, and where. Pure. */
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
 * As many pictures as fit side by side, spread evenly over time; each stands as near as possible to its own step.
 * @param lastStep slots whose middle lies after it stay empty: no picture stands in the future
 */
export function stripColumns(
  window: TimeWindow,
  lastStep: number,
  plotWidthPx: number,
  tilePx: number,
  steps: ArrayLike<number>,
): StripColumn[] {
  const picked = pickSteps(window, lastStep, Math.floor((plotWidthPx + STRIP_GAP_PX) / (tilePx + STRIP_GAP_PX)), steps);
  const wanted = picked.map((step) => ((step - window.from) / (window.to - window.from)) * plotWidthPx);
  const placed = placeLabels(wanted, tilePx + STRIP_GAP_PX, -STRIP_GAP_PX / 2, plotWidthPx + STRIP_GAP_PX / 2);
  return picked.map((step, at) => ({ step, x: Math.round((placed[at] ?? 0) - tilePx / 2) }));
}

/** All that were recorded in the window where they fit; else, for each of `most` slots, the one nearest to its middle. */
function pickSteps({ from, to }: TimeWindow, lastStep: number, most: number, steps: ArrayLike<number>): number[] {
  const slots = Math.max(1, most);
  const first = indexAtMost(steps, from - 1e-9) + 1;
  const end = indexAtMost(steps, Math.min(to, lastStep)) + 1;
  if (end - first <= slots) return Array.from({ length: end - first }, (_, at) => steps[first + at] ?? 0);
  const picked: number[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const left = from + (slot / slots) * (to - from);
    const right = from + ((slot + 1) / slots) * (to - from);
    const step = nearest(steps, (left + right) / 2);
    if ((left + right) / 2 <= lastStep && step !== undefined && step >= left && step < right) picked.push(step);
  }
  return picked;
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

/** @param tiles that one picture has to show over time */
export const leastStripHeight = (tileHeight: number, scale: number, tiles = LEAST_ROWS): number =>
  Math.min(LEAST_ROWS, tiles) * (tileHeight * scale + STRIP_GAP_PX) + 12;

function nearest(steps: ArrayLike<number>, to: number): number | undefined {
  const index = indexAtMost(steps, to);
  const before = steps[index];
  const after = steps[index + 1];
  if (before === undefined || after === undefined) return before ?? after;
  return to - before <= after - to ? before : after;
}
