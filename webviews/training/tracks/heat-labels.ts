/** The names of a heat track's rows at their right ends, each a link to the line that made the layer; and where rows lie. */
import type { SourcePlace } from '../../../src/protocol/manifest';
import type { HeatRow, HeatTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { element } from '../../common/elements';
import { t } from '../../common/words';
import { viridis } from '../../common/viridis';
import { type Plot, useFont } from '../plot';
import type { PlayheadPart } from './track-view';

/** Least height of a row whose name is a link, and of one that is only a number among many. */
const NAMED_ROW_PX = 14;
const NUMBERED_ROW_PX = 4;
const NUMBER_HEIGHT_PX = 12;

/** "generator/dense_1" of a layer; of one of many codings, which share theirs, its number. */
export const titleOfRow = ({ layer, label, place }: HeatRow): string =>
  place ? layer : t('{layer}, row {label}', { layer, label });

const isNamed = ({ rows }: HeatTrack): boolean => rows.some(({ place }) => place !== undefined) || rows.length <= 12;

export const rowHeightPx = (track: HeatTrack): number => (isNamed(track) ? NAMED_ROW_PX : NUMBERED_ROW_PX);

/** In whole pixels; a thin line is left between rows, between all or none of them, where they are not thin themselves. */
export function rowBounds({ top, bottom }: Pick<Plot, 'top' | 'bottom'>, row: number, rows: number) {
  const at = (index: number) => Math.round(top + ((bottom - top) * index) / rows);
  const height = at(row + 1) - at(row);
  return { top: at(row), height: bottom - top >= 6 * rows ? height - 1 : height };
}

/** Every so many numbers there is room for one: 1, 2, 5, 10, … */
function stride(rows: number, heightPx: number): number {
  const needed = (NUMBER_HEIGHT_PX * rows) / Math.max(1, heightPx);
  return [1, 2, 5, 10, 20, 50].find((candidate) => candidate >= needed) ?? rows;
}

const isShown = (row: number, every: number): boolean => (row + 1) % every === 0 || (row === 0 && every >= 5);

export function createHeatLabels(track: HeatTrack, reveal: (place: SourcePlace) => void): PlayheadPart {
  const named = isNamed(track);
  const labels = track.rows.map((row) => createLabel(row, reveal));
  const holder = element('div', { class: 'heat-labels' }, ...labels);
  holder.style.gridTemplateRows = `repeat(${labels.length}, minmax(0, 1fr))`;
  let told = '';
  return {
    element: holder,
    update(state) {
      const every = named ? 1 : stride(labels.length, holder.clientHeight);
      const next = `${every} ${state.selectedLayer}`;
      if (next === told) return;
      told = next;
      labels.forEach((label, row) => {
        label.classList.toggle('unshown', !isShown(row, every));
        const selected = state.selectedLayer !== undefined && track.rows[row]?.layer === state.selectedLayer;
        label.classList.toggle('selected', selected);
        if (selected) label.setAttribute('aria-current', 'true');
        else label.removeAttribute('aria-current');
      });
    },
  };
}

function createLabel(row: HeatRow, reveal: (place: SourcePlace) => void): HTMLElement {
  const { label, layer, place } = row;
  const name = element('span', { class: 'heat-name', text: label });
  if (!place) return element('span', { class: 'heat-label dim' }, name);
  const button = element(
    'button',
    {
      class: 'link heat-label',
      title: t('{layer}: go to {place}', { layer, place: `${place.file}:${place.line}` }),
      attributes: { type: 'button', 'aria-label': `${label} :${place.line}` },
    },
    name,
    element('span', { class: 'heat-line', text: `:${place.line}` }),
  );
  button.addEventListener('click', () => reveal(place));
  return button;
}

/** For a saved picture: the names, and the colours from the lowest value at the bottom to the highest. */
export function drawHeatLabels(track: HeatTrack, plot: Plot): void {
  const { context, theme, left, right, top, bottom, width } = plot;
  useFont(plot);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const every = isNamed(track) ? 1 : stride(track.rows.length, bottom - top);
  track.rows.forEach(({ label, place }, row) => {
    if (!isShown(row, every)) return;
    const bounds = rowBounds(plot, row, track.rows.length);
    context.fillStyle = toCss(theme.dim);
    const text = place ? `${label} :${place.line}` : label;
    context.fillText(text, right + 8, bounds.top + bounds.height / 2, width - right - 10);
  });
  for (let y = top; y < bottom; y++) {
    context.fillStyle = toCss(viridis(1 - (y - top) / (bottom - top)));
    context.fillRect(left - 14, y, 6, 1);
  }
}
