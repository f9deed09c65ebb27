/** Of data in a plane with known modes: how many samples are near each, so that it is seen which are left out and which are too many. */
import { toCss } from '../common/colour';
import { element, setText } from '../common/elements';
import { formatCount, formatShare } from '../common/format';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { type ConfidenceState, rivalsIn } from './state';

const BAR_PX = 110;

export interface ModesPane {
  readonly element: HTMLElement;
  update(state: ConfidenceState, theme: Theme): void;
}

export function createModesPane(): ModesPane {
  const [covered, quality] = [element('p', { class: 'figure' }), element('p', { class: 'figure' })];
  const [coveredWords, qualityWords] = [element('p', { class: 'dim' }), element('p', { class: 'dim' })];
  const list = element('ul', { class: 'modes' });
  const pane = element(
    'aside',
    { class: 'side', attributes: { 'aria-label': t('Modes of the data'), tabindex: '0' } },
    element('section', { class: 'part' }, element('h2', { text: t('Modes covered') }), covered, coveredWords),
    element('section', { class: 'part' }, element('h2', { text: t('High-quality samples') }), quality, qualityWords),
    element('section', { class: 'part' }, element('h2', { text: t('Samples near each mode') }), list),
  );
  let shown: readonly unknown[] = [];
  return {
    element: pane,
    update(state, theme) {
      const modes = state.plane?.modes;
      const rivals = rivalsIn(state);
      pane.hidden = !modes || !rivals?.isPlane;
      if (!modes || !rivals || (shown[0] === modes && shown[1] === theme)) return;
      shown = [modes, theme];
      setText(covered, t('{covered} of {all}', { covered: modes.covered, all: modes.all }));
      setText(coveredWords, t('those that at least one of {of} samples is near', { of: formatCount(modes.of) }));
      setText(quality, formatShare(modes.highQualityShare));
      setText(
        qualityWords,
        t('of {of} samples within 3 standard deviations of a mode; of the data 98.9 % are (VEEGAN 2017)', {
          of: formatCount(modes.of),
        }),
      );
      const most = Math.max(1, ...modes.counts);
      list.replaceChildren(
        ...modes.counts.map((count, mode) => {
          const bar = element('span', { class: 'bar data-colour' });
          bar.style.width = `${(count / most) * BAR_PX}px`;
          bar.style.background = toCss(theme.roles.generated);
          return element(
            'li',
            { class: count === 0 ? 'missing' : '' },
            element('span', { class: 'name', text: rivals.classNames[mode] ?? String(mode) }),
            bar,
            element('span', { class: 'dim', text: count === 0 ? t('none') : formatShare(count / modes.of) }),
          );
        }),
      );
    },
  };
}
