/**
 * Which class a model takes for which. Over time: a row a class, coloured by the share of it that is told right; at the
 * playhead the whole matrix.
 */
import type { ConfusionTrack } from '../../../src/protocol/tracks';
import { formatCount, formatPercent, formatShare } from '../../common/format';
import { t } from '../../common/words';
import { layerFor } from '../held-data';
import { lastStepOf, type PanelState, visibleWindow } from '../state';
import { matrixOf } from './confusion-matrix';
import { createConfusionPart } from './confusion-part';
import { rowsOf } from './confusion-rows';
import { rightWords, worstWords } from './confusion-words';
import { heatView } from './heat';
import { bucketAt } from './heat-cells';
import { createHeatKey } from './heat-key';
import { createHeatLabels, drawHeatLabels } from './heat-labels';
import { wantPlayheadHistogram, wantValues } from './playhead-values';
import type { TrackView } from './track-view';

/** It is counted every 100 steps, or more rarely. */
const RIDING_EVERY_MS = 300;
const DRAGGED_EVERY_MS = 60;

export const confusionView: TrackView<ConfusionTrack> = {
  minHeightPx: (track, plotWidthPx) => heatView.minHeightPx(rowsOf(track), plotWidthPx),
  grow: 1,
  absence: (track, state) => heatView.absence(rowsOf(track), state),
  paneOrder: 2.5,

  needs: (track, state, shelf) => heatView.needs(rowsOf(track), state, shelf),

  needsAtPlayhead: (track, state) => [
    ...wantValues(state),
    ...wantPlayheadHistogram(state, track.counts, state.playhead.kind === 'live' ? RIDING_EVERY_MS : DRAGGED_EVERY_MS),
  ],

  legend: () => t('darkest: {low}; brightest: {high}', { low: formatShare(0), high: formatShare(1) }),

  draw: (track, state, plot, pictures) => heatView.draw(rowsOf(track), state, plot, pictures),

  summarize(track, state) {
    const counts = state.histogramsAtPlayhead.get(track.counts)?.counts ?? [];
    const matrix = matrixOf(counts, track.classes.length);
    if (!matrix) return t('{title}: nothing recorded yet', { title: track.title });
    return `${track.title}: ${rightWords(matrix)}; ${worstWords(track, matrix)}`;
  },

  createPlayheadPart: (track, tools) => createConfusionPart(track, tools),
  createKey: (track) => createHeatKey(rowsOf(track), formatShare),
  createLabels: (track, reveal) => createHeatLabels(rowsOf(track), reveal),
  drawKey: (track, plot) => drawHeatLabels(rowsOf(track), plot),

  pointAt(track, state, step, y) {
    const index = Math.floor(y * track.classes.length);
    const its = track.classes[index];
    if (!its || y < 0) return undefined;
    return { lines: [its.name, rightAt(track, state, index, step)] };
  },
};

/** What a row says of a step. */
function rightAt(track: ConfusionTrack, state: PanelState, index: number, step: number): string {
  const layers = state.curves.get(track.id);
  const curve = layers && layerFor(layers, visibleWindow(state)).curves[index];
  const bucket = curve ? bucketAt(curve, step) : -1;
  if (!curve || bucket < 0 || step > lastStepOf(state)) return t('nothing recorded yet');
  const share = formatPercent(curve.mean[bucket] ?? NaN);
  const [first = 0, last = 0] = [curve.firstStep[bucket], curve.lastStep[bucket]];
  return first === last
    ? t('step {step}: {share} told right', { step: formatCount(first), share })
    : t('steps {first}–{last}: {share} told right in the mean', {
        first: formatCount(first),
        last: formatCount(last),
        share,
      });
}
