/** How often which value is there. */
import type { DatasetPreview } from '../../src/protocol/dataset-preview';
import { toCss } from '../common/colour';
import { element } from '../common/elements';
import { formatCount, formatShare } from '../common/format';
import { Surface } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import type { Part } from './part';
import { drawFrame } from './plot-frame';

const MOST_WIDTH_PX = 420;
const HEIGHT_PX = 150;

export function histogramPart(preview: DatasetPreview): Part {
  const surface = new Surface();
  const { of, counts } = preview.histogram;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const largest = Math.max(...counts) / Math.max(1, total);
  surface.canvas.setAttribute('role', 'img');
  surface.canvas.setAttribute(
    'aria-label',
    t('Histogram of the values; the fullest of {bins} bins has {share}', {
      bins: counts.length,
      share: formatShare(largest),
    }),
  );
  const part = element(
    'section',
    { class: 'part' },
    element('h2', { text: t('Values') }),
    element('p', { class: 'dim', text: t('all numbers of {count} training samples', { count: formatCount(of) }) }),
    surface.canvas,
  );
  return {
    element: part,
    update: (theme) => {
      const widthPx = Math.min(MOST_WIDTH_PX, part.clientWidth);
      surface.draw(widthPx, HEIGHT_PX, (context) => drawHistogram(context, theme, preview, widthPx));
    },
  };
}

/** Heights are roots of the shares: a black ground is not all that there is. */
function drawHistogram(
  context: CanvasRenderingContext2D,
  theme: Theme,
  preview: DatasetPreview,
  widthPx: number,
): void {
  const { counts } = preview.histogram;
  const largest = Math.max(1, ...counts);
  const { x, y } = drawFrame(context, theme, {
    widthPx,
    heightPx: HEIGHT_PX,
    x: preview.range,
    y: [0, 1],
    xTitle: t('value (heights are square roots)'),
    hasHeights: false,
  });
  const width = (x(preview.range[1]) - x(preview.range[0])) / counts.length;
  context.fillStyle = toCss(theme.roles.real);
  counts.forEach((count, bin) => {
    const top = y(Math.sqrt(count / largest));
    context.fillRect(x(preview.range[0]) + bin * width, top, Math.max(1, width - 1), y(0) - top);
  });
}
