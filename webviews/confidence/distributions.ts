/** How what D gives is distributed: real samples upwards, generated ones downwards, over one axis, labelled at the curves. */
import type { Judged } from '../../src/protocol/confidence-questions';
import { toCss } from '../common/colour';
import { formatCount, formatShare, formatValue } from '../common/format';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { formatBelief } from './belief-format';
import { type BeliefScale, figuresOf, type GroupFigures, histogramOf } from './figures';

const BINS = 40;
const LABEL_PX = 32;
const FOOT_PX = 18;
const AXIS_PX = 24;
const BARS_PX = 62;
export const DISTRIBUTIONS_PX = LABEL_PX + 2 * BARS_PX + AXIS_PX + FOOT_PX;

export function drawDistributions(
  context: CanvasRenderingContext2D,
  judged: Judged,
  scale: BeliefScale,
  widthPx: number,
  theme: Theme,
): void {
  const real = histogramOf(judged.real.values, scale, BINS);
  const generated = histogramOf(judged.generated.values, scale, BINS);
  const heldOut = judged.heldOut && histogramOf(judged.heldOut.values, scale, BINS);
  const most = Math.max(...real, ...generated, ...(heldOut ?? []), 1e-9);
  const [top, bottom] = [LABEL_PX + BARS_PX, LABEL_PX + BARS_PX + AXIS_PX];
  const xOf = (value: number) => ((value - scale.least) / (scale.most - scale.least)) * widthPx;
  const barPx = widthPx / BINS;
  const bars = (shares: Float64Array, base: number, way: -1 | 1) => {
    shares.forEach((share, bin) => {
      const height = (share / most) * BARS_PX;
      // A bin with a sample or two in it is seen, too.
      const seen = share > 0 ? Math.max(1, height) : 0;
      context.fillRect(bin * barPx + 0.5, way < 0 ? base - seen : base, barPx - 1, seen);
    });
  };
  context.fillStyle = toCss(theme.roles.real, 0.85);
  bars(real, top, -1);
  context.fillStyle = toCss(theme.roles.generated, 0.85);
  bars(generated, bottom, 1);
  if (heldOut) outline(context, heldOut, top, barPx, most, theme);

  context.strokeStyle = toCss(theme.rule);
  context.lineWidth = 1;
  for (const y of [top + 0.5, bottom - 0.5]) line(context, 0, y, widthPx, y);
  const middle = xOf(scale.middle);
  context.strokeStyle = toCss(theme.dim);
  context.setLineDash([3, 3]);
  line(context, middle, LABEL_PX, middle, bottom + BARS_PX);
  context.setLineDash([]);
  drawAxis(context, scale, widthPx, (top + bottom) / 2, theme);

  const ofReal = figuresOf(judged.real.values, 'real', scale);
  const ofGenerated = figuresOf(judged.generated.values, 'generated', scale);
  context.textBaseline = 'alphabetic';
  const write = (text: string, y: number, role: 'real' | 'generated') => {
    context.fillStyle = toCss(theme.readable[role]);
    context.fillText(text, 0, y, widthPx);
  };
  write(words(t('real'), ofReal, scale, 'real'), 11, 'real');
  if (judged.heldOut)
    write(
      `┄ ${words(t('real, never seen'), figuresOf(judged.heldOut.values, 'heldOut', scale), scale, 'real')}`,
      26,
      'real',
    );
  write(words(t('generated'), ofGenerated, scale, 'generated'), bottom + BARS_PX + 15, 'generated');
  mark(context, xOf(ofReal.median), top, -1, toCss(theme.readable.real));
  mark(context, xOf(ofGenerated.median), bottom, 1, toCss(theme.readable.generated));
}

/** In one sentence, for those who hear it. */
export function distributionsHeard(judged: Judged, scale: BeliefScale): string {
  return [
    words(t('real'), figuresOf(judged.real.values, 'real', scale), scale, 'real'),
    words(t('generated'), figuresOf(judged.generated.values, 'generated', scale), scale, 'generated'),
  ].join('; ');
}

function words(name: string, figures: GroupFigures, scale: BeliefScale, side: 'real' | 'generated'): string {
  const { count, median, wrongShare } = figures;
  const facts = [
    `${name} ${formatCount(count)}`,
    t('median {value}', { value: formatBelief(median, scale) }),
    ...(scale.gives === 'score'
      ? []
      : side === 'real'
        ? [t('{share} below ½', { share: formatShare(wrongShare) })]
        : [t('{share} above ½', { share: formatShare(wrongShare) })]),
  ];
  return facts.join(' · ');
}

function outline(
  context: CanvasRenderingContext2D,
  shares: Float64Array,
  base: number,
  barPx: number,
  most: number,
  theme: Theme,
): void {
  context.strokeStyle = toCss(theme.foreground);
  context.lineWidth = 1;
  context.setLineDash([2, 2]);
  context.beginPath();
  shares.forEach((share, bin) => {
    const y = Math.round(base - (share / most) * BARS_PX) + 0.5;
    if (bin === 0) context.moveTo(0, y);
    else context.lineTo(bin * barPx, y);
    context.lineTo((bin + 1) * barPx, y);
  });
  context.stroke();
  context.setLineDash([]);
}

function drawAxis(
  context: CanvasRenderingContext2D,
  scale: BeliefScale,
  widthPx: number,
  y: number,
  theme: Theme,
): void {
  context.fillStyle = toCss(theme.dim);
  context.textBaseline = 'middle';
  const isProbability = scale.gives === 'probability';
  const [left, right] = isProbability
    ? [t('0 “generated”'), t('1 “real”')]
    : [formatValue(scale.least), formatValue(scale.most)];
  context.fillText(left, 2, y);
  context.textAlign = 'right';
  context.fillText(right, widthPx - 2, y);
  context.textAlign = 'center';
  const middle = ((scale.middle - scale.least) / (scale.most - scale.least)) * widthPx;
  const name = isProbability ? 'D(x)  ½' : t('score of D, without a unit');
  context.fillText(name, isProbability ? middle : widthPx / 2, y);
  context.textAlign = 'left';
}

/** A small triangle on the axis, at a median. */
function mark(context: CanvasRenderingContext2D, x: number, base: number, way: -1 | 1, colour: string): void {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(x, base);
  context.lineTo(x - 4, base - way * 5);
  context.lineTo(x + 4, base - way * 5);
  context.closePath();
  context.fill();
}

function line(context: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}
