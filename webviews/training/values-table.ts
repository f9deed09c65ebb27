/** The tables behind the charts: values recorded around the playhead, of single steps or, of rows, record by record. */
import type { Curve } from '../../src/protocol/training-panel-messages';
import { element } from '../common/elements';
import { formatCount, formatEpoch, formatExact } from '../common/format';
import { t } from '../common/words';
import { createConfusionTable } from './tracks/confusion-table';
import { rowTrackOf } from './tracks/confusion-rows';
import { epochAt, type PanelState, playheadStep, tracksOf } from './state';

export interface ValuesTable {
  readonly element: HTMLElement;
  update(state: PanelState): void;
}

interface Column {
  readonly name: string;
  readonly curve: Curve | undefined;
}

interface Row {
  readonly step: number;
  /** One a column; undefined where none was recorded at that step. */
  readonly values: readonly (number | undefined)[];
}

export function createValuesTable(moveTo: (step: number) => void): ValuesTable {
  const holder = element('section', {
    class: 'values-table',
    attributes: { 'aria-label': t('Values around the playhead') },
  });
  let told: unknown[] = [];
  return {
    element: holder,
    update(state) {
      holder.hidden = !state.tableShown;
      const facts = [state.tableShown, state.table, playheadStep(state), state.edition, ...countsOf(state)];
      if (!state.tableShown || facts.every((fact, at) => fact === told[at])) return;
      told = facts;
      holder.replaceChildren(...tablesOf(state, moveTo));
    },
  };
}

/** What tables of class pairs are made of. */
const countsOf = (state: PanelState): unknown[] =>
  tracksOf(state).map((track) => track.kind === 'confusion' && state.histogramsAtPlayhead.get(track.counts));

/** One for all curves, step by step, and one for each track of rows, which are recorded more rarely. */
function tablesOf(state: PanelState, moveTo: (step: number) => void): HTMLElement[] {
  const at = playheadStep(state);
  const step = formatCount(at);
  const curves: Column[] = [];
  const ofRows: HTMLElement[] = [];
  for (const track of tracksOf(state)) {
    const held = state.table.get(track.id)?.curves ?? [];
    if (track.kind === 'curves')
      curves.push(
        ...track.series.map(({ label }, index) => ({
          name: `${label} ${track.title.toLocaleLowerCase()}`,
          curve: held[index],
        })),
      );
    const rowTrack = rowTrackOf(track);
    if (rowTrack) {
      const columns = rowTrack.rows.map(({ label }, index) => ({ name: label, curve: held[index] }));
      const caption = t('{title}, as recorded around step {step}', { title: track.title, step });
      ofRows.push(createTable(state, columns, caption, (rows) => rows.findLast((row) => row.step <= at)?.step, moveTo));
    }
    if (track.kind === 'confusion') ofRows.push(createConfusionTable(track, state));
  }
  const caption = t('Every value recorded around step {step}', { step });
  return [...(curves.length > 0 ? [createTable(state, curves, caption, () => at, moveTo)] : []), ...ofRows];
}

/** @param currentStep of the row that belongs to the playhead */
function createTable(
  state: PanelState,
  columns: readonly Column[],
  caption: string,
  currentStep: (rows: readonly Row[]) => number | undefined,
  moveTo: (step: number) => void,
): HTMLElement {
  const rows = rowsOf(columns);
  const current = currentStep(rows);
  const head = element(
    'tr',
    {},
    ...[t('step'), t('epoch'), ...columns.map(({ name }) => name)].map((text) =>
      element('th', { text, attributes: { scope: 'col' } }),
    ),
  );
  const lines = rows.map(({ step, values }) => {
    const go = element('button', {
      class: 'link',
      text: formatCount(step),
      title: t('Put the playhead on step {step}', { step: formatCount(step) }),
      attributes: { type: 'button' },
    });
    go.addEventListener('click', () => moveTo(step));
    const cells = [
      formatEpoch(epochAt(state, step)),
      ...values.map((value) => (value === undefined ? '' : formatExact(value))),
    ];
    const line = element(
      'tr',
      {},
      element('th', { attributes: { scope: 'row' } }, go),
      ...cells.map((text) => element('td', { text })),
    );
    if (step === current) line.setAttribute('aria-current', 'true');
    return line;
  });
  return element(
    'table',
    {},
    element('caption', { text: rows.length > 0 ? caption : t('Reading…') }),
    element('thead', {}, head),
    element('tbody', {}, ...lines),
  );
}

function rowsOf(columns: readonly Column[]): readonly Row[] {
  const byStep = columns.map(({ curve }) => {
    const values = new Map<number, number>();
    curve?.firstStep.forEach((step, bucket) =>
      values.set(step, curve.nonFinite[bucket] ? NaN : (curve.mean[bucket] ?? NaN)),
    );
    return values;
  });
  const steps = [...new Set(byStep.flatMap((values) => [...values.keys()]))].sort((a, b) => a - b);
  return steps.map((step) => ({ step, values: byStep.map((values) => values.get(step)) }));
}
