/** All layers, one below the other, as a picture for papers and slides, with a caption. */
import { toCss } from '../common/colour';
import { formatCount } from '../common/format';
import { pngOf } from '../common/picture-formats';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import type { LayersState } from './state';
import type { LayersView } from './view';

const MARGIN_PX = 16;
const NAME_PX = 190;
const GAP_PX = 10;
const SCALE = 2;

export const pictureName = ({ run, seen }: LayersState): string =>
  `${run?.manifest.name ?? 'run'}-layers-step-${seen?.step ?? 0}`;

export function layersPicture(
  pictures: LayersView['pictures'],
  { run, seen, samples, isDifference }: LayersState,
  theme: Theme,
): Promise<Uint8Array<ArrayBuffer>> {
  const ratio = window.devicePixelRatio || 1;
  const sized = pictures.map(({ name, canvas }) => ({
    name,
    canvas,
    widthPx: (canvas?.width ?? 0) / ratio,
    heightPx: Math.max(20, (canvas?.height ?? 0) / ratio),
  }));
  const widthPx = 2 * MARGIN_PX + NAME_PX + Math.max(200, ...sized.map((one) => one.widthPx));
  const heightPx = sized.reduce((sum, one) => sum + one.heightPx + GAP_PX, 0) + 3 * MARGIN_PX;
  const what = isDifference
    ? t('sample {second} less sample {first}', { first: samples[0] ?? 0, second: samples[1] ?? 0 })
    : t('samples {list}', { list: samples.join(', ') });
  return pngOf(widthPx, heightPx, SCALE, (context) => {
    context.fillStyle = toCss(theme.background);
    context.fillRect(0, 0, widthPx, heightPx);
    context.font = `${theme.fontSizePx}px ${theme.fontFamily}`;
    context.textBaseline = 'top';
    let y = MARGIN_PX;
    for (const { name, canvas, widthPx: width, heightPx: height } of sized) {
      context.fillStyle = toCss(theme.foreground);
      context.fillText(name, MARGIN_PX, y, NAME_PX - 10);
      context.imageSmoothingEnabled = false;
      if (canvas && canvas.width > 0) context.drawImage(canvas, MARGIN_PX + NAME_PX, y, width, height);
      y += height + GAP_PX;
    }
    context.fillStyle = toCss(theme.dim);
    const caption = [run?.manifest.name ?? '', t('step {step}', { step: formatCount(seen?.step ?? 0) }), what].join(
      ' · ',
    );
    context.fillText(caption, MARGIN_PX, y, widthPx - 2 * MARGIN_PX);
  });
}
