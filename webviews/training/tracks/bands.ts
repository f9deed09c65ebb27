/**
 * Shares over time, stacked: how large a part of what is drawn falls to each class. Bands have the colours that the classes
 * have everywhere, thin rules between them, and their names at the right end, where they are wide enough to be seen.
 */
import { area, range as indices } from 'd3';
import type { BandsTrack } from '../../../src/protocol/tracks';
import type { Curve } from '../../../src/protocol/training-panel-messages';
import { toCss } from '../../common/colour';
import { formatCount, formatShare } from '../../common/format';
import { classColour } from '../../common/theme';
import { t } from '../../common/words';
import { layerFor } from '../held-data';
import { clipped, drawAbsence, drawTickLabel, type Plot } from '../plot';
import { isGrowing, type PanelState, visibleWindow } from '../state';
import { createBandsPart } from './bands-part';
import { middleOf } from './curve-marks';
import { wantCurves } from './curve-requests';
import { COVERED_SHARE, coveredClasses } from '../../../src/base/covered-classes';
import { drawEndLabels, type EndLabel } from './end-labels';
import { hasNoCurves, whyNever, whyNotHere } from './nothing-recorded';
import { wantRecordTable } from './record-table';
import { valueAtPlayhead, wantValues } from './playhead-values';
import type { TrackView } from './track-view';

const ADVANCE_EVERY_MS = 250;
const LABEL_PX = 15;

export const bandsView: TrackView<BandsTrack> = {
  // All labels of a healthy run stand one under another.
  minHeightPx: ({ bands }) => Math.max(104, LABEL_PX * Math.min(10, bands.length)),
  grow: 2,
  // The first share may be minutes away, until there is a reference classifier.
  absence: ({ id, unavailable }, state) =>
    unavailable ?? (hasNoCurves(state.curves.get(id)) ? whyNoneCounted(state) : undefined),
  paneOrder: 2.5,

  needs(track, state) {
    if (track.unavailable !== undefined) return [];
    const tags = track.bands.map(({ tag }) => tag);
    // What holds until the next record is wanted from before the window, too.
    return [
      ...wantCurves(state, { track: track.id, tags, advanceEveryMs: ADVANCE_EVERY_MS, holds: true }),
      ...wantRecordTable(track.id, tags, state),
    ];
  },

  needsAtPlayhead: (_track, state) => wantValues(state),

  legend: (track) =>
    track.unavailable === undefined ? t('height: share of {count} images', { count: formatCount(track.samples) }) : '',

  draw(track, state, plot) {
    const held = state.curves.get(track.id);
    if (!held) return drawAbsence(plot, t('Reading…'));
    const window = visibleWindow(state);
    const stack = stackOf(layerFor(held, window).curves);
    if (stack.length === 0) return drawAbsence(plot, whyNotHere(state));
    const y = (share: number) => plot.bottom - share * (plot.bottom - plot.top);
    clipped(plot, () => drawBands(plot, stack, y, track.bands.length));
    for (const [share, label] of [
      [0, '0'],
      [0.5, '½'],
      [1, '1'],
    ] as const)
      drawTickLabel(plot, Math.max(plot.top + 5, Math.min(plot.bottom - 5, y(share))), label);
    const last = stack.findLast(({ step }) => step <= window.to);
    if (last && last.step >= window.from) drawEndLabels(plot, labelsOf(track, plot, last, y));
  },

  summarize(track, state) {
    const shares = track.bands.map(({ tag }) => valueAtPlayhead(state, tag));
    if (shares.every((share) => share === undefined)) return t('{title}: nothing recorded yet', { title: track.title });
    const { covered, of } = coveredClasses(shares.map((share) => share?.value));
    const largest = track.bands
      .map(({ label }, at) => ({ label, share: shares[at]?.value ?? 0 }))
      .sort((a, b) => b.share - a.share)
      .slice(0, 3)
      .map(({ label, share }) => `${label} ${formatShare(share)}`);
    return t('{title}: {covered} of {of} classes are drawn; most often {largest}', {
      title: track.title,
      covered,
      of,
      largest: largest.join(', '),
    });
  },

  createPlayheadPart: (track, tools) => createBandsPart(track, tools),
};

/** A moment of the stack: `upTo[i]` is the sum of the shares of all bands up to band i. */
interface Moment {
  readonly step: number;
  readonly upTo: readonly number[];
}

/** Moments at which all bands have a share, in the order of time. */
function stackOf(curves: readonly Curve[]): Moment[] {
  const [first] = curves;
  if (!first) return [];
  return indices(first.mean.length).flatMap((bucket) => {
    let sum = 0;
    const upTo = curves.map(({ mean }) => (sum += mean[bucket] ?? NaN));
    return Number.isFinite(sum) ? [{ step: middleOf(first, bucket), upTo }] : [];
  });
}

function drawBands({ context, theme, x }: Plot, stack: readonly Moment[], y: (share: number) => number, bands: number) {
  const shape = area<Moment>().x(({ step }) => x(step));
  for (let band = 0; band < bands; band++) {
    const path = shape.y0(({ upTo }) => y(upTo[band - 1] ?? 0)).y1(({ upTo }) => y(upTo[band] ?? 0));
    context.beginPath();
    path.context(context)([...stack]);
    context.fillStyle = toCss(classColour(theme.classes, band));
    context.fill();
    // A single record has no width yet.
    const [only] = stack;
    if (stack.length === 1 && only)
      context.fillRect(
        x(only.step) - 1,
        y(only.upTo[band] ?? 0),
        3,
        y(only.upTo[band - 1] ?? 0) - y(only.upTo[band] ?? 0),
      );
  }
  // Rules in the background's colour tell neighbours apart where their colours don't.
  context.strokeStyle = toCss(theme.background);
  context.lineWidth = theme.highContrast ? 2 : 1;
  for (let band = 0; band + 1 < bands; band++) {
    context.beginPath();
    stack.forEach(({ step, upTo }, at) => {
      if (at === 0) context.moveTo(x(step), y(upTo[band] ?? 0));
      else context.lineTo(x(step), y(upTo[band] ?? 0));
    });
    context.stroke();
  }
}

/** Of the bands that are there at the end, the largest first where not all have room. */
function labelsOf(track: BandsTrack, plot: Plot, { step, upTo }: Moment, y: (share: number) => number): EndLabel[] {
  const room = Math.max(1, Math.floor((plot.bottom - plot.top) / (plot.theme.fontSizePx + 2)));
  const x = plot.x(step);
  return track.bands
    .map(({ label }, band) => ({ label, band, from: upTo[band - 1] ?? 0, to: upTo[band] ?? 0 }))
    .filter(({ from, to }) => to - from >= COVERED_SHARE)
    .sort((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, room)
    .sort((a, b) => a.band - b.band)
    .map(({ label, band, from, to }) => ({
      name: label,
      value: formatShare(to - from),
      x,
      y: y((from + to) / 2),
      colour: classColour(plot.theme.readableClasses, band),
    }));
}

/** A classifier that was missing is the reason only where nothing else is. */
function whyNoneCounted(state: PanelState): string | undefined {
  if (isGrowing(state)) return t('None counted yet: a reference classifier is trained once for this data set');
  if ((state.run?.damage.length ?? 0) > 0) return whyNever(state);
  return t('None were counted: there was no reference classifier of this data set');
}
