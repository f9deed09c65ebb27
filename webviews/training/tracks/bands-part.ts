/** The shares at the playhead: a small bar for each class with its confidence interval, and how many classes there are. */
import { wilsonInterval } from '../../../src/base/confidence-interval';
import type { BandsTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { element, setText } from '../../common/elements';
import { formatCount, formatShare } from '../../common/format';
import { classColour, type Theme } from '../../common/theme';
import { t } from '../../common/words';
import type { PanelState } from '../state';
import { COVERED_SHARE, coveredBands } from './covered-bands';
import { valueAtPlayhead } from './playhead-values';
import type { PlayheadPart } from './track-view';

interface Row {
  readonly tag: string;
  readonly element: HTMLElement;
  update(share: number | undefined, longest: number, samples: number, theme: Theme, band: number): void;
}

export function createBandsPart(track: BandsTrack): PlayheadPart {
  const rows = track.bands.map(({ tag, label }) => createRow(tag, label));
  const words = element('p', { class: 'dim caption' });
  const right = element('p', { class: 'dim caption' });
  const list = element('dl', { class: 'shares' }, ...rows.map((row) => row.element));
  const part = element(
    'section',
    { class: 'part', attributes: { 'aria-label': track.title } },
    element('h3', { text: track.title }, element('span', { class: 'dim', text: ` ${track.subtitle}` })),
    words,
    ...(track.unavailable === undefined ? [list, right] : []),
  );
  return {
    element: part,
    update(state, theme) {
      if (track.unavailable !== undefined) return setText(words, track.unavailable);
      const values = track.bands.map(({ tag }) => valueAtPlayhead(state, tag));
      const shares = values.map((value) => value?.value);
      const longest = Math.max(
        ...shares.map((share) => (share === undefined ? 0 : wilsonInterval(share, track.samples).high)),
      );
      rows.forEach((row, band) => row.update(shares[band], longest, track.samples, theme, band));
      list.hidden = shares.every((share) => share === undefined);
      setText(words, coverage(state, track, shares, values[0]?.step));
      const accuracy = track.accuracy === undefined ? undefined : valueAtPlayhead(state, track.accuracy)?.value;
      setText(right, accuracy === undefined ? '' : aboutClassifier(accuracy));
    },
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
  const { covered, of } = coveredBands(shares);
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

function createRow(tag: string, label: string): Row {
  const bar = element('div', { class: 'share-bar' });
  const whisker = element('div', { class: 'share-interval' });
  const value = element('span', { class: 'share-value' });
  const interval = element('span', { class: 'dim share-range' });
  const row = element(
    'div',
    { class: 'share-row' },
    element('dt', { text: label, title: label }),
    element(
      'dd',
      {},
      element('div', { class: 'share-track', attributes: { 'aria-hidden': 'true' } }, bar, whisker),
      value,
      interval,
    ),
  );
  return {
    tag,
    element: row,
    update(share, longest, samples, theme, band) {
      const known = share !== undefined && longest > 0;
      const { low, high } = wilsonInterval(share ?? 0, samples);
      const percent = (part: number) => `${known ? (part / longest) * 100 : 0}%`;
      bar.style.width = percent(share ?? 0);
      bar.style.background = toCss(classColour(theme.classes, band));
      whisker.style.left = percent(low);
      whisker.style.width = percent(high - low);
      whisker.style.background = toCss(theme.foreground);
      row.classList.toggle('uncovered', known && share < COVERED_SHARE);
      setText(value, share === undefined ? '–' : formatShare(share));
      setText(interval, share === undefined ? '' : `${formatShare(low)} – ${formatShare(high)}`);
    },
  };
}
