/**
 * The rows' values at the playhead. What is known of the same layers stands in one table, a column a track; the many
 * codings of an autoencoder are columns of a chart.
 */
import type { HeatTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { type ColourRange, shareOf } from '../../common/colour-range';
import { element, setAttribute, setText } from '../../common/elements';
import { formatCount, formatExact, formatValue } from '../../common/format';
import { Surface } from '../../common/surface';
import type { Theme } from '../../common/theme';
import { t } from '../../common/words';
import { viridis } from '../../common/viridis';
import { type PanelState, tracksOf } from '../state';
import type { PanelTools, PlayheadPart } from './track-view';

const CHART_HEIGHT_PX = 56;
/** A coding that spreads no more than this share of the widest is as good as dead. */
const STILL_SHARE = 0.01;

export const createHeatPart = (track: HeatTrack, _tools: PanelTools): PlayheadPart =>
  isOfLayers(track) ? createLayersPart(track) : createRowsPart(track);

/** Each row another layer, against many rows of one. */
const isOfLayers = ({ rows }: HeatTrack): boolean => new Set(rows.map(({ layer }) => layer)).size === rows.length;

const rangeNow = (track: HeatTrack, state: PanelState): ColourRange | undefined =>
  state.curves.get(track.id)?.detail.range;

interface Cell {
  readonly tag: string;
  readonly bar: HTMLElement;
  readonly number: HTMLElement;
}

/** One table of all tracks of layers, shown by the first of them. */
function createLayersPart(track: HeatTrack): PlayheadPart {
  const heading = element('span', { class: 'dim' });
  const table = element('table', { class: 'heat-table' });
  const part = element(
    'section',
    { class: 'part', attributes: { 'aria-label': t('Layers') } },
    element('h3', { text: t('Layers') }, heading),
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
        ({ columns, rows } = fillTable(table, group));
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
    },
  };
}

function fillTable(table: HTMLElement, group: readonly HeatTrack[]) {
  // In source order: a later track may have layers between those of the first.
  const layers = [
    ...new Set(
      [...group].sort((a, b) => b.rows.length - a.rows.length).flatMap(({ rows }) => rows.map(({ layer }) => layer)),
    ),
  ];
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
      const bar = element('span', { class: 'heat-value-bar', attributes: { 'aria-hidden': 'true' } });
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

/** " of step 4,050": layers are recorded more rarely than the playhead can stand. */
function recordedAt(state: PanelState, tracks: readonly HeatTrack[]): string {
  const tags = new Set(tracks.flatMap(({ rows }) => rows.map(({ tag }) => tag)));
  const steps = (state.rowValuesAtPlayhead?.values ?? []).filter(({ tag }) => tags.has(tag)).map(({ step }) => step);
  return steps.length > 0 ? ` ${t('of step {step}', { step: formatCount(Math.max(...steps)) })}` : '';
}

function createRowsPart(track: HeatTrack): PlayheadPart {
  const heading = element('span', { class: 'dim' });
  const surface = new Surface();
  surface.canvas.setAttribute('role', 'img');
  const said = element('p', { class: 'dim heat-said' });
  const part = element(
    'section',
    { class: 'part', attributes: { 'aria-label': track.title } },
    element('h3', { text: track.title }, heading),
    element('div', { class: 'heat-chart' }, surface.canvas),
    said,
  );
  let drawn: readonly unknown[] = [];
  return {
    element: part,
    update(state, theme) {
      const width = part.clientWidth;
      const held = state.curves.get(track.id)?.detail;
      const looks = [state.rowValuesAtPlayhead, held, theme, width, devicePixelRatio];
      if (width === 0 || looks.every((look, at) => look === drawn[at])) return;
      drawn = looks;
      const known = new Map(state.rowValuesAtPlayhead?.values.map(({ tag, value }) => [tag, value]));
      const values = track.rows.map(({ tag }) => known.get(tag));
      setText(heading, recordedAt(state, [track]));
      setText(said, describeRows(values.filter((value) => value !== undefined)));
      setAttribute(surface.canvas, 'aria-label', `${track.title}: ${said.textContent ?? ''}`);
      surface.draw(width, CHART_HEIGHT_PX, (context) =>
        drawColumns(context, theme, width, values, rangeNow(track, state)),
      );
    },
  };
}

function describeRows(values: readonly number[]): string {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  const [least, median, most] = [sorted[0], sorted[sorted.length >> 1], sorted.at(-1)];
  if (least === undefined || median === undefined || most === undefined) return t('Nothing recorded yet');
  const still = sorted.filter((value) => value <= most * STILL_SHARE).length;
  const course = t('narrowest {least}, median {median}, widest {most}', {
    least: formatExact(least),
    median: formatExact(median),
    most: formatExact(most),
  });
  return still > 0
    ? `${course}; ${t('{count} of {total} hardly move', { count: formatCount(still), total: formatCount(values.length) })}`
    : course;
}

function drawColumns(
  context: CanvasRenderingContext2D,
  theme: Theme,
  width: number,
  values: readonly (number | undefined)[],
  range: ColourRange | undefined,
): void {
  const step = width / Math.max(1, values.length);
  const room = CHART_HEIGHT_PX - 2;
  const most = Math.max(1e-30, ...values.filter((value): value is number => Number.isFinite(value)));
  values.forEach((value, at) => {
    if (value === undefined) return;
    const finite = Number.isFinite(value);
    const height = finite ? Math.max(1, (value / most) * room) : room;
    context.fillStyle = toCss(finite ? viridis(range ? shareOf(value, range) : 0) : theme.error);
    context.fillRect(at * step, room - height, Math.max(1, step - 1), height);
  });
  context.fillStyle = toCss(theme.rule);
  context.fillRect(0, CHART_HEIGHT_PX - 1, width, 1);
}
