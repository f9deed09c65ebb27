/**
 * One row a thing, coloured by its value over time: dark is little, bright is much. A value holds until the next one was
 * recorded. All rows are one small picture of what is held, made when the data change and only moved while panning.
 */
import type { HeatTrack } from '../../../src/protocol/tracks';
import type { ColourRange } from '../../common/colour-range';
import { shareOf } from '../../common/colour-range';
import { toCss } from '../../common/colour';
import { formatCount, formatExact, formatRound, formatValue } from '../../common/format';
import type { Theme } from '../../common/theme';
import { viridis } from '../../common/viridis';
import { t } from '../../common/words';
import { type HeldCurves, layerFor } from '../held-data';
import { clipped, drawAbsence, type Plot } from '../plot';
import { lastStepOf, type PanelState, playheadStep, visibleWindow } from '../state';
import { wantCurves } from './curve-requests';
import { bucketAt, cellCount, cellsOf, NOT_FINITE } from './heat-cells';
import { rangeNow } from './heat-now';
import { createHeatKey } from './heat-key';
import { createHeatLabels, drawHeatLabels, rowBounds, rowHeightPx, titleOfRow } from './heat-labels';
import { createHeatPart } from './heat-part';
import { rowTags, wantRowValues } from './heat-requests';
import { wantRecordTable } from './record-table';
import { hasNoCurves, whyNever, whyNotHere } from './nothing-recorded';
import type { PointedAt, TrackView } from './track-view';

/** Layers are looked into every 50 steps, or more rarely. */
const ADVANCE_EVERY_MS = 400;
/** With more rows, cells are wider, so that as many have to be read. */
const MANY_ROWS = 24;

export const heatView: TrackView<HeatTrack> = {
  minHeightPx: (track) => Math.ceil(track.rows.length * rowHeightPx(track)),
  grow: 1,
  absence: ({ id }, state) => (hasNoCurves(state.curves.get(id)) ? whyNever(state) : undefined),
  paneOrder: 4,

  needs(track, state) {
    return [
      ...wantCurves(state, {
        track: track.id,
        tags: rowTags(track),
        advanceEveryMs: ADVANCE_EVERY_MS,
        bucketPx: track.rows.length > MANY_ROWS ? 2 : 1,
        holds: true,
      }),
      ...wantRecordTable(track.id, rowTags(track), state),
    ];
  },

  needsAtPlayhead: (_track, state) => wantRowValues(state),

  legend(track, state) {
    const range = rangeNow(track, state);
    return range
      ? t('darkest: {low}; brightest: {high}', { low: formatRound(range.low), high: formatRound(range.high) })
      : '';
  },

  draw(track, state, plot) {
    const layers = state.curves.get(track.id);
    if (!layers) return drawAbsence(plot, t('Reading…'));
    const held = layerFor(layers, visibleWindow(state));
    if (!held.curves.some(({ firstStep }) => firstStep.length > 0)) return drawAbsence(plot, whyNotHere(state));
    // The colours of what was read last, whichever layer is drawn: they must not change while the next one comes.
    const image = imageOf(track, held, rangeNow(track, state), plot.theme);
    if (image) clipped(plot, () => drawRows(track, plot, held, image, lastStepOf(state)));
    markSelected(track, state, plot);
  },

  summarize(track, state) {
    const step = formatCount(playheadStep(state));
    const known = track.rows.flatMap((row) => {
      const value = state.rowValuesAtPlayhead?.values.find(({ tag }) => tag === row.tag)?.value;
      return value === undefined ? [] : [{ name: titleOfRow(row), value }];
    });
    const finite = known.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.value - b.value);
    const [least, most] = [finite[0], finite.at(-1)];
    const course =
      least && most
        ? t('{title}: at step {step} from {low} ({lowest}) to {high} ({highest})', {
            title: track.title,
            step,
            low: formatValue(least.value),
            lowest: least.name,
            high: formatValue(most.value),
            highest: most.name,
          })
        : t('{title}: no values at step {step}', { title: track.title, step });
    const bad = known.length - finite.length;
    return bad > 0 ? `${course}, ${t('{count} values that are no numbers', { count: formatCount(bad) })}` : course;
  },

  createPlayheadPart: (track, tools) => createHeatPart(track, tools),
  createKey: (track) => createHeatKey(track),
  createLabels: (track, reveal) => createHeatLabels(track, reveal),
  drawKey: (track, plot) => drawHeatLabels(track, plot),

  pointAt(track, state, step, y): PointedAt | undefined {
    const index = Math.min(track.rows.length - 1, Math.floor(y * track.rows.length));
    const row = track.rows[index];
    const layers = state.curves.get(track.id);
    if (!row || y < 0 || y >= 1) return undefined;
    const curve = layers && layerFor(layers, visibleWindow(state)).curves[index];
    const bucket = curve ? bucketAt(curve, step) : -1;
    const known = curve && bucket >= 0 && step <= lastStepOf(state);
    const value = known
      ? describeBucket(
          curve.firstStep[bucket] ?? 0,
          curve.lastStep[bucket] ?? 0,
          curve.nonFinite[bucket] ? NaN : (curve.mean[bucket] ?? NaN),
        )
      : t('nothing recorded yet');
    return { lines: [titleOfRow(row), value], ...(row.place && { place: row.place }) };
  },
};

