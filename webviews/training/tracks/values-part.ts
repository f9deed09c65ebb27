/** The values of a curves track at the playhead, as text. */
import type { CurvesTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { element, setText } from '../../common/elements';
import { formatCount, formatExact } from '../../common/format';
import { t } from '../../common/words';
import { seriesColours } from './series-colours';
import type { PlayheadPart } from './track-view';

export function createValuesPart(track: CurvesTrack): PlayheadPart {
  const rows = track.series.map((series) => {
    const { tag, label } = series;
    const name = element('dt', { text: label, class: 'value-name' });
    const value = element('dd', { class: 'value' });
    return { tag, series, name, value };
  });
  const list = element('dl', { class: 'values' });
  for (const { name, value } of rows) list.append(element('div', { class: 'value-row' }, name, value));
  const part = element(
    'section',
    { class: 'part', attributes: { 'aria-label': track.title } },
    element('h3', { text: track.title }, element('span', { class: 'dim', text: ` ${track.subtitle}` })),
    list,
  );
  return {
    element: part,
    update(state, theme) {
      const read = state.valuesAtPlayhead;
      for (const row of rows) {
        const found = read?.values.find(({ tag }) => tag === row.tag);
        row.name.style.color = toCss(seriesColours(row.series, theme).readable);
        if (!found) {
          setText(row.value, read ? t('none yet') : '…');
          continue;
        }
        const late = read && found.step < read.step ? ` ${t('(step {step})', { step: formatCount(found.step) })}` : '';
        setText(row.value, formatExact(found.value) + late);
        row.value.classList.toggle('not-finite', !Number.isFinite(found.value));
      }
    },
  };
}
