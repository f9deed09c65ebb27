/** Curves over time: a thin band of the raw values, a strong line of their moving mean, and a mark at every NaN. */
import { area, line, scaleLinear, type ScaleLinear } from 'd3';
import type { Curve } from '../../../src/protocol/training-panel-messages';
import type { CurvesTrack } from '../../../src/protocol/tracks';
import { type Colour, toCss } from '../../common/colour';
import { formatCount, formatTick, formatValue } from '../../common/format';
import { smooth, smoothingSteps } from '../../common/smoothing';
import { t } from '../../common/words';
import { valueRange } from '../../common/value-range';
import { layerFor } from '../held-data';
import { clipped, drawAbsence, drawRule, drawTickLabel, type Plot } from '../plot';
import { lastStepOf, type PanelState, playheadStep, visibleWindow } from '../state';
import type { TimeWindow } from '../time-window';
import type { Want } from '../wants';
import { type DrawnColumn, drawnColumns } from './drawn-columns';
import { drawEndLabels, type EndLabel } from './end-labels';
import { markCut, markNonFinite, middleOf } from './curve-marks';
import { wantCurves } from './curve-requests';
import { wantValues } from './playhead-values';
import { seriesColours } from './series-colours';
import { createValuesPart } from './values-part';
import type { TrackView } from './track-view';

/** Between two readings of what is new at the right while a run trains. */
const ADVANCE_EVERY_MS = 60;
const TABLE_REACH_STEPS = 12;
const TICK_ROOM_PX = 44;
const MOST_TICKS = 6;

export const curvesView: TrackView<CurvesTrack> = {
  // Labels of many lines stand one under another.
  minHeightPx: (track) => Math.max(104, 15 * track.series.length),
  grow: 3,
  paneOrder: 3,

  needs(track, state) {
    const tags = track.series.map(({ tag }) => tag);
    return [
      ...wantCurves(state, { track: track.id, tags, advanceEveryMs: ADVANCE_EVERY_MS }),
      ...(state.tableShown ? wantTable(track, state) : []),
    ];
  },

  needsAtPlayhead: (_track, state) => wantValues(state),

  legend(_track, state) {
    const window = visibleWindow(state);
    const steps = smoothingSteps(window.to - window.from);
    return steps === 1
      ? t('line: every step')
      : t('line: mean of {steps} steps; band: lowest to highest', { steps: formatCount(steps) });
  },

  draw(track, state, plot) {
    const held = state.curves.get(track.id);
    const window = visibleWindow(state);
    const curves = held ? layerFor(held, window).curves : [];
    if (!curves.some(({ firstStep }) => firstStep.length > 0)) {
      return drawAbsence(plot, held ? t('Nothing recorded yet') : t('Reading…'));
    }
    const steps = smoothingSteps(window.to - window.from);
    const smoothed = curves.map((curve) => smooth(curve, steps));
    const values = visibleValues(curves, smoothed, window);
    const { low, high, cutAbove } = valueRange(values);
    const y = scaleLinear([low, high], [plot.bottom - 6, plot.top + 8]);
    drawTicks(plot, y);
    const widthPx = plot.right - plot.left;
    const series = track.series.map((each, at) => {
      const [curve, means] = [curves[at], smoothed[at]];
      const columns = curve && means ? drawnColumns(curve, means, window, widthPx) : [];
      return { ...each, curve, means, columns, ...seriesColours(each, plot.theme) };
    });
    clipped(plot, () => {
      for (const { columns, colour } of series) drawBand(plot, y, columns, colour);
      for (const { columns, role, colour } of series)
        drawLine(plot, y, columns, toCss(colour), role === 'validation' ? [5, 3] : []);
    });
    for (const { curve } of series) if (curve) markNonFinite(plot, curve);
    if (cutAbove) markCut(plot, series, high);
    const labels = series.flatMap(({ curve, means, label, readable }): EndLabel[] => {
      const at = curve && means ? lastVisible(curve, means, window) : -1;
      if (!curve || !means || at < 0) return [];
      const value = means[at] ?? NaN;
      return [
        {
          name: label,
          value: formatValue(value),
          x: plot.x(middleOf(curve, at)),
          y: y(value),
          colour: readable,
        },
      ];
    });
    drawEndLabels(plot, labels);
  },

  summarize(track, state) {
    const held = state.curves.get(track.id);
    const window = visibleWindow(state);
    const said = track.series.map(({ label }, index) => {
      const curve = held && layerFor(held, window).curves[index];
      const means = curve && smooth(curve, smoothingSteps(window.to - window.from));
      const at = curve && means ? lastVisible(curve, means, window) : -1;
      if (!curve || !means || at < 0) return t('{label}: no values', { label });
      const first = means.find((value) => Number.isFinite(value)) ?? NaN;
      const bad = curve.nonFinite.reduce((sum, count) => sum + count, 0);
      const course = t('{label} from {first} to {last}', {
        label,
        first: formatValue(first),
        last: formatValue(means[at] ?? NaN),
      });
      return bad > 0 ? `${course}, ${t('{count} values that are no numbers', { count: formatCount(bad) })}` : course;
    });
    return `${track.title}, ${track.subtitle}: ${said.join('; ')}`;
  },

  createPlayheadPart: (track) => createValuesPart(track),
};

