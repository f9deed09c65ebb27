/** The table behind the charts: the recorded values of single steps around the playhead. */
import type { CurvesTrack } from '../../src/protocol/tracks';
import { element } from '../common/elements';
import { formatCount, formatEpoch, formatExact } from '../common/format';
import { t } from '../common/words';
import { epochAt, type PanelState, playheadStep, tracksOf } from './state';

export interface ValuesTable {
  readonly element: HTMLElement;
  update(state: PanelState): void;
}

interface Row {
  readonly step: number;
  /** One a series; undefined where none was recorded at that step. */
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
      const facts = [state.tableShown, state.table, playheadStep(state), state.edition];
      if (!state.tableShown || facts.every((fact, at) => fact === told[at])) return;
      told = facts;
      const tracks = tracksOf(state).filter((track): track is CurvesTrack => track.kind === 'curves');
      holder.replaceChildren(table(state, tracks, moveTo));
    },
  };
}

function table(state: PanelState, tracks: readonly CurvesTrack[], moveTo: (step: number) => void): HTMLElement {
  const at = playheadStep(state);
  const names = tracks.flatMap(({ title, series }) =>
    series.map(({ label }) => `${label} ${title.toLocaleLowerCase()}`),
  );
  const head = element(
    'tr',
    {},
    ...[t('step'), t('epoch'), ...names].map((text) => element('th', { text, attributes: { scope: 'col' } })),
  );
  const rows = rowsOf(state, tracks).map(({ step, values }) => {
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
    const row = element(
      'tr',
      {},
      element('th', { attributes: { scope: 'row' } }, go),
      ...cells.map((text) => element('td', { text })),
    );
    if (step === at) row.setAttribute('aria-current', 'true');
    return row;
  });
  const caption =
    rows.length > 0 ? t('Every value recorded around step {step}', { step: formatCount(at) }) : t('Reading…');
  return element(
    'table',
    {},
    element('caption', { text: caption }),
    element('thead', {}, head),
    element('tbody', {}, ...rows),
  );
}

function rowsOf(state: PanelState, tracks: readonly CurvesTrack[]): readonly Row[] {
  const columns = tracks.flatMap((track) => {
    const curves = state.table.get(track.id)?.curves ?? [];
    return track.series.map((_, index) => {
      const curve = curves[index];
      const values = new Map<number, number>();
      curve?.firstStep.forEach((step, bucket) =>
        values.set(step, curve.nonFinite[bucket] ? NaN : (curve.mean[bucket] ?? NaN)),
      );
      return values;
    });
  });
  const steps = [...new Set(columns.flatMap((values) => [...values.keys()]))].sort((a, b) => a - b);
  return steps.map((step) => ({ step, values: columns.map((values) => values.get(step)) }));
}
