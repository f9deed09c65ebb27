/** The numbers behind the panel, and as text to copy: all classes, all layers, all curves. */
import { element } from '../common/elements';
import { formatCount, formatPercent, formatRound, formatValue } from '../common/format';
import { type Table, tableElement } from '../common/table-element';
import { t } from '../common/words';
import { curveName } from './charts';
import type { Growth } from './growth';
import { rowName } from './growth-list';
import { accuracyOf, intervalOf } from './robustness';
import type { AdversarialState } from './state';
import { finalOf } from './words';

export function createTables() {
  const holder = element('section', {
    class: 'tables',
    attributes: { 'aria-label': t('Figures of the attack'), tabindex: '0' },
  });
  return {
    element: holder,
    update(state: AdversarialState, growth: Growth | undefined) {
      holder.hidden = !state.tableShown;
      if (!state.tableShown) return;
      holder.replaceChildren(...tablesOf(state, growth).map(tableElement));
    },
  };
}

function tablesOf({ seen, description, curves }: AdversarialState, growth: Growth | undefined): Table[] {
  if (!description || !seen) return [];
  const { classNames } = description;
  const after = finalOf(seen);
  return [
    {
      caption: t('Confidences'),
      heads: [t('class'), t('before'), t('after'), t('by noise')],
      rows: classNames.map((name, at) => [
        name,
        ...[seen.clean, after, seen.noisy].map((one) => formatPercent(one[at] ?? NaN)),
      ]),
    },
    {
      caption: t('Relative change, layer by layer'),
      heads: [t('layer'), t('attack'), t('noise'), t('growth')],
      rows: (growth?.rows ?? []).map((row) => [
        rowName(row),
        formatValue(row.apart),
        formatValue(row.apartByNoise),
        Number.isFinite(row.factor) ? formatRound(row.factor) : '–',
      ]),
    },
    ...(curves.length > 0
      ? [
          {
            caption: t('Accuracy against ε'),
            heads: [t('attack'), t('ε'), t('images'), t('told right'), t('95 % interval')],
            rows: curves.flatMap((curve) =>
              curve.points.map((point) => [
                curveName(curve, description, curves),
                formatRound(point.epsilon),
                formatCount(point.count),
                formatPercent(accuracyOf(point)),
                `${formatPercent(intervalOf(point).low)} – ${formatPercent(intervalOf(point).high)}`,
              ]),
            ),
          },
        ]
      : []),
  ];
}

/** With all digits, for a spreadsheet: one line a number, so that tables of different kinds are one. */
export function asCsv({ seen, description, curves }: AdversarialState, growth: Growth | undefined): string {
  const rows: (string | number)[][] = [['kind', 'name', 'epsilon', 'images', 'attack', 'noise', 'before']];
  if (seen && description) {
    const after = finalOf(seen);
    description.classNames.forEach((name, at) =>
      rows.push(['confidence', quoted(name), seen.options.epsilon, 1, after[at]!, seen.noisy[at]!, seen.clean[at]!]),
    );
    for (const row of growth?.rows ?? [])
      rows.push(['relativeChange', quoted(rowName(row)), seen.options.epsilon, 1, row.apart, row.apartByNoise, '']);
    for (const curve of curves)
      for (const point of curve.points)
        rows.push([
          'accuracy',
          quoted(curveName(curve, description, curves)),
          point.epsilon,
          point.count,
          accuracyOf(point),
          '',
          '',
        ]);
  }
  return rows.map((row) => row.join(',')).join('\n');
}

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
