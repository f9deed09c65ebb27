/** The layers of the classifier, top to bottom, each with how far apart it sees both images; a click goes to its line. */
import type { SourcePlace } from '../../src/protocol/manifest';
import { toCss } from '../common/colour';
import { element, setText } from '../common/elements';
import { formatRound, formatValue } from '../common/format';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import type { Growth, Grown } from './growth';

export const GROWTH_ROW_PX = 24;
const NUMBERS_PX = 112;

export function createGrowthList(reveal: (place: SourcePlace) => void) {
  const names = element('ul', { class: 'names' });
  const surface = new Surface();
  surface.canvas.setAttribute('role', 'img');
  const words = element('p', { class: 'verdict' });
  let made = '';
  return {
    element: element('div', { class: 'growth' }, words, element('div', { class: 'rows' }, names, surface.canvas)),
    /** @param places of layers in the source, by name */
    update(
      growth: Growth,
      places: ReadonlyMap<string, SourcePlace>,
      selected: string | undefined,
      widthPx: number,
      theme: Theme,
    ) {
      const key = growth.rows.map(({ layer, call }) => `${layer}/${call}`).join();
      if (key !== made) {
        made = key;
        names.replaceChildren(...growth.rows.map((row) => nameOf(row, places, reveal)));
      }
      [...names.children].forEach((name, at) => {
        name.classList.toggle('most', at === growth.most);
        if (growth.rows[at]?.layer === selected && selected !== undefined) name.setAttribute('aria-current', 'true');
        else name.removeAttribute('aria-current');
      });
      setText(words, growthWords(growth));
      const barsPx = Math.max(120, widthPx);
      surface.draw(barsPx, growth.rows.length * GROWTH_ROW_PX, (context) =>
        drawGrowth(context, growth, 0, 0, barsPx, theme),
      );
      surface.canvas.setAttribute('aria-label', growthWords(growth));
    },
  };
}

function nameOf(
  row: Grown,
  places: ReadonlyMap<string, SourcePlace>,
  reveal: (place: SourcePlace) => void,
): HTMLElement {
  const place = row.layer === undefined ? undefined : places.get(row.layer);
  const text = rowName(row);
  if (!place) return element('li', {}, element('span', { class: row.layer === undefined ? 'dim' : '', text }));
  const link = element('button', {
    class: 'link',
    text,
    title: `${place.file}:${place.line}`,
    attributes: { type: 'button' },
  });
  link.addEventListener('click', () => reveal(place));
  return element('li', {}, link);
}

/** Of a layer the part of its name after its model's. */
export function rowName({ layer, call, calls }: Grown): string {
  if (layer === undefined) return t('the image');
  const name = layer.split('/').slice(1).join('/');
  return calls > 1 ? t('{name}, call {number}', { name, number: call + 1 }) : name;
}

export function growthWords({ rows, most }: Growth): string {
  const row = most === undefined ? undefined : rows[most];
  if (!row) return t('No layer sees a larger difference than the one before it.');
  return t('It grows most in {layer}: × {factor}. Noise of the same size moves that layer {times} times less.', {
    layer: rowName(row),
    factor: formatFactor(row.factor),
    times: formatFactor(row.apart / Math.max(row.apartByNoise, 1e-12)),
  });
}

/** By how much something grew: two digits say enough. */
const formatFactor = (factor: number): string => formatRound(Number(factor.toPrecision(2)));

/** Bars of the change and, thin, of noise as large; the distance at their end, and by how much it grew. */
export function drawGrowth(
  context: CanvasRenderingContext2D,
  { rows, most }: Growth,
  x: number,
  y: number,
  widthPx: number,
  theme: Theme,
): void {
  const largest = Math.max(1e-12, ...rows.map(({ apart, apartByNoise }) => Math.max(apart, apartByNoise)));
  const barsPx = widthPx - NUMBERS_PX;
  context.textBaseline = 'middle';
  rows.forEach(({ apart, apartByNoise, factor }, at) => {
    const top = y + at * GROWTH_ROW_PX;
    const middle = top + GROWTH_ROW_PX / 2;
    context.fillStyle = toCss(theme.roles.generated);
    context.fillRect(x, top + 5, (apart / largest) * barsPx, 9);
    context.fillStyle = toCss(theme.dim);
    context.fillRect(x, top + 16, (apartByNoise / largest) * barsPx, 3);
    const isMost = at === most;
    context.font = `${isMost ? '600 ' : ''}${theme.fontSizePx - 2}px ${theme.fontFamily}`;
    context.fillStyle = toCss(isMost ? theme.foreground : theme.dim);
    context.textAlign = 'right';
    context.fillText(formatValue(apart), x + widthPx - 52, middle, 50);
    if (Number.isFinite(factor)) context.fillText(`× ${formatFactor(factor)}`, x + widthPx, middle, 46);
  });
  context.textAlign = 'left';
}
