/** What must not be smoothed or cut away unseen: values that are no numbers, and values beyond the axis. */
import type { Curve } from '../../../src/protocol/training-panel-messages';
import { type Colour, toCss } from '../../common/colour';
import { formatValue } from '../../common/format';
import type { Plot } from '../plot';

/** The step in the middle of a bucket. */
export const middleOf = (curve: Curve, bucket: number): number =>
  ((curve.firstStep[bucket] ?? 0) + (curve.lastStep[bucket] ?? 0)) / 2;

/** A small arrow at the top, with the value, where a series has its highest value and that lies above the axis. */
export function markCut(plot: Plot, curve: Curve, high: number, colour: Colour): void {
  const { context, theme, x, left, right, top } = plot;
  let highest = -1;
  for (let bucket = 0; bucket < curve.max.length; bucket++) {
    const at = x(middleOf(curve, bucket));
    const most = curve.max[bucket] ?? NaN;
    if (at >= left && at <= right && most > Math.max(high, curve.max[highest] ?? -Infinity)) highest = bucket;
  }
  if (highest < 0) return;
  const at = Math.round(x(middleOf(curve, highest)));
  context.fillStyle = toCss(colour);
  context.font = `${theme.fontSizePx - 3}px ${theme.fontFamily}`;
  context.beginPath();
  context.moveTo(at - 4, top + 6);
  context.lineTo(at, top);
  context.lineTo(at + 4, top + 6);
  context.fill();
  const atRight = right - at > 48;
  context.textAlign = atRight ? 'left' : 'right';
  context.textBaseline = 'middle';
  context.strokeStyle = toCss(theme.background);
  context.lineWidth = 3;
  const text = formatValue(curve.max[highest] ?? NaN);
  context.strokeText(text, at + (atRight ? 7 : -7), top + 4);
  context.fillText(text, at + (atRight ? 7 : -7), top + 4);
}

/** A dashed upright line with a cross at its head; marks that would touch are drawn as one. */
export function markNonFinite(plot: Plot, curve: Curve): void {
  const { context, theme, x, left, right, top, bottom } = plot;
  context.save();
  context.strokeStyle = toCss(theme.error);
  context.fillStyle = toCss(theme.error);
  context.lineWidth = 1;
  let lastX = -Infinity;
  for (let bucket = 0; bucket < curve.nonFinite.length; bucket++) {
    if ((curve.nonFinite[bucket] ?? 0) === 0) continue;
    const at = Math.round(x(middleOf(curve, bucket))) + 0.5;
    if (at < left || at > right || at - lastX < 4) continue;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(at, top + 12);
    context.lineTo(at, bottom);
    context.stroke();
    context.setLineDash([]);
    context.beginPath();
    for (const side of [-3, 3]) {
      context.moveTo(at - side, top + 3);
      context.lineTo(at + side, top + 9);
    }
    context.lineWidth = 1.5;
    context.stroke();
    context.lineWidth = 1;
    if (at - lastX > 40) {
      context.textAlign = 'left';
      context.textBaseline = 'middle';
      context.font = `${theme.fontSizePx - 3}px ${theme.fontFamily}`;
      context.fillText('NaN', at + 6, top + 6);
    }
    lastX = at;
  }
  context.restore();
}
