/** What the colours of a heat track stand for: a bar from dark to bright with the values of its ends. */
import type { HeatTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { element, setText } from '../../common/elements';
import { formatRound } from '../../common/format';
import { t } from '../../common/words';
import { viridisGradient } from '../../common/viridis';
import { hasNonFinite } from './heat-cells';
import type { HeldCurves } from '../held-data';
import type { PlayheadPart } from './track-view';

/** @param format of the values at its ends */
export function createHeatKey(track: HeatTrack, format: (value: number) => string = formatRound): PlayheadPart {
  const low = element('span');
  const high = element('span');
  const bar = element('span', { class: 'heat-bar data-colour' });
  bar.style.background = viridisGradient('to right');
  const swatch = element('span', { class: 'heat-swatch data-colour' });
  const broken = element('span', { class: 'heat-broken' }, swatch, t('NaN or infinite'));
  const key = element(
    'div',
    { class: 'heat-key dim', attributes: { 'aria-hidden': 'true' } },
    element('div', { class: 'heat-ends' }, low, bar, high),
    broken,
  );
  broken.hidden = true;
  let told: HeldCurves | undefined;
  return {
    element: key,
    update(state, theme) {
      const held = state.curves.get(track.id)?.detail;
      swatch.style.background = toCss(theme.error);
      if (held === told) return;
      told = held;
      const range = held?.range;
      key.hidden = !range;
      broken.hidden = !held || !hasNonFinite(held);
      setText(low, range ? format(range.low) : '');
      setText(high, range ? format(range.high) : '');
    },
  };
}
