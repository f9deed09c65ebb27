/** The values of layers at the playhead: one table of all tracks of layers, a row a layer, a column a track. */
import type { HeatTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { type ColourRange, shareOf } from '../../common/colour-range';
import { element, setText } from '../../common/elements';
import { formatValue } from '../../common/format';
import type { Theme } from '../../common/theme';
import { t } from '../../common/words';
import { viridis } from '../../common/viridis';
import { createPictureButtons } from '../picture-buttons';
import { tracksOf } from '../state';
import { createColumnsPart } from './heat-columns-part';
import { layersPicture } from './heat-layers-picture';
import { rangeNow, recordedAt } from './heat-now';
import { createPartHead } from './part-head';
import type { PanelTools, PlayheadPart } from './track-view';

export const createHeatPart = (track: HeatTrack, tools: PanelTools): PlayheadPart =>
  isOfLayers(track) ? createLayersPart(track, tools) : createColumnsPart(track, tools);

/** Each row another layer, against many rows of one. */
const isOfLayers = ({ rows }: HeatTrack): boolean => new Set(rows.map(({ layer }) => layer)).size === rows.length;

interface Cell {
  readonly tag: string;
  readonly bar: HTMLElement;
  readonly number: HTMLElement;
}

/** One table of all tracks of layers, shown by the first of them. */
function createLayersPart(track: HeatTrack, tools: PanelTools): PlayheadPart {
  const heading = element('span', { class: 'dim' });
  const table = element('table', { class: 'heat-table' });
  const buttons = createPictureButtons(tools, t('this chart'));
  const part = element(
    'section',
    { class: 'part layers-part', attributes: { 'aria-label': t('Layers') } },
    createPartHead({ title: t('Layers'), subtitle: '' }, buttons, heading),
    table,
  );
  let columns: readonly { readonly track: HeatTrack; readonly cells: readonly (Cell | undefined)[] }[] = [];
  let rows = new Map<string, HTMLElement>();
  let madeFor: unknown;
  return {
    element: part,
    update(state, theme) {
      const tracks = tracksOf(state);
      const group = tracks.filter((other): other is HeatTrack => other.kind === 'heat' && isOfLayers(other));
      part.hidden = group[0]?.id !== track.id;
      if (part.hidden) return;
      if (madeFor !== tracks) {
        madeFor = tracks;
        const order = state.run?.manifest.models.flatMap(({ layers }) => layers.map(({ name }) => name)) ?? [];
        ({ columns, rows } = fillTable(table, group, order));
      }
      const read = state.rowValuesAtPlayhead;
      const values = new Map(read?.values.map(({ tag, value }) => [tag, value]));
      setText(heading, recordedAt(state, group));
      for (const [layer, row] of rows) row.classList.toggle('selected', layer === state.selectedLayer);
      for (const column of columns) {
        const range = rangeNow(column.track, state);
        for (const cell of column.cells)
          if (cell) fillCell(cell, values.get(cell.tag), read !== undefined, range, theme);
      }
      buttons.update(read && (() => layersPicture(state, group, [...rows.keys()], values)));
    },
  };
}

/** @param order of all layers of the run, by role */
function fillTable(table: HTMLElement, group: readonly HeatTrack[], order: readonly string[]) {
  // Not every track has every layer: where the others belong, the order of the models says.
  const layers = [...new Set(group.flatMap(({ rows }) => rows.map(({ layer }) => layer)))].sort(
    (one, other) => order.indexOf(one) - order.indexOf(other),
  );
  const rows = new Map(
    layers.map((layer) => {
      const label = group.flatMap((track) => track.rows).find((row) => row.layer === layer)?.label ?? layer;
      return [layer, element('tr', {}, element('th', { text: label, title: layer, attributes: { scope: 'row' } }))];
    }),
  );
  const columns = group.map((track) => ({
    track,
    cells: layers.map((layer): Cell | undefined => {
      const tag = track.rows.find((row) => row.layer === layer)?.tag;
      if (tag === undefined) {
        rows.get(layer)?.append(element('td'));
        return undefined;
      }
      const bar = element('span', { class: 'heat-value-bar data-colour', attributes: { 'aria-hidden': 'true' } });
      const number = element('span', { class: 'heat-number' });
      rows.get(layer)?.append(element('td', {}, element('span', { class: 'heat-cell' }, bar, number)));
      return { tag, bar, number };
    }),
  }));
  const head = element(
    'tr',
    {},
    element('td'),
    ...group.map(({ title }) => element('th', { class: 'dim', text: title, attributes: { scope: 'col' } })),
  );
  table.replaceChildren(element('thead', {}, head), element('tbody', {}, ...rows.values()));
  return { columns, rows };
}

function fillCell(
  { bar, number }: Cell,
  value: number | undefined,
  isRead: boolean,
  range: ColourRange | undefined,
  theme: Theme,
): void {
  setText(number, value === undefined ? (isRead ? '–' : '…') : formatValue(value));
  const finite = value !== undefined && Number.isFinite(value);
  number.classList.toggle('not-finite', value !== undefined && !finite);
  const share = finite && range ? shareOf(value, range) : 0;
  bar.style.background = toCss(value !== undefined && !finite ? theme.error : viridis(share));
  // The least value, too, has a colour to be seen.
  bar.style.width = `${value === undefined ? 0 : Math.max(4, Math.round(share * 28))}px`;
}
