/** Draws a track into a canvas of its own, or into a picture to be saved: of this run, and of the one it is compared with. */
import type { Track } from '../../src/protocol/tracks';
import { toCss } from '../common/colour';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { matchingTrack, otherSide, picturesOfOther, RUN_LETTERS } from './other-run';
import { drawAbsence, labelsPx, type Plot, stepScale, TICKS_PX, useFont } from './plot';
import { type PanelState, visibleWindow } from './state';
import { viewOf } from './tracks/registry';
import type { Pictures } from './tracks/track-view';

export const PADDING_PX = 8;
/** Above each half, for the run that it is of. */
const NAME_PX = 15;

/** Least height of a track's plot without padding: of one that can't lay two runs over one another, twice its own. */
export function leastHeightPx(track: Track, state: PanelState): number {
  const view = viewOf(track);
  const one = view.minHeightPx(track, state.plotWidthPx);
  return state.other && !view.overlays ? 2 * (one + NAME_PX) + PADDING_PX : one;
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
  const plot: Plot = { context, theme, left, right, width, top: PADDING_PX, bottom: height - PADDING_PX, x };
  const { other } = state;
  const view = viewOf(track);
  if (withKey) view.drawKey?.(track, plot);
  if (!other || view.overlays) return view.draw(track, state, plot, pictures);
  const middle = height / 2;
  const upper = { ...plot, top: plot.top + NAME_PX, bottom: middle - PADDING_PX / 2 };
  const lower = { ...plot, top: middle + PADDING_PX / 2 + NAME_PX };
  drawName(upper, RUN_LETTERS.run, state);
  view.draw(track, state, upper, pictures);
  drawName(lower, RUN_LETTERS.other, other.side);
  const side = otherSide(state);
  const match = side && matchingTrack(track, side);
  if (match) return viewOf(match).draw(match, side, lower, picturesOfOther(pictures, other.number));
  drawAbsence(lower, side ? t('The other run has no track like this one') : absenceOf(other.side));
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
