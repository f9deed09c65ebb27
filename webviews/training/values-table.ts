/** The tables behind the charts, for those who read numbers rather than pictures; what stands in them, `tables.ts` says. */
import { element } from '../common/elements';
import { formatCount } from '../common/format';
import { t } from '../common/words';
import { type PanelState, playheadStep } from './state';
import { type Table, type TableRow, tablesOf } from './tables';

export interface ValuesTable {
  readonly element: HTMLElement;
  update(state: PanelState): void;
}

export function createValuesTable(moveTo: (step: number) => void): ValuesTable {
  const holder = element('section', {
    class: 'values-table',
    // Wide tables are scrolled, by keys as well.
    attributes: { 'aria-label': t('Values around the playhead'), tabindex: '0' },
  });
  let told: unknown[] = [];
  return {
    element: holder,
    update(state) {
      holder.hidden = !state.tableShown;
      const { table, valuesAtPlayhead, histogramsAtPlayhead, edition, run } = state;
      const facts = [
        state.tableShown,
        table,
        valuesAtPlayhead,
        histogramsAtPlayhead,
        run,
        playheadStep(state),
        edition,
      ];
      if (!state.tableShown || facts.every((fact, at) => fact === told[at])) return;
      told = facts;
      const focused = holder.contains(document.activeElement) ? document.activeElement?.textContent : undefined;
      holder.replaceChildren(...tablesOf(state).map((content) => createTable(content, moveTo)));
      // Who walks through the steps by keyboard stays where the new table has the same step.
      if (focused) [...holder.querySelectorAll('button')].find(({ textContent }) => textContent === focused)?.focus();
    },
  };
}

function createTable({ caption, head, rows }: Table, moveTo: (step: number) => void): HTMLElement {
  const titles = head.map((text) => element('th', { text, attributes: { scope: 'col' } }));
  return element(
    'table',
    {},
    element('caption', { text: caption }),
    element('thead', {}, element('tr', {}, ...titles)),
    element('tbody', {}, ...rows.map((row) => createRow(row, moveTo))),
  );
}

function createRow({ name, step, isCurrent, cells }: TableRow, moveTo: (step: number) => void): HTMLElement {
  const line = element(
    'tr',
    {},
    element('th', { attributes: { scope: 'row' } }, step === undefined ? name : createStepLink(name, step, moveTo)),
    ...cells.map((text) => element('td', { text })),
  );
  if (isCurrent) line.setAttribute('aria-current', 'true');
  return line;
}

function createStepLink(name: string, step: number, moveTo: (step: number) => void): HTMLElement {
  const go = element('button', {
    class: 'link',
    text: name,
    title: t('Put the playhead on step {step}', { step: formatCount(step) }),
    attributes: { type: 'button' },
  });
  go.addEventListener('click', () => moveTo(step));
  return go;
}
