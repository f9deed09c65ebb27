/** Draws a track into a canvas of its own, or into a picture to be saved: of this run, and of the one it is compared with. */
import type { Track } from '../../src/protocol/tracks';
import { toCss } from '../common/colour';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { matchingTrack, otherSide, picturesOfOther, RUN_LETTERS } from './other-run';
import { drawAbsence, labelsPx, type Plot, stepScale, TICKS_PX, useFont } from './plot';
import { type PanelState, visibleWindow } from './state';
import { viewOf } from './tracks/registry';
import type { Pictures, PointedAt } from './tracks/track-view';

export const PADDING_PX = 8;
/** Above each half, for the run that it is of. */
const NAME_PX = 15;

/** Height of what has nothing to draw: two lines for its sentence. */
const EMPTY_PX = 32;

/** Least height of a track's plot without padding: of one that can't lay two runs over one another, of both together. */
export function leastHeightPx(track: Track, state: PanelState): number {
  const own = heightOf(track, state);
  if (!state.other || viewOf(track).overlays) return own;
  const side = otherSide(state);
  const match = side && matchingTrack(track, side);
  // Both halves are as high, so that they can be compared.
  const half = match ? Math.max(own, heightOf(match, side)) : own;
  return 2 * (half + NAME_PX) + PADDING_PX;
}

const heightOf = (track: Track, state: PanelState): number =>
  viewOf(track).absence(track, state) !== undefined ? EMPTY_PX : viewOf(track).minHeightPx(track, state.plotWidthPx);

/** Its share of the height that is left over. */
export function growOf(track: Track, state: PanelState): number {
  const view = viewOf(track);
  if (view.absence(track, state) !== undefined) return 0;
  const { grow } = view;
  return typeof grow === 'number' ? grow : grow(track);
}

/** Where the plot of a run lies in a track of so many pixels. */
interface Part {
  readonly top: number;
  readonly bottom: number;
}

/** One plot, or one for each run. */
function partsOf(track: Track, state: PanelState, height: number): readonly [Part] | readonly [Part, Part] {
  const whole = { top: PADDING_PX, bottom: height - PADDING_PX };
  if (!state.other || viewOf(track).overlays) return [whole];
  const middle = height / 2;
  return [
    { top: whole.top + NAME_PX, bottom: middle - PADDING_PX / 2 },
    { top: middle + PADDING_PX / 2 + NAME_PX, bottom: whole.bottom },
  ];
}

/**
 * What lies at a height of a track, at a step.
 * @param y in pixels from its top @param height of the track
 */
export function pointAt(
  track: Track,
  state: PanelState,
  step: number,
  y: number,
  height: number,
): PointedAt | undefined {
  const parts = partsOf(track, state, height);
  const at = parts.findIndex(({ top, bottom }) => y >= top && y < bottom);
  const part = parts[at];
  if (!part) return undefined;
  const share = (y - part.top) / (part.bottom - part.top);
  if (at === 0) return viewOf(track).pointAt?.(track, state, step, share);
  const side = otherSide(state);
  const match = side && matchingTrack(track, side);
  const found = match && viewOf(match).pointAt?.(match, side, step, share);
  // Lines of the other run's source are those of another text.
  return found && { lines: [`${RUN_LETTERS.other} · ${found.lines[0] ?? ''}`, ...found.lines.slice(1)] };
}

/** @param withKey where nothing stands beside it */
export function drawTrack(
  track: Track,
  state: PanelState,
  pictures: Pictures,
  context: CanvasRenderingContext2D,
  theme: Theme,
  width: number,
  height: number,
  withKey = false,
): void {
  const left = TICKS_PX;
  const right = Math.max(left + 1, width - labelsPx(width));
  const x = stepScale(visibleWindow(state), left, right);
  const view = viewOf(track);
  const [own, its] = partsOf(track, state, height).map((part): Plot => ({
    context,
    theme,
    left,
    right,
    width,
    x,
    ...part,
  }));
  if (!own) return;
  if (withKey) view.drawKey?.(track, own);
  if (its) drawName(own, RUN_LETTERS.run, state);
  drawOne(track, state, own, pictures);
  const { other } = state;
  if (!other || !its) return;
  drawName(its, RUN_LETTERS.other, other.side);
  const side = otherSide(state);
  const match = side && matchingTrack(track, side);
  if (!match) return drawAbsence(its, side ? t('The other run has no track like this one') : absenceOf(other.side));
  // What stands beside the upper half can be pressed, and leads into the source of this run.
  viewOf(match).drawKey?.(match, its);
  drawOne(match, side, its, picturesOfOther(pictures, other.number));
}

function drawOne(track: Track, state: PanelState, plot: Plot, pictures: Pictures): void {
  const view = viewOf(track);
  const absence = view.absence(track, state);
  if (absence !== undefined) drawAbsence(plot, absence);
  else view.draw(track, state, plot, pictures);
}

/** Why nothing of the other run can be drawn. */
export const absenceOf = (side: PanelState): string =>
  side.runProblem ? t('The other run can’t be read') : t('Reading…');

function drawName(plot: Plot, letter: string, side: PanelState): void {
  const { context, theme, left, top } = plot;
  useFont(plot, 600);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = toCss(theme.foreground);
  context.fillText(letter, left, top - NAME_PX / 2 - 1);
  useFont(plot);
  context.fillStyle = toCss(theme.dim);
  context.fillText(side.run?.manifest.name ?? '', left + 14, top - NAME_PX / 2 - 1);
}
