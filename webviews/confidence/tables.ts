/** The numbers behind the charts, and every single value as text to copy. */
import { element } from '../common/elements';
import { formatCount, formatPercent } from '../common/format';
import { type Table, tableElement } from '../common/table-element';
import { t } from '../common/words';
import { calibrationIn, rowsOf } from './charts-column';
import { formatBelief } from './belief-format';
import { beliefScale, type BeliefScale, figuresOf } from './figures';
import { type ConfidenceState, groupIn, rivalsIn, WHOSE } from './state';
import { whoseWords } from './words';

export function createTables() {
  const holder = element('section', {
    class: 'tables',
    attributes: { 'aria-label': t('Figures of all samples'), tabindex: '0' },
  });
  return {
    element: holder,
    update(state: ConfidenceState) {
      holder.hidden = !state.tableShown || !state.judged;
      if (holder.hidden) return;
      holder.replaceChildren(...tablesOf(state).map(tableElement));
    },
  };
}

function tablesOf(state: ConfidenceState): Table[] {
  const { judged } = state;
  const rivals = rivalsIn(state);
  if (!judged || !rivals) return [];
  const scale = beliefScale(rivals.gives, judged);
  const isProbability = rivals.gives === 'probability';
  const groups: Table = {
    caption: t('Figures of all samples'),
    heads: [
      t('samples'),
      t('number'),
      t('mean'),
      t('first quarter'),
      t('median'),
      t('third quarter'),
      ...(isProbability ? [t('on the wrong side'), t('95 %')] : []),
    ],
    rows: WHOSE.flatMap((whose) => {
      const group = groupIn(judged, whose);
      return group ? [groupRow(whoseWords(whose), group.values, whose, scale)] : [];
    }),
  };
  const classes: Table = {
    caption: t('Class by class'),
    heads: [t('class'), t('real'), t('median'), t('generated'), t('median')],
    rows: rowsOf(state).map(({ index, real, generated }) => [
      rivals.classNames[index] ?? String(index),
      ...ofClass(real, scale),
      ...(generated ? ofClass(generated, scale) : ['–', '–']),
    ]),
  };
  const calibration: Table = {
    caption: t('Calibration'),
    heads: [t('D gives'), t('samples'), t('mean'), t('really real'), t('95 %')],
    rows: isProbability
      ? calibrationIn(judged).bins.map(({ low, high, count, confidence, share, interval }) => [
          `${formatBelief(low, scale)}–${formatBelief(high, scale)}`,
          formatCount(count),
          formatBelief(confidence, scale),
          count > 0 ? formatPercent(share) : '–',
          count > 0 ? `${formatPercent(interval.low)}–${formatPercent(interval.high)}` : '–',
        ])
      : [],
  };
  return [groups, classes, calibration].filter(({ rows }) => rows.length > 0);
}

function groupRow(name: string, values: Float32Array, whose: Parameters<typeof figuresOf>[1], scale: BeliefScale) {
  const { count, mean, quarter, median, threeQuarters, wrongShare, wrongInterval } = figuresOf(values, whose, scale);
  return [
    name,
    formatCount(count),
    ...[mean, quarter, median, threeQuarters].map((value) => formatBelief(value, scale)),
    ...(scale.gives === 'probability'
      ? [formatPercent(wrongShare), `${formatPercent(wrongInterval.low)}–${formatPercent(wrongInterval.high)}`]
      : []),
  ];
}

const ofClass = (values: Float32Array, scale: BeliefScale): string[] => [
  formatCount(values.length),
  values.length > 0 ? formatBelief(figuresOf(values, 'real', scale).median, scale) : '–',
];

/** One line a sample, with all digits, for a spreadsheet. */
export function asCsv(state: ConfidenceState): string {
  const { judged, classes } = state;
  const rivals = rivalsIn(state);
  if (!judged || !rivals) return '';
  const lines = WHOSE.flatMap((whose) => {
    const group = groupIn(judged, whose);
    const known = group?.classes ?? (whose === 'generated' && classes?.step === judged.step ? classes.of : undefined);
    return Array.from(group?.values ?? [], (value, at) => {
      const index = known?.[at];
      const name = index === undefined ? '' : (rivals.classNames[index] ?? String(index));
      return [whose, at, `"${name.replaceAll('"', '""')}"`, value].join(',');
    });
  });
  return [`whose,sample,class,${rivals.gives}`, ...lines].join('\n');
}
