/** The numbers behind the rows, and as text to copy. */
import { element } from '../common/elements';
import { formatCount, formatShare, formatValue } from '../common/format';
import { tableElement } from '../common/table-element';
import { t } from '../common/words';
import { type LayersState, type Row, rowsOf } from './state';

export function createTable() {
  const holder = element('section', {
    class: 'tables',
    attributes: { 'aria-label': t('Figures of all layers'), tabindex: '0' },
  });
  return {
    element: holder,
    update(state: LayersState) {
      holder.hidden = !state.tableShown;
      if (!state.tableShown) return;
      const heads = [
        t('layer'),
        t('class'),
        t('parameters'),
        t('dead'),
        t('gradient'),
        t('update'),
        t('mean'),
        t('spread'),
        t('smallest'),
        t('largest'),
        t('zeros'),
      ];
      const rows = rowsOf(state).map((row) => cellsOf(row, (value) => formatValue(value)));
      holder.replaceChildren(tableElement({ caption: t('Figures of all layers'), heads, rows }));
    },
  };
}

function cellsOf({ layer, run, figures }: Row, format: (value: number) => string): string[] {
  const own = figures?.figures;
  const of = (value: number | undefined, as = format) => (value === undefined ? '–' : as(value));
  const [seen] = run?.figures ?? [];
  const name = run && run.calls > 1 ? `${layer.name} (${run.call + 1})` : layer.name;
  return [
    name,
    layer.className,
    formatCount(layer.parameters),
    of(own?.deadShare, formatShare),
    of(own?.gradientNorm),
    of(own?.updateRatio),
    of(own?.mean),
    of(own?.spread),
    of(seen?.least),
    of(seen?.most),
    of(seen?.zeroShare, formatShare),
  ];
}

/** With all digits, for a spreadsheet. */
export function asCsv(state: LayersState): string {
  const head = [
    'layer',
    'call',
    'class',
    'parameters',
    'deadShare',
    'gradientNorm',
    'updateRatio',
    'mean',
    'spread',
    'smallest',
    'largest',
    'zeroShare',
  ];
  const rows = rowsOf(state).map(({ layer, run, figures }) => {
    const own = figures?.figures;
    const [seen] = run?.figures ?? [];
    return [
      layer.name,
      run?.call ?? '',
      layer.className,
      layer.parameters,
      own?.deadShare,
      own?.gradientNorm,
      own?.updateRatio,
      own?.mean,
      own?.spread,
      seen?.least,
      seen?.most,
      seen?.zeroShare,
    ];
  });
  return [head, ...rows].map((row) => row.map((cell) => cell ?? '').join(',')).join('\n');
}
