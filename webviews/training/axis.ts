/** The time axis under all tracks: steps, and below them the epochs they make. */
import { ticks } from 'd3';
import { toCss } from '../common/colour';
import { formatCount } from '../common/format';
import { t } from '../common/words';
import { phasesApart } from './phases';
import { type Plot, useFont } from './plot';
import { stagesOf } from './stages';
import { epochAt, furthestStepOf, type PanelState, playheadStep, visibleWindow } from './state';
import { HALF_STEP } from './time-window';

export const AXIS_PX = 40;
const TICK_ROOM_PX = 84;
const EPOCH_ROOM_PX = 64;
const PHASE_ROOM_PX = 9;
const LABEL_GAP_PX = 3;
const STAGE_MARGIN_PX = 12;
/** Of a name that is cut. */
const LEAST_LETTERS = 4;

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
  if (drawStages(state, plot)) return;

  const perEpoch = state.run?.manifest.stepsPerEpoch ?? 0;
  if (perEpoch <= 0) return;
  const epochs = [epochAt(state, from), epochAt(state, to)] as const;
  const most = Math.max(1, Math.floor((right - left) / EPOCH_ROOM_PX));
  if (epochs[1] - epochs[0] < 0.02) return;
  let taken = -Infinity;
  for (const epoch of ticks(epochs[0], epochs[1], Math.min(most, 12)).filter(Number.isInteger)) {
    if (epoch === 0) continue;
    const at = x(epoch * perEpoch);
    const text = t('epoch {epoch}', { epoch: formatCount(epoch) });
    const half = context.measureText(text).width / 2 + LABEL_GAP_PX;
    if (at - half < taken) continue;
    taken = at + half;
    context.fillStyle = toCss(theme.dim, 0.75);
    context.fillText(text, at, top + 30);
  }
}

/**
 * The name of each stage in the middle of what is seen of it, where there is room, between the places where they change.
 * @returns whether there are any: epochs are counted anew in each, so that those of the whole run would mislead
 */
function drawStages(state: PanelState, { context, theme, x, left, right, top }: Plot): boolean {
  const stages = stagesOf(state);
  for (const { name, firstStep, lastStep } of stages) {
    const from = Math.max(left, x(firstStep - HALF_STEP));
    const to = Math.min(right, x(lastStep + HALF_STEP));
    if (to <= from) continue;
    context.fillStyle = toCss(theme.dim);
    if (from > left) context.fillRect(Math.round(from), top, 1, AXIS_PX);
    const room = to - from - STAGE_MARGIN_PX;
    const text = fitted(context, name, room);
    context.fillStyle = toCss(theme.foreground);
    if (text) context.fillText(text, (from + to) / 2, top + 30);
  }
  return stages.length > 0;
}

/** As much of a name as there is room for; nothing where that says nothing. */
function fitted(context: CanvasRenderingContext2D, name: string, roomPx: number): string {
  for (let length = name.length; length >= LEAST_LETTERS; length--) {
    const text = length === name.length ? name : `${name.slice(0, length).trimEnd()}…`;
    if (context.measureText(text).width <= roomPx) return text;
  }
  return '';
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