const describeBucket = (first: number, last: number, value: number): string =>
  first === last
    ? t('step {step}: {value}', { step: formatCount(first), value: formatExact(value) })
    : t('steps {first}–{last}: {value} in the mean', {
        first: formatCount(first),
        last: formatCount(last),
        value: formatExact(value),
      });

/** What an image was made for, and the image. */
interface Made {
  readonly track: HeatTrack;
  readonly range: ColourRange | undefined;
  readonly theme: Theme;
  readonly canvas: OffscreenCanvas | undefined;
}

/** Nothing but what can be made again from its key: pictures of data that are held, as long as they are. */
const images = new WeakMap<HeldCurves, Made>();

/** One pixel a cell. undefined when nothing has come to pass yet. */
function imageOf(
  track: HeatTrack,
  held: HeldCurves,
  range: ColourRange | undefined,
  theme: Theme,
): OffscreenCanvas | undefined {
  const made = images.get(held);
  if (made?.track === track && made.theme === theme && sameRange(made.range, range)) return made.canvas;
  const canvas = paint(track, held, range, theme);
  images.set(held, { track, range, theme, canvas });
  return canvas;
}

const sameRange = (one: ColourRange | undefined, other: ColourRange | undefined): boolean =>
  one?.low === other?.low && one?.high === other?.high && one?.scale === other?.scale;

function paint(
  track: HeatTrack,
  held: HeldCurves,
  range: ColourRange | undefined,
  theme: Theme,
): OffscreenCanvas | undefined {
  const [columns, rows] = [cellCount(held), track.rows.length];
  if (columns === 0 || rows === 0) return undefined;
  const image = new ImageData(columns, rows);
  held.curves.forEach((curve, row) => {
    let [last, colour] = [NaN, theme.error];
    cellsOf(curve, held).forEach((value, column) => {
      if (Number.isNaN(value)) return;
      // Most cells hold what the one before did. With no range there is no value above 0.
      if (value !== last) colour = value === NOT_FINITE ? theme.error : viridis(range ? shareOf(value, range) : 0);
      last = value;
      const at = (row * columns + column) * 4;
      image.data[at] = colour.r;
      image.data[at + 1] = colour.g;
      image.data[at + 2] = colour.b;
      image.data[at + 3] = 255;
    });
  });
  const canvas = new OffscreenCanvas(columns, rows);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

function drawRows(track: HeatTrack, plot: Plot, held: HeldCurves, image: OffscreenCanvas, lastStep: number): void {
  const { context, x, left, right } = plot;
  const { from, bucket } = held.span;
  const end = from + image.width * bucket;
  const firstCell = Math.max(0, Math.floor((x.invert(left) - from) / bucket));
  const lastCell = Math.min(image.width, Math.ceil((x.invert(right) - from) / bucket));
  context.imageSmoothingEnabled = false;
  track.rows.forEach((_, row) => {
    const { top, height } = rowBounds(plot, row, track.rows.length);
    const draw = (cell: number, cells: number, fromStep: number, toStep: number) => {
      if (cells > 0) context.drawImage(image, cell, row, cells, 1, x(fromStep), top, x(toStep) - x(fromStep), height);
    };
    draw(firstCell, lastCell - firstCell, from + firstCell * bucket, from + lastCell * bucket);
    // Steps that have come since it was read: the newest value holds until it is known better.
    if (lastStep + 1 > end && held.readUpTo < lastStep) draw(image.width - 1, 1, end, lastStep + 1);
  });
}

/** A frame around the rows of the layer that the cursor in the source stands on. */
function markSelected(track: HeatTrack, state: PanelState, plot: Plot): void {
  const chosen = track.rows.flatMap(({ layer }, row) => (layer === state.selectedLayer ? [row] : []));
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (first === undefined || last === undefined) return;
  const { context, theme, left, right } = plot;
  const top = rowBounds(plot, first, track.rows.length).top;
  const below = rowBounds(plot, last, track.rows.length);
  context.strokeStyle = toCss(theme.foreground);
  context.lineWidth = 2;
  context.strokeRect(left - 1, top - 1, right - left + 2, below.top + below.height - top + 2);
}