/** Every single step near the playhead. */
function wantTable(track: CurvesTrack, state: PanelState): readonly Want[] {
  const step = playheadStep(state);
  const lastStep = lastStepOf(state);
  const held = state.table.get(track.id);
  const from = Math.max(0, step - TABLE_REACH_STEPS);
  const to = step + TABLE_REACH_STEPS + 1;
  if (held?.span.from === from && held.span.to === to && held.readUpTo >= Math.min(lastStep, to)) return [];
  const tags = track.series.map(({ tag }) => tag);
  return [
    {
      slot: `table ${track.id}`,
      key: `${from} of ${Math.min(lastStep, to)}`,
      everyMs: 100,
      async ask(asker) {
        const { curves } = await asker.request({
          kind: 'readCurves',
          tags,
          fromStep: from,
          toStep: to - 0.5,
          columns: to - from + 1,
        });
        return {
          kind: 'tableRead',
          track: track.id,
          read: { span: { from, to, bucket: 1 }, readUpTo: lastStep, curves },
        };
      },
    },
  ];
}

/** The last bucket on the screen with a value; -1 when there is none. */
function lastVisible(curve: Curve, means: Float32Array, { from, to }: TimeWindow): number {
  for (let bucket = means.length - 1; bucket >= 0; bucket--) {
    if ((curve.firstStep[bucket] ?? 0) > to) continue;
    if ((curve.lastStep[bucket] ?? 0) < from) return -1;
    if (Number.isFinite(means[bucket] ?? NaN)) return bucket;
  }
  return -1;
}

/** Every value of bands and lines on the screen. */
function visibleValues(
  curves: readonly Curve[],
  lines: readonly Float32Array[],
  { from, to }: TimeWindow,
): Float64Array {
  const values: number[] = [];
  curves.forEach((curve, index) => {
    for (let bucket = 0; bucket < curve.mean.length; bucket++) {
      if ((curve.lastStep[bucket] ?? 0) < from || (curve.firstStep[bucket] ?? 0) > to) continue;
      const value = lines[index]?.[bucket] ?? NaN;
      if (Number.isFinite(value)) values.push(value, curve.min[bucket] ?? value, curve.max[bucket] ?? value);
    }
  });
  return Float64Array.from(values);
}

function drawTicks(plot: Plot, y: ScaleLinear<number, number>): void {
  // A tall plot has room for many more, but then the rules are looked at, and not the curves.
  const ticks = y.ticks(Math.min(MOST_TICKS, Math.max(3, Math.floor((plot.bottom - plot.top) / TICK_ROOM_PX))));
  const distance = (ticks[1] ?? 1) - (ticks[0] ?? 0) || 1;
  for (const tick of ticks) {
    drawRule(plot, y(tick));
    drawTickLabel(plot, y(tick), formatTick(tick, distance));
  }
}

function drawBand(
  { context, x }: Plot,
  y: ScaleLinear<number, number>,
  columns: readonly DrawnColumn[],
  colour: Colour,
): void {
  context.beginPath();
  area<DrawnColumn>()
    .defined(({ low }) => Number.isFinite(low))
    .x(({ step }) => x(step))
    .y0(({ low }) => y(low))
    .y1(({ high }) => y(high))
    .context(context)(columns);
  context.fillStyle = toCss(colour, 0.15);
  context.fill();
  // Where a column is a single step the band has no height of its own. Elsewhere an outline would cost more than all else.
  if (!columns.some(({ low, high }) => low === high)) return;
  context.strokeStyle = toCss(colour, 0.3);
  context.lineWidth = 0.75;
  context.stroke();
}

function drawLine(
  { context, x }: Plot,
  y: ScaleLinear<number, number>,
  columns: readonly DrawnColumn[],
  colour: string,
  dash: number[],
): void {
  context.beginPath();
  line<DrawnColumn>()
    .defined(({ mean }) => Number.isFinite(mean))
    .x(({ step }) => x(step))
    .y(({ mean }) => y(mean))
    .context(context)(columns);
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.lineJoin = 'bevel';
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
}
