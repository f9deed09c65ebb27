/** The numbers behind the map, for those who read rather than see: a row a class, and a row a chosen sample. */
import { element } from '../common/elements';
import { formatCount, formatValue } from '../common/format';
import { t } from '../common/words';
import { meanAndSpread } from './lasso';
import type { LatentState } from './state';
import { scalarName } from './words';

/** Rows of chosen samples; the rest can be copied. */
const MOST_ROWS = 200;

export function createTables() {
  const holder = element('section', {
    class: 'tables',
    attributes: { 'aria-label': t('The numbers behind the map'), tabindex: '0' },
  });
  let told: readonly unknown[] = [];
  return {
    element: holder,
    update(state: LatentState) {
      holder.hidden = !state.tableShown;
      const facts = [state.tableShown, state.encoded, state.places, state.chosen];
      if (!state.tableShown || facts.every((fact, at) => fact === told[at])) return;
      told = facts;
      holder.replaceChildren(classTable(state), ...(state.chosen ? [chosenTable(state)] : []));
    },
  };
}

const row = (cells: readonly string[], isHead = false) => {
  const [first = '', ...others] = cells;
  const cell = (text: string, name: 'th' | 'td', scope: string) =>
    name === 'th' ? element('th', { text, attributes: { scope } }) : element('td', { text });
  return element(
    'tr',
    {},
    cell(first, 'th', isHead ? 'col' : 'row'),
    ...others.map((text) => cell(text, isHead ? 'th' : 'td', 'col')),
  );
};

const tableOf = (caption: string, head: readonly string[], rows: readonly (readonly string[])[]) =>
  element(
    'table',
    {},
    element('caption', { text: caption }),
    element('thead', {}, row(head, true)),
    element('tbody', {}, ...rows.map((cells) => row(cells))),
  );

function classTable({ encoded, places, description }: LatentState): HTMLElement {
  if (!encoded || !description) return element('p');
  const { classes, scalars, count } = encoded;
  const groups = classes
    ? description.classNames.map((name, index) => ({ name, index }))
    : [{ name: t('all'), index: undefined }];
  const axes = places?.shape[1] ?? 0;
  const rows = groups.map(({ name, index }) => {
    const own = Uint32Array.from({ length: count }, (_, i) => i).filter(
      (i) => index === undefined || classes?.[i] === index,
    );
    const centre = Array.from({ length: axes }, (_, axis) => {
      let [sum, known] = [0, 0];
      for (const i of own) {
        const value = places?.values[i * axes + axis] ?? NaN;
        if (!Number.isFinite(value)) continue;
        sum += value;
        known++;
      }
      return formatValue(sum / known);
    });
    return [
      name,
      formatCount(own.length),
      ...scalars.map(({ values }) => formatValue(meanAndSpread(values, own).mean)),
      ...centre,
    ];
  });
  return tableOf(
    t('Classes on this map'),
    [
      t('class'),
      t('samples'),
      ...scalars.map(({ id }) => scalarName(id)),
      ...['x', 'y', 'z'].slice(0, axes).map((axis) => t('centre, {axis}', { axis })),
    ],
    rows,
  );
}

function chosenTable({ encoded, chosen, description }: LatentState): HTMLElement {
  if (!encoded || !chosen || !description) return element('p');
  const { classes, scalars } = encoded;
  return tableOf(
    chosen.length > MOST_ROWS
      ? t('The first {shown} of {count} chosen samples', {
          shown: formatCount(MOST_ROWS),
          count: formatCount(chosen.length),
        })
      : t('Chosen samples'),
    [t('sample'), ...(classes ? [t('class')] : []), ...scalars.map(({ id }) => scalarName(id))],
    Array.from(chosen.subarray(0, MOST_ROWS), (sample) => [
      formatCount(sample),
      ...(classes ? [description.classNames[classes[sample] ?? -1] ?? ''] : []),
      ...scalars.map(({ values }) => formatValue(values[sample] ?? NaN)),
    ]),
  );
}
