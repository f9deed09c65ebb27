/** Draws a confusion matrix: a cell's colour is its share of the true class, the diagonal is framed, the names stand around. */
import { type Colour, contrast, toCss } from '../../common/colour';
import { formatShare } from '../../common/format';
import type { Theme } from '../../common/theme';
import { viridis } from '../../common/viridis';
import { t } from '../../common/words';
import { cellPlace, type MatrixLayout } from './confusion-layout';
import { drawUpwards, labelFont, shortened } from './column-names';
import { type ConfusionMatrix, pairAt } from './confusion-matrix';

/** Least size of a cell that has room for its percents. */
const NUMBER_FROM_PX = 19;
const KEY_WIDTH_PX = 72;
const KEY_HEIGHT_PX = 7;
const LIGHT: Colour = { r: 255, g: 255, b: 255, a: 1 };
const DARK: Colour = { r: 0, g: 0, b: 0, a: 1 };

export function drawMatrix(
  context: CanvasRenderingContext2D,
  theme: Theme,
  names: readonly string[],
  layout: MatrixLayout,
  matrix: ConfusionMatrix | undefined,
): void {
  drawNames(context, theme, names, layout);
  const { classCount, cellPx, pitchPx } = layout;
  for (let truth = 0; truth < classCount; truth++)
    for (let told = 0; told < classCount; told++) {
      const { x, y } = cellPlace(layout, truth, told);
      const { count = 0, share = 0 } = matrix ? pairAt(matrix, truth, told) : {};
      const colour = viridis(share);
      // What never happens has no colour: so what happens seldom stands out.
      context.fillStyle = count > 0 ? toCss(colour) : toCss(theme.foreground, 0.06);
      context.fillRect(x, y, cellPx, cellPx);
      if (pitchPx >= NUMBER_FROM_PX && Math.round(share * 100) > 0) drawNumber(context, theme, layout, x, y, share);
    }
  frameDiagonal(context, theme, layout);
  drawColourKey(context, theme, layout);
}

/** In whole percents; the key says of what. */
function drawNumber(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { cellPx }: MatrixLayout,
  x: number,
  y: number,
  share: number,
): void {
  const colour = viridis(share);
  context.font = `${theme.fontSizePx - (cellPx < 22 ? 4 : 3)}px ${theme.fontFamily}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = toCss(contrast(colour, LIGHT) > contrast(colour, DARK) ? LIGHT : DARK);
  context.fillText(String(Math.round(share * 100)), x + cellPx / 2, y + cellPx / 2 + 0.5);
}

/** A line around each cell of the diagonal, in the gaps where there are any. */
function frameDiagonal(context: CanvasRenderingContext2D, theme: Theme, layout: MatrixLayout): void {
  const { classCount, cellPx, pitchPx } = layout;
  context.strokeStyle = toCss(theme.foreground, cellPx < pitchPx ? 1 : 0.6);
  context.lineWidth = 1;
  if (cellPx < pitchPx) {
    for (let index = 0; index < classCount; index++) {
      const { x, y } = cellPlace(layout, index, index);
      context.strokeRect(x - 0.5, y - 0.5, cellPx + 1, cellPx + 1);
    }
    return;
  }
  // Cells that touch have no room for frames: two stairs beside the diagonal.
  for (const side of [0, 1]) {
    context.beginPath();
    for (let index = 0; index < classCount; index++) {
      const { x, y } = cellPlace(layout, index, index);
      const [corner, far] = side === 0 ? [x + pitchPx, y] : [x, y + pitchPx];
      if (index === 0) context.moveTo(x + 0.5, y + 0.5);
      context.lineTo(corner + 0.5, far + 0.5);
      context.lineTo(x + pitchPx + 0.5, y + pitchPx + 0.5);
    }
    context.stroke();
  }
}

function drawNames(
  context: CanvasRenderingContext2D,
  theme: Theme,
  names: readonly string[],
  layout: MatrixLayout,
): void {
  const { left, top, cellPx, labelPx, labelEvery } = layout;
  context.font = labelFont(theme);
  context.textBaseline = 'middle';
  context.fillStyle = toCss(theme.foreground);
  names.forEach((name, index) => {
    if (index % labelEvery !== 0) return;
    const text = shortened(context, name, labelPx);
    const { x, y } = cellPlace(layout, index, index);
    context.textAlign = 'right';
    context.fillText(text, left - 6, y + cellPx / 2);
    drawUpwards(context, text, x + cellPx / 2, top - 5);
  });
  context.fillStyle = toCss(theme.dim);
  context.textAlign = 'right';
  context.textBaseline = 'alphabetic';
  context.fillText(shortened(context, t('told →'), left - 8), left - 8, 10);
  context.fillText(shortened(context, t('true ↓'), left - 8), left - 6, top - 6);
}

/** Under the cells, or further to the left where they are few. */
function drawColourKey(context: CanvasRenderingContext2D, theme: Theme, layout: MatrixLayout): void {
  const { left, widthPx, heightPx } = layout;
  const top = heightPx - KEY_HEIGHT_PX - 4;
  const [from, to] = [`>\u200a${formatShare(0)}`, t('{share} of a row', { share: formatShare(1) })];
  context.font = labelFont(theme);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const [fromPx, toPx] = [context.measureText(from).width + 5, context.measureText(to).width + 5];
  const start = Math.round(Math.max(0, Math.min(left, widthPx - fromPx - KEY_WIDTH_PX - toPx)));
  const bar = Math.round(start + fromPx);
  for (let at = 0; at < KEY_WIDTH_PX; at++) {
    context.fillStyle = toCss(viridis((at + 0.5) / KEY_WIDTH_PX));
    context.fillRect(bar + at, top, 1, KEY_HEIGHT_PX);
  }
  context.fillStyle = toCss(theme.dim);
  context.fillText(from, start, top + KEY_HEIGHT_PX / 2);
  context.fillText(to, bar + KEY_WIDTH_PX + 5, top + KEY_HEIGHT_PX / 2);
}
