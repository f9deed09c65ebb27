/** The time axis under all tracks: steps, and below them the epochs they make. */
import { ticks } from 'd3';
import { toCss } from '../common/colour';
import { formatCount } from '../common/format';
import { t } from '../common/words';
import { phasesApart } from './phases';
import { type Plot, useFont } from './plot';
import { epochAt, furthestStepOf, type PanelState, playheadStep, visibleWindow } from './state';

export const AXIS_PX = 40;
const TICK_ROOM_PX = 84;
const EPOCH_ROOM_PX = 64;
const PHASE_ROOM_PX = 9;

export function drawAxis(state: PanelState, plot: Plot): void {
  const { context, theme, left, right, top, x } = plot;
  const { from, to } = visibleWindow(state);
  const lastStep = furthestStepOf(state);
  useFont(plot);
  context.textBaseline = 'middle';
  context.textAlign = 'center';
  // A ruler whose dark part is what has been recorded.
  context.fillStyle = toCss(theme.grid);
  context.fillRect(left, top, right - left, 1);
  context.fillStyle = toCss(theme.dim);
  const end = Math.max(left, Math.min(right, x(lastStep)));
  context.fillRect(left, top, end - left, 1);

  // Where the playhead's own label stands, no other is written.
  const at = playheadStep(state);
  const pillPx = context.measureText(formatCount(at)).width + 26;
  const wanted = Math.max(2, Math.floor((right - left) / TICK_ROOM_PX));
  for (const step of ticks(from, to, wanted).filter(Number.isInteger)) {
    context.fillStyle = toCss(theme.dim);
    context.fillRect(Math.round(x(step)), top, 1, 5);
    const text = step === 0 ? t('step 0') : formatCount(step);
    const reach = (context.measureText(text).width + pillPx) / 2;
    if (Math.abs(x(step) - x(at)) > reach) context.fillText(text, x(step), top + 14);
  }

  // Where single steps are seen, their phases stand in the place of the epochs.
  if (drawPhases(state, plot, lastStep)) return;

  const perEpoch = state.run?.manifest.stepsPerEpoch ?? 0;
  if (perEpoch <= 0) return;
  const epochs = [epochAt(state, from), epochAt(state, to)] as const;
  const most = Math.max(1, Math.floor((right - left) / EPOCH_ROOM_PX));
  if (epochs[1] - epochs[0] < 0.02) return;
  for (const epoch of ticks(epochs[0], epochs[1], Math.min(most, 12)).filter(Number.isInteger)) {
    if (epoch === 0) continue;
    const at = x(epoch * perEpoch);
    context.fillStyle = toCss(theme.dim, 0.75);
    context.fillText(t('epoch {epoch}', { epoch: formatCount(epoch) }), at, top + 30);
  }
}

/**
 * The phases of each step, in its place on the ruler: their letters, where there is room for them.
 * @returns whether there are any
 */
function drawPhases(state: PanelState, plot: Plot, lastStep: number): boolean {
  const { context, theme, x, left, right, top } = plot;
  const phases = phasesApart(state);
  const { from, to } = visibleWindow(state);
  const roomPx = (x(1) - x(0)) / Math.max(1, phases.length);
  for (let step = Math.max(1, Math.floor(from)); step <= Math.min(lastStep, Math.ceil(to)); step++) {
    for (const { letter, role, shift } of phases) {
      const at = x(step + shift);
      if (at < left || at > right) continue;
      context.fillStyle = toCss(theme.readable[role]);
      context.fillRect(Math.round(at), top, 1, 3);
      if (roomPx >= PHASE_ROOM_PX) context.fillText(letter, at, top + 30);
    }
  }
  return phases.length > 0;
}
