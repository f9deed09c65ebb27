/** Curves over time: a thin band of the raw values, a strong line of their moving mean, and a mark at every NaN. */
import { area, line, scaleLinear, type ScaleLinear } from 'd3';
import type { Curve } from '../../../src/protocol/training-panel-messages';
import type { CurvesTrack, SeriesRole } from '../../../src/protocol/tracks';
import { type Colour, toCss } from '../../common/colour';
import { formatCount } from '../../common/format';
import { smooth, smoothingSteps } from '../../common/smoothing';
import { t } from '../../common/words';
import { valueRange } from '../../common/value-range';
import { layerFor } from '../held-data';
import { matchingTrack, otherSide, RUN_LETTERS } from '../other-run';
import { phasesApart, shiftOf, showsSingleSteps } from '../phases';
import { clipped, drawAbsence, drawRule, drawTickLabel, type Plot } from '../plot';
import { lastStepOf, type PanelState, playheadStep, visibleWindow } from '../state';
import type { TimeWindow } from '../time-window';
import type { Want } from '../wants';
import { createClassMeansPart } from './class-means-part';
import { isOfClasses } from './class-series';
import { type DrawnColumn, drawnColumns } from './drawn-columns';
import { drawEndLabels, type EndLabel } from './end-labels';
import { markCut, markNonFinite, middleOf } from './curve-marks';
import { wantCurves } from './curve-requests';
import { hasNoCurves, whyNever, whyNotHere } from './nothing-recorded';
import { type NumberFormats, numberFormats } from './curve-units';
import { wantValues } from './playhead-values';
import { wantRecordTable } from './record-table';
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
  absence: ({ id }, state) => (hasNoCurves(state.curves.get(id)) ? whyNever(state) : undefined),
  paneOrder: 3,
  overlays: true,

  needs(track, state) {
    const tags = track.series.map(({ tag }) => tag);
    return [
      ...wantCurves(state, { track: track.id, tags, advanceEveryMs: ADVANCE_EVERY_MS }),
      ...(isOfClasses(track)
        ? wantRecordTable(track.id, tags, state)
        : state.tableShown
          ? wantTable(track, state)
          : []),
    ];
  },

  needsAtPlayhead: (_track, state) => wantValues(state),

  legend(_track, state) {
    const window = visibleWindow(state);
    const steps = smoothingSteps(window.to - window.from);
    const drawn =
      steps === 1
        ? t('line: every step')
        : t('line: mean of {steps} steps; band: lowest to highest', { steps: formatCount(steps) });
    return state.other ? `${drawn}; ${t('dashed: {run}', { run: RUN_LETTERS.other })}` : drawn;
  },

  draw(track, state, plot) {
    const held = state.curves.get(track.id);
    const window = visibleWindow(state);
    const own = linesOf(track, state, 'run', plot);
    if (own.length === 0) return drawAbsence(plot, held ? whyNotHere(state) : t('Reading…'));
    const side = otherSide(state);
    const others = side && matchingTrack(track, side) ? linesOf(track, side, 'other', plot) : [];
    const lines = [...others, ...own];
    const formats = numberFormats(track);
    const range = valueRange(visibleValues(lines, window));
    const y = scaleLinear([range.low, range.high], [plot.bottom - 6, plot.top + 8]);
    drawTicks(plot, y, formats.tick);
    clipped(plot, () => {
      for (const drawn of own) drawBand(plot, y, drawn);
      for (const drawn of lines) drawLine(plot, y, drawn);
      if (showsSingleSteps(state)) for (const drawn of lines) drawPoints(plot, y, drawn);
    });
    for (const { curve, of } of lines) markNonFinite(plot, curve, of === 'other' ? `NaN ${RUN_LETTERS.other}` : 'NaN');
    if (range.cutAbove) markCut(plot, lines, range.high);
    const labels = (side ? [...own, ...others] : own).flatMap((drawn): EndLabel[] => {
      const { means, label, readable, of } = drawn;
      const at = lastVisible(drawn, window);
      if (at < 0) return [];
      const value = means[at] ?? NaN;
      return [
        {
          name: side ? `${RUN_LETTERS[of]}·${label}` : label,
          value: formats.value(value),
          ...endOf(plot, y, drawn, at),
          colour: readable,
          hollow: of === 'other',
        },
      ];
    });
    drawEndLabels(plot, labels);
  },

  summarize(track, state) {
    const held = state.curves.get(track.id);
    const window = visibleWindow(state);
    const formats = numberFormats(track);
    const said = track.series.map(({ label }, index) => {
      const curve = held && layerFor(held, window).curves[index];
      const means = curve && smooth(curve, smoothingSteps(window.to - window.from));
      const at = curve && means ? lastVisible({ curve, means, shift: 0 }, window) : -1;
      if (!curve || !means || at < 0) return t('{label}: no values', { label });
      const first = means.find((value) => Number.isFinite(value)) ?? NaN;
      const bad = curve.nonFinite.reduce((sum, count) => sum + count, 0);
      const course = t('{label} from {first} to {last}', {
        label,
        first: formats.value(first),
        last: formats.value(means[at] ?? NaN),
      });
      return bad > 0 ? `${course}, ${t('{count} values that are no numbers', { count: formatCount(bad) })}` : course;
    });
    return `${track.title}, ${track.subtitle}: ${said.join('; ')}`;
  },

  createPlayheadPart: (track, tools) =>
    isOfClasses(track) ? createClassMeansPart(track, tools) : createValuesPart(track),
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

