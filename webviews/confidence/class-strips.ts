/** What D gives class by class, a thin row each: real samples above, generated ones below, darker where there are more. */
import { toCss } from '../common/colour';
import { formatCount } from '../common/format';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { formatBelief } from './belief-format';
import { type BeliefScale, type ClassRow, histogramOf, quantile, sorted } from './figures';

const BINS = 32;
const NAME_PX = 96;
const FIGURES_PX = 96;
const HEAD_PX = 16;
const ROW_PX = 18;
const SMALL_ROW_PX = 14;
/** More rows than these are lower. */
const MANY = 12;

const rowPx = (rows: readonly ClassRow[]): number => (rows.length > MANY ? SMALL_ROW_PX : ROW_PX);
export const stripsPx = (rows: readonly ClassRow[]): number => HEAD_PX + rows.length * rowPx(rows);

export function drawClassStrips(
  context: CanvasRenderingContext2D,
  rows: readonly ClassRow[],
  names: readonly string[],
  scale: BeliefScale,
  widthPx: number,
  theme: Theme,
): void {
  const height = rowPx(rows);
  const stripPx = widthPx - NAME_PX - FIGURES_PX;
  const laneHeight = Math.floor((height - 4) / 2);
  const isFakeKnown = rows.some(({ generated }) => generated !== undefined);
  context.textBaseline = 'middle';
  context.fillStyle = toCss(theme.dim);
  context.textAlign = 'right';
  context.fillText(isFakeKnown ? t('medians') : t('median'), widthPx, HEAD_PX / 2);
  rows.forEach(({ index, real, generated }, at) => {
    const y = HEAD_PX + at * height;
    context.textAlign = 'left';
    context.fillStyle = toCss(theme.foreground);
    context.fillText(names[index] ?? String(index), 0, y + height / 2, NAME_PX - 8);
    lane(context, real, 'real', NAME_PX, y + 1, stripPx, laneHeight, scale, theme);
    if (generated)
      lane(context, generated, 'generated', NAME_PX, y + 1 + laneHeight, stripPx, laneHeight, scale, theme);
    context.textAlign = 'right';
    figure(context, real, scale, widthPx - 48, y + height / 2, toCss(theme.readable.real));
    if (generated) figure(context, generated, scale, widthPx, y + height / 2, toCss(theme.readable.generated));
    context.strokeStyle = toCss(theme.grid);
    context.lineWidth = 1;
    context.strokeRect(NAME_PX + 0.5, y + 0.5, stripPx, 2 * laneHeight + 1);
  });
  context.textAlign = 'left';
}

/** In words what a row has to say, for a tooltip. */
export function rowWords({ index, real, generated }: ClassRow, names: readonly string[], scale: BeliefScale): string {
  const of = (values: Float32Array, name: string) =>
    values.length === 0
      ? t('no {name} ones', { name })
      : t('{count} {name}, median {median}', {
          count: formatCount(values.length),
          name,
          median: formatBelief(quantile(sorted(values), 0.5), scale),
        });
  return [
    names[index] ?? String(index),
    of(real, t('real')),
    ...(generated ? [of(generated, t('generated'))] : []),
  ].join(' · ');
}

/** @returns the row there */
export const rowAt = (rows: readonly ClassRow[], y: number): ClassRow | undefined =>
  rows[Math.floor((y - HEAD_PX) / rowPx(rows))];

function lane(
  context: CanvasRenderingContext2D,
  values: Float32Array,
  role: 'real' | 'generated',
  x: number,
  y: number,
  widthPx: number,
  heightPx: number,
  scale: BeliefScale,
  theme: Theme,
): void {
  if (values.length === 0) return;
  const shares = histogramOf(values, scale, BINS);
  const most = Math.max(...shares);
  shares.forEach((share, bin) => {
    if (share === 0) return;
    // Rare ones are to be seen, too: the root, not the share.
    context.fillStyle = toCss(theme.roles[role], 0.15 + 0.85 * Math.sqrt(share / most));
    context.fillRect(x + (bin * widthPx) / BINS, y, widthPx / BINS - 0.5, heightPx);
  });
  const median = quantile(sorted(values), 0.5);
  context.fillStyle = toCss(theme.foreground);
  context.fillRect(x + ((median - scale.least) / (scale.most - scale.least)) * widthPx - 1, y, 2, heightPx);
}

function figure(
  context: CanvasRenderingContext2D,
  values: Float32Array,
  scale: BeliefScale,
  x: number,
  y: number,
  colour: string,
): void {
  context.fillStyle = colour;
  context.fillText(values.length > 0 ? formatBelief(quantile(sorted(values), 0.5), scale) : '–', x, y);
}
