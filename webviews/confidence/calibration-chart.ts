/** Whether D's probabilities can be taken at their word: in each bin the share of samples that are really real. */
import type { Calibration } from '../../src/base/calibration';
import { toCss } from '../common/colour';
import type { Theme } from '../common/theme';
import { t } from '../common/words';

export const CALIBRATION_PX = 146;
const LEFT_PX = 42;
const BOTTOM_PX = 30;
const TOP_PX = 8;

export function drawCalibration(
  context: CanvasRenderingContext2D,
  { bins }: Calibration,
  widthPx: number,
  theme: Theme,
): void {
  const [plotWidth, plotHeight] = [widthPx - LEFT_PX - 8, CALIBRATION_PX - BOTTOM_PX - TOP_PX];
  const xOf = (share: number) => LEFT_PX + share * plotWidth;
  const yOf = (share: number) => TOP_PX + (1 - share) * plotHeight;
  context.lineWidth = 1;
  context.fillStyle = toCss(theme.dim);
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const share of [0, 0.5, 1]) {
    context.strokeStyle = toCss(theme.grid);
    line(context, [xOf(0), yOf(share)], [xOf(1), yOf(share)]);
    context.fillText(`${share * 100}\u00a0%`, LEFT_PX - 5, yOf(share));
  }
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const [share, text] of [
    [0, '0'],
    [0.5, '½'],
    [1, '1'],
  ] as const)
    context.fillText(text, xOf(share), yOf(0) + 3);
  context.fillText(t('what D gives'), xOf(0.25), yOf(0) + 15);
  context.strokeStyle = toCss(theme.dim);
  context.setLineDash([4, 3]);
  line(context, [xOf(0), yOf(0)], [xOf(1), yOf(1)]);
  context.setLineDash([]);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  for (const { count, confidence, share, interval } of bins) {
    if (count === 0) continue;
    const [x, y] = [xOf(confidence), yOf(share)];
    context.strokeStyle = toCss(theme.roles.real);
    context.lineWidth = 1.5;
    line(context, [x, yOf(interval.low)], [x, yOf(interval.high)]);
    // Larger where there are more samples.
    context.fillStyle = toCss(theme.roles.real);
    context.beginPath();
    context.arc(x, y, 2 + 4 * Math.sqrt(count / most), 0, 2 * Math.PI);
    context.fill();
  }
  context.textAlign = 'left';
}

function line(
  context: CanvasRenderingContext2D,
  [x, y]: readonly [number, number],
  [toX, toY]: readonly [number, number],
): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}