/** One series of one of the two runs, as it is drawn. */
interface DrawnLine {
  readonly of: 'run' | 'other';
  readonly label: string;
  readonly role: SeriesRole;
  readonly curve: Curve;
  /** One a bucket. */
  readonly means: Float32Array;
  /** What of it is drawn. */
  readonly columns: readonly DrawnColumn[];
  /** How far from its step each value stands: in its phase, where phases are told apart. */
  readonly shift: number;
  readonly colour: Colour;
  /** The same for text. */
  readonly readable: Colour;
}

/** Those that have something to draw. @param side the state of that run */
function linesOf(track: CurvesTrack, side: PanelState, of: DrawnLine['of'], { theme, left, right }: Plot): DrawnLine[] {
  const held = side.curves.get(track.id);
  const window = visibleWindow(side);
  const curves = held ? layerFor(held, window).curves : [];
  const steps = smoothingSteps(window.to - window.from);
  const phases = phasesApart(side);
  return track.series.flatMap((series, at): DrawnLine[] => {
    const { label, role, phase } = series;
    const curve = curves[at];
    if (!curve || curve.firstStep.length === 0) return [];
    const means = smooth(curve, steps);
    const columns = drawnColumns(curve, means, window, right - left);
    const colours = seriesColours(series, theme);
    return [{ of, label, role, curve, means, columns, shift: shiftOf(phases, phase), ...colours }];
  });
}

/** The last bucket on the screen with a value; -1 when there is none. */
function lastVisible(
  { curve, means, shift }: Pick<DrawnLine, 'curve' | 'means' | 'shift'>,
  { from, to }: TimeWindow,
): number {
  for (let bucket = means.length - 1; bucket >= 0; bucket--) {
    if ((curve.firstStep[bucket] ?? 0) + shift > to) continue;
    if ((curve.lastStep[bucket] ?? 0) + shift < from) return -1;
    if (Number.isFinite(means[bucket] ?? NaN)) return bucket;
  }
  return -1;
}

/** Where a line ends on the screen: at its last visible value, or where it leaves the plot on its way to the next. */
function endOf(
  { x, right }: Plot,
  y: ScaleLinear<number, number>,
  { curve, means, shift }: DrawnLine,
  at: number,
): { x: number; y: number } {
  const pointOf = (bucket: number) => ({ x: x(middleOf(curve, bucket) + shift), value: means[bucket] ?? NaN });
  const [last, next] = [pointOf(at), pointOf(at + 1)];
  if (!Number.isFinite(next.value) || next.x <= last.x) return { x: last.x, y: y(last.value) };
  const share = Math.max(0, Math.min(1, (right - last.x) / (next.x - last.x)));
  return { x: last.x + share * (next.x - last.x), y: y(last.value + share * (next.value - last.value)) };
}

/** Every value of bands and lines on the screen. */
function visibleValues(lines: readonly DrawnLine[], { from, to }: TimeWindow): Float64Array {
  const values: number[] = [];
  for (const { curve, means, of } of lines) {
    for (let bucket = 0; bucket < curve.mean.length; bucket++) {
      if ((curve.lastStep[bucket] ?? 0) < from || (curve.firstStep[bucket] ?? 0) > to) continue;
      const value = means[bucket] ?? NaN;
      if (!Number.isFinite(value)) continue;
      values.push(value);
      // Of the other run no band is drawn.
      if (of === 'run') values.push(curve.min[bucket] ?? value, curve.max[bucket] ?? value);
    }
  }
  return Float64Array.from(values);
}

function drawTicks(plot: Plot, y: ScaleLinear<number, number>, format: NumberFormats['tick']): void {
  // A tall plot has room for many more, but then the rules are looked at, and not the curves.
  const ticks = y.ticks(Math.min(MOST_TICKS, Math.max(3, Math.floor((plot.bottom - plot.top) / TICK_ROOM_PX))));
  const distance = (ticks[1] ?? 1) - (ticks[0] ?? 0) || 1;
  for (const tick of ticks) {
    drawRule(plot, y(tick));
    drawTickLabel(plot, y(tick), format(tick, distance));
  }
}

function drawBand({ context, x }: Plot, y: ScaleLinear<number, number>, { columns, colour, shift }: DrawnLine): void {
  context.beginPath();
  area<DrawnColumn>()
    .defined(({ low }) => Number.isFinite(low))
    .x(({ step }) => x(step + shift))
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

/** Strong and whole for this run, thin and dashed for the other; what is measured on validation data is dashed itself. */
function drawLine({ context, x }: Plot, y: ScaleLinear<number, number>, drawn: DrawnLine): void {
  const { columns, colour, role, shift, of } = drawn;
  context.beginPath();
  line<DrawnColumn>()
    .defined(({ mean }) => Number.isFinite(mean))
    .x(({ step }) => x(step + shift))
    .y(({ mean }) => y(mean))
    .context(context)(columns);
  context.strokeStyle = toCss(colour);
  context.lineWidth = of === 'run' ? 2 : 1.25;
  context.lineJoin = 'bevel';
  if (of === 'other') context.setLineDash(role === 'validation' ? [2, 2] : [4, 2.5]);
  else context.setLineDash(role === 'validation' ? [5, 3] : []);
  context.stroke();
  context.setLineDash([]);
}

/** A point at every recorded step: filled for this run, hollow for the other. */
function drawPoints({ context, x, theme }: Plot, y: ScaleLinear<number, number>, drawn: DrawnLine): void {
  const { curve, means, colour, shift, of } = drawn;
  means.forEach((value, bucket) => {
    if (!Number.isFinite(value)) return;
    context.beginPath();
    context.arc(x(middleOf(curve, bucket) + shift), y(value), 2.75, 0, 2 * Math.PI);
    context.fillStyle = toCss(of === 'run' ? colour : theme.background);
    context.strokeStyle = toCss(colour);
    context.lineWidth = 1;
    context.fill();
    context.stroke();
  });
}
