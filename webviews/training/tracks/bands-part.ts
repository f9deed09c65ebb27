/** The shares at the playhead: a small bar for each class with its confidence interval, and how many classes there are. */
import { wilsonInterval } from '../../../src/base/confidence-interval';
import type { BandsTrack } from '../../../src/protocol/tracks';
import { element, setText } from '../../common/elements';
import { formatCount, formatShare } from '../../common/format';
import { t } from '../../common/words';
import { createPictureButtons } from '../picture-buttons';
import type { PanelState } from '../state';
import { COVERED_SHARE, coveredClasses } from '../../../src/base/covered-classes';
import { createIntervalRows, drawIntervalRows, type IntervalRow, intervalRowsHeightPx } from './interval-rows';
import { createPartHead } from './part-head';
import { valueAtPlayhead } from './playhead-values';
import type { PanelTools, PlayheadPart } from './track-view';

export function createBandsPart(track: BandsTrack, tools: PanelTools): PlayheadPart {
  const list = createIntervalRows(track.bands.map(({ label }) => label));
  const words = element('p', { class: 'dim part-words' });
  const right = element('p', { class: 'dim part-words' });
  const buttons = createPictureButtons(tools, t('this chart'));
  const part = element(
    'section',
    { class: 'part', attributes: { 'aria-label': track.title } },
    createPartHead(track, buttons),
    words,
    ...(track.unavailable === undefined ? [list.element, right] : []),
  );
  buttons.update(undefined);
  return {
    element: part,
    update(state, theme) {
      if (track.unavailable !== undefined) return setText(words, track.unavailable);
      const values = track.bands.map(({ tag }) => valueAtPlayhead(state, tag));
      const shares = values.map((value) => value?.value);
      const rows = track.bands.map(({ label }, band) => rowOf(label, band, shares[band], track.samples));
      list.update(rows, theme);
      list.element.hidden = shares.every((share) => share === undefined);
      setText(words, coverage(state, track, shares, values[0]?.step));
      const accuracy = track.accuracy === undefined ? undefined : valueAtPlayhead(state, track.accuracy)?.value;
      setText(right, accuracy === undefined ? '' : aboutClassifier(accuracy));
      const width = part.clientWidth;
      buttons.update(
        list.element.hidden
          ? undefined
          : () => ({
              name: track.id,
              widthPx: Math.max(width, 420),
              heightPx: intervalRowsHeightPx(rows),
              scale: 2,
              isVector: true,
              caption: [track.title, track.subtitle, words.textContent, right.textContent].filter(Boolean).join(' · '),
              draw: (context, its) => drawIntervalRows(context, its, Math.max(width, 420), rows),
            }),
      );
    },
  };
}

function rowOf(label: string, band: number, share: number | undefined, samples: number): IntervalRow {
  const interval = share === undefined ? undefined : wilsonInterval(share, samples);
  return {
    label,
    classIndex: band,
    value: share,
    interval,
    said: share === undefined ? '–' : formatShare(share),
    range: interval ? `${formatShare(interval.low)} – ${formatShare(interval.high)}` : '',
    isFaint: share !== undefined && share < COVERED_SHARE,
  };
}

/** "8 of 10 classes: 1 % or more of 512 · step 2,400" */
function coverage(
  state: PanelState,
  track: BandsTrack,
  shares: readonly (number | undefined)[],
  step: number | undefined,
): string {
  if (step === undefined) return state.valuesAtPlayhead ? t('None counted by this step.') : t('Reading…');
  const { covered, of } = coveredClasses(shares);
  return t('{covered} of {of} classes: {least} or more of {count} images · step {step}', {
    covered,
    of,
    least: formatShare(COVERED_SHARE),
    count: formatCount(track.samples),
    step: formatCount(step),
  });
}

const aboutClassifier = (accuracy: number): string =>
  t('Lines: 95 % confidence (Wilson). The classifier tells {accuracy} of the test images right.', {
    accuracy: formatShare(accuracy),
  });
