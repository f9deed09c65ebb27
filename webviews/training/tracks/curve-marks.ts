/** What must not be smoothed or cut away unseen: values that are no numbers, and values beyond the axis. */
import type { SeriesRole } from '../../../src/protocol/tracks';
import type { Curve } from '../../../src/protocol/training-panel-messages';
import { toCss } from '../../common/colour';
import { formatValue } from '../../common/format';
import type { Plot } from '../plot';

/** The step in the middle of a bucket. */
export const middleOf = (curve: Curve, bucket: number): number =>
  ((curve.firstStep[bucket] ?? 0) + (curve.lastStep[bucket] ?? 0)) / 2;

interface MarkedSeries {
  readonly curve: Curve;
  readonly role: SeriesRole;
}

/** A small arrow at the top, with the value, where the highest of all values lies above the axis. */
export function markCut(plot: Plot, series: readonly MarkedSeries[], high: number): void {
  const { context, theme, x, left, right, top } = plot;
  let highest = { at: NaN, value: high, role: 'plain' as SeriesRole };
  for (const { curve, role } of series) {
    curve.max.forEach((value, bucket) => {
      const at = x(middleOf(curve, bucket));
      if (at >= left && at <= right && value > highest.value) highest = { at: Math.round(at), value, role };
    });
  }
  const { at, value, role } = highest;
  if (Number.isNaN(at)) return;
  context.fillStyle = toCss(theme.readable[role]);
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
  const text = formatValue(value);
  context.strokeText(text, at + (atRight ? 7 : -7), top + 4);
  context.fillText(text, at + (atRight ? 7 : -7), top + 4);
}

/**
 * Stretches of values that are no numbers: a tinted band with a cross and a name at its beginning.
 * @param name what stands there: NaN, and of which run
 */
export function markNonFinite(plot: Plot, curve: Curve, name: string): void {
  const { context, theme, left, right, top, bottom } = plot;
  context.save();
  context.strokeStyle = toCss(theme.error);
  context.font = `600 ${theme.fontSizePx - 3}px ${theme.fontFamily}`;
  context.textBaseline = 'middle';
  for (const stretch of nonFiniteStretches(plot, curve)) {
    const from = Math.round(Math.max(left, stretch.from));
    const to = Math.round(Math.min(right, stretch.to));
    context.fillStyle = toCss(theme.error, 0.14);
    context.fillRect(from, top, Math.max(1, to - from), bottom - top);
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(from + 0.5, top + 14);
    context.lineTo(from + 0.5, bottom);
    context.stroke();
    context.setLineDash([]);
    context.lineWidth = 2;
    context.beginPath();
    for (const side of [-3.5, 3.5]) {
      context.moveTo(from - side, top + 3);
      context.lineTo(from + side, top + 10);
    }
    context.stroke();
    const atRight = right - from > 40;
    context.textAlign = atRight ? 'left' : 'right';
    context.fillStyle = toCss(theme.error);
    context.fillText(name, from + (atRight ? 8 : -8), top + 7);
  }
  context.restore();
}

/** In pixels, those that would touch joined. */
function nonFiniteStretches({ x, left, right }: Plot, curve: Curve): { from: number; to: number }[] {
  const stretches: { from: number; to: number }[] = [];
  for (let bucket = 0; bucket < curve.nonFinite.length; bucket++) {
    if ((curve.nonFinite[bucket] ?? 0) === 0) continue;
    const from = x(curve.firstStep[bucket] ?? 0);
    const to = x(curve.lastStep[bucket] ?? 0);
    if (to < left || from > right) continue;
    const last = stretches.at(-1);
    if (last && from - last.to < 30) stretches[stretches.length - 1] = { from: last.from, to };
    else stretches.push({ from, to });
  }
  return stretches;
}
