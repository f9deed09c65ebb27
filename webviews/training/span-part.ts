/** The selected span in the pane at the right: exact statistics of every curve over it. */
import { toCss } from '../common/colour';
import { element, setText } from '../common/elements';
import { formatCount } from '../common/format';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { spanKey } from './span-request';
import { describeSpan, FIGURES, spanAsCsv, spanAsText, type SpanRow, spanRows } from './span-words';
import { type PanelState, spanOf } from './state';
import type { PanelTools, PlayheadPart } from './tracks/track-view';

/** So many curves stand side by side in one table. */
const CURVES_A_TABLE = 3;

export function createSpanPart(tools: PanelTools): PlayheadPart {
  const title = element('h3');
  const detail = element('p', { class: 'dim span-detail' });
  const tables = element('div', { class: 'span-tables' });
  const button = (label: string, its: { title: string; icon?: 'all' | 'close' | 'copy'; onPress: () => void }) =>
    tools.createButton({ label, look: its.icon === 'close' ? 'icon' : 'secondary', ...its });
  let latest: PanelState | undefined;
  const copy = (textOf: (state: PanelState) => string) => {
    if (!latest) return;
    tools.copyText(textOf(latest));
    tools.announce(t('Statistics copied'));
  };
  const clear = button(t('Clear selection'), {
    title: t('Select nothing (Escape)'),
    icon: 'close',
    onPress: () => tools.send({ kind: 'spanCleared' }),
  });
  const zoom = button(t('Zoom to span'), {
    title: t('Show these steps over the whole width (Z)'),
    onPress: () => tools.send({ kind: 'spanShown' }),
  });
  const copyText = button(t('Copy as text'), {
    title: t('Copy these statistics as sentences'),
    onPress: () => copy(spanAsText),
  });
  const copyCsv = button(t('Copy as CSV'), {
    title: t('Copy these statistics as comma-separated values, with every digit'),
    onPress: () => copy(spanAsCsv),
  });
  const part = element(
    'section',
    { class: 'part span-part', attributes: { 'aria-label': t('Selected span') } },
    element('div', { class: 'span-head' }, title, clear.element),
    detail,
    tables,
    element('div', { class: 'span-buttons' }, zoom.element, copyText.element, copyCsv.element),
  );
  part.hidden = true;
  let drawn: readonly unknown[] = [];
  return {
    element: part,
    update(state, theme) {
      const span = spanOf(state);
      latest = state;
      part.hidden = !span;
      if (!span) return;
      const facts = [span.from, span.to, state.statistics, state.other?.side.statistics, state.layout, theme];
      if (facts.every((fact, at) => fact === drawn[at])) return;
      drawn = facts;
      setText(title, t('Steps {from} to {to}', { from: formatCount(span.from), to: formatCount(span.to) }));
      setText(detail, describeSpan(state));
      const isStale = state.statistics?.key !== spanKey(state, span);
      tables.classList.toggle('stale', isStale);
      const rows = spanRows(state);
      tables.replaceChildren(
        ...(rows.length > 0
          ? groups(rows).map((group) => table(group, theme))
          : [element('p', { text: t('Reading…') })]),
      );
      for (const each of [copyText, copyCsv]) each.update({ enabled: rows.length > 0 && !isStale });
    },
  };
}

/** Rows of one track of one run, a few at a time. */
function groups(rows: readonly SpanRow[]): SpanRow[][] {
  const found: SpanRow[][] = [];
  for (const row of rows) {
    const last = found.at(-1);
    const isSame = last?.[0]?.track === row.track && last[0].letter === row.letter;
    if (last && isSame && last.length < CURVES_A_TABLE) last.push(row);
    else found.push([row]);
  }
  return found;
}

function table(rows: readonly SpanRow[], theme: Theme): HTMLElement {
  const [{ letter = '', run = '', track = '' } = {}] = rows;
  const head = rows.map(({ label, role }) => {
    const cell = element('th', { text: label, attributes: { scope: 'col' } });
    cell.style.color = toCss(theme.readable[role]);
    return cell;
  });
  const body = FIGURES.map(({ name, say, isBad }) => {
    const cells = rows.map(({ statistics }) =>
      element('td', {
        text: statistics ? say(statistics) : '–',
        class: statistics && isBad?.(statistics) ? 'not-finite' : '',
      }),
    );
    return element('tr', {}, element('th', { text: name(), attributes: { scope: 'row' } }), ...cells);
  });
  return element(
    'table',
    {},
    element('caption', { text: letter ? `${letter} ${run} · ${track}` : track }),
    element('thead', {}, element('tr', {}, element('td'), ...head)),
    element('tbody', {}, ...body),
  );
}
