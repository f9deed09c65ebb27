/** The values of a curves track at the playhead, as text; of shares that were counted, with their confidence interval. */
import { wilsonInterval } from '../../../src/base/confidence-interval';
import type { CurvesTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { element, setText } from '../../common/elements';
import { formatCount, formatShare, formatSigned } from '../../common/format';
import { t } from '../../common/words';
import { otherSide, RUN_LETTERS } from '../other-run';
import type { PanelState } from '../state';
import { createPartHead } from './part-head';
import { numberFormats } from './curve-units';
import { seriesColours } from './series-colours';
import type { PlayheadPart } from './track-view';

export function createValuesPart(track: CurvesTrack): PlayheadPart {
  const rows = track.series.map((series) => {
    const { tag, label } = series;
    const name = element('dt', { text: label, class: 'value-name' });
    const value = element('dd', { class: 'value' });
    const other = element('dd', { class: 'value other-value' });
    const difference = element('dd', { class: 'dim difference' });
    const interval = element('dd', { class: 'dim' });
    interval.hidden = track.unit !== 'share' || series.samples === undefined;
    return { tag, series, name, value, interval, other, difference };
  });
  const { exact } = numberFormats(track);
  const list = element('dl', { class: 'values' });
  for (const { name, value, interval, other, difference } of rows)
    list.append(element('div', { class: 'value-row' }, name, value, interval, other, difference));
  const part = element(
    'section',
    { class: 'part', attributes: { 'aria-label': track.title } },
    createPartHead(track),
    list,
  );
  return {
    element: part,
    update(state, theme) {
      const side = otherSide(state);
      for (const row of rows) {
        row.name.style.color = toCss(seriesColours(row.series, theme).readable);
        const own = say(row.value, state, row.tag, exact);
        if (!row.interval.hidden) setText(row.interval, intervalOf(own, row.series.samples));
        row.other.hidden = row.difference.hidden = !side;
        if (!side) continue;
        const its = say(row.other, side, row.tag, exact, `${RUN_LETTERS.other} `);
        const apart = own !== undefined && its !== undefined ? own - its : NaN;
        const signed = formatSigned(apart, exact);
        setText(row.difference, Number.isFinite(apart) ? `${RUN_LETTERS.run} − ${RUN_LETTERS.other} ${signed}` : '');
      }
    },
  };
}

/** "91 % – 95 %, n = 512": at 95 % confidence. */
function intervalOf(share: number | undefined, samples: number | undefined): string {
  if (share === undefined || samples === undefined || !Number.isFinite(share)) return '';
  const { low, high } = wilsonInterval(share, samples);
  return `${formatShare(low)} – ${formatShare(high)}, n = ${formatCount(samples)}`;
}

/** Writes the value of a tag at the playhead, with its step where it is an earlier one. @returns it, if there is one */
function say(
  target: HTMLElement,
  side: PanelState,
  tag: string,
  exact: (value: number) => string,
  before = '',
): number | undefined {
  const read = side.valuesAtPlayhead;
  const found = read?.values.find((value) => value.tag === tag);
  target.classList.toggle('not-finite', found !== undefined && !Number.isFinite(found.value));
  if (!found) {
    setText(target, before + (read ? t('none yet') : '…'));
    return undefined;
  }
  const late = read && found.step < read.step ? ` ${t('(step {step})', { step: formatCount(found.step) })}` : '';
  setText(target, before + exact(found.value) + late);
  return found.value;
}
