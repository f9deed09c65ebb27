/** The map as a picture for papers and slides: with what it is of, in a caption. */
import { toCss } from '../common/colour';
import { formatCount } from '../common/format';
import { pngOf } from '../common/picture-formats';
import { classColour, type Theme } from '../common/theme';
import { t } from '../common/words';
import type { MapView } from './map-view';
import type { LatentState } from './state';
import { colourName, mapWords, methodName, trustWords } from './words';

const MARGIN_PX = 16;
const LINE_PX = 20;
const SCALE = 2;

export const pictureName = ({ run, map }: LatentState): string =>
  `${run?.manifest.name ?? 'run'}-latent-${map?.projection.method ?? 'map'}-step-${map?.step ?? 0}`;

export function captionOf(state: LatentState): string[] {
  const { run, map, encoded } = state;
  if (!run || !map || !encoded) return [];
  return [
    [run.manifest.name, run.manifest.dataset.name, t('step {step}', { step: formatCount(map.step) })].join(' · '),
    [methodName(map.projection), mapWords(state), ...(map.trust ? [trustWords(map.trust)] : [])].join(' · '),
  ];
}

export function mapPicture(view: MapView, state: LatentState, theme: Theme): Promise<Uint8Array<ArrayBuffer>> {
  const { widthPx, heightPx } = view.size;
  const lines = captionOf(state);
  const classes = state.colourBy === 'class' && state.encoded?.classes ? (state.description?.classNames ?? []) : [];
  const height = heightPx + (lines.length + (classes.length > 0 ? 1 : 0)) * LINE_PX + 2 * MARGIN_PX;
  return pngOf(widthPx, height, SCALE, (context) => {
    context.fillStyle = toCss(theme.background);
    context.fillRect(0, 0, widthPx, height);
    view.paint(context);
    context.font = `${theme.fontSizePx}px ${theme.fontFamily}`;
    context.textBaseline = 'top';
    let [x, y] = [MARGIN_PX, heightPx + MARGIN_PX];
    if (classes.length > 0) {
      classes.forEach((name, index) => {
        context.fillStyle = toCss(classColour(theme.classes, index));
        context.fillRect(x, y + 2, 10, 10);
        context.fillStyle = toCss(theme.foreground);
        context.fillText(name, x + 14, y);
        x += 26 + context.measureText(name).width;
      });
      y += LINE_PX;
    } else {
      context.fillStyle = toCss(theme.dim);
      context.fillText(colourName(state.colourBy), x, y);
      y += LINE_PX;
    }
    lines.forEach((text, at) => {
      context.fillStyle = toCss(at === 0 ? theme.foreground : theme.dim);
      context.fillText(text, MARGIN_PX, y + at * LINE_PX, widthPx - 2 * MARGIN_PX);
    });
  });
}
