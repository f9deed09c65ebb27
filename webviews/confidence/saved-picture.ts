/** The panel as a picture for papers and slides: the verdict, the charts, the wall or the plane, and a caption. */
import type { PictureFormat } from '../../src/protocol/panel-services';
import { toCss } from '../common/colour';
import { formatCount } from '../common/format';
import { pngOf, svgOf } from '../common/picture-formats';
import type { SampleKind } from '../common/sample-picture';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { wrapText } from '../common/wrapped-text';
import { chartsOf } from './charts-column';
import { beliefScale } from './figures';
import { drawPlane } from './plane-picture';
import { type ConfidenceState, rivalsIn } from './state';
import { lossName, verdictOf } from './verdict';
import { drawWall, wallLayout } from './wall-picture';
import { whoseWords } from './words';

const MARGIN_PX = 16;
const CHARTS_PX = 380;
const STAGE_PX = 560;
const TITLE_PX = 22;
const LINE_PX = 18;
const SCALE = 2;

export const pictureName = ({ run, judged }: ConfidenceState): string =>
  `${run?.manifest.name ?? 'run'}-confidence-step-${judged?.step ?? 0}`;

export async function confidencePicture(
  state: ConfidenceState,
  theme: Theme,
  format: PictureFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  const widthPx = 3 * MARGIN_PX + CHARTS_PX + STAGE_PX;
  const charts = chartsOf(state).filter(({ heightPx }) => heightPx > 0);
  const chartsPx = charts.reduce((sum, { heightPx }) => sum + heightPx + TITLE_PX + 8, 0);
  const stage = stageOf(state, theme);
  // Three lines of words, as many as the verdict has at this width at most, and the caption.
  const headPx = MARGIN_PX + TITLE_PX + 4 * LINE_PX;
  const heightPx = headPx + Math.max(chartsPx, stage.heightPx) + LINE_PX + 2 * MARGIN_PX;
  const draw = (context: CanvasRenderingContext2D) => {
    context.fillStyle = toCss(theme.background);
    context.fillRect(0, 0, widthPx, heightPx);
    context.textBaseline = 'alphabetic';
    drawHead(context, state, widthPx - 2 * MARGIN_PX, theme);
    let y = headPx;
    for (const chart of charts) {
      context.font = `600 ${theme.fontSizePx - 1}px ${theme.fontFamily}`;
      context.fillStyle = toCss(theme.foreground);
      context.textBaseline = 'alphabetic';
      context.fillText(chart.title, MARGIN_PX, y + 12, CHARTS_PX);
      at(context, MARGIN_PX, y + TITLE_PX, theme, () => chart.draw(context, CHARTS_PX, theme));
      y += chart.heightPx + TITLE_PX + 8;
    }
    at(context, 2 * MARGIN_PX + CHARTS_PX, headPx, theme, () => stage.draw(context));
    context.font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
    context.textBaseline = 'alphabetic';
    context.textAlign = 'left';
    context.fillStyle = toCss(theme.dim);
    context.fillText(captionOf(state), MARGIN_PX, heightPx - MARGIN_PX, widthPx - 2 * MARGIN_PX);
  };
  return format === 'svg' ? svgOf(widthPx, heightPx, draw) : pngOf(widthPx, heightPx, SCALE, draw);
}

function drawHead(context: CanvasRenderingContext2D, state: ConfidenceState, roomPx: number, theme: Theme): void {
  const rivals = rivalsIn(state);
  if (!state.judged || !rivals) return;
  const { figure, headline, details } = verdictOf(state.judged, rivals);
  context.font = `600 ${theme.fontSizePx + 1}px ${theme.fontFamily}`;
  context.fillStyle = toCss(theme.foreground);
  context.fillText(`${figure}  ${headline}`, MARGIN_PX, MARGIN_PX + 14, roomPx);
  context.font = `${theme.fontSizePx - 1}px ${theme.fontFamily}`;
  context.fillStyle = toCss(theme.dim);
  const lines = wrapText(details.join(' '), roomPx, (text) => context.measureText(text).width);
  lines.slice(0, 3).forEach((line, row) => context.fillText(line, MARGIN_PX, MARGIN_PX + 34 + row * LINE_PX, roomPx));
}

function stageOf(state: ConfidenceState, theme: Theme) {
  const { judged, wall, plane, isHeatShown } = state;
  const rivals = rivalsIn(state);
  const nothing = { heightPx: 0, draw: () => undefined };
  if (!judged || !rivals) return nothing;
  const scale = beliefScale(rivals.gives, judged);
  if (rivals.isPlane)
    return plane
      ? {
          heightPx: STAGE_PX,
          draw: (context: CanvasRenderingContext2D) => drawPlane(context, plane, scale, STAGE_PX, theme),
        }
      : nothing;
  if (!wall) return nothing;
  const kind: SampleKind = { shape: rivals.sampleShape, range: rivals.range };
  const layout = wallLayout(wall.indices.length, kind, STAGE_PX);
  const marks = { chosen: undefined, pins: [], isHeatShown };
  return {
    heightPx: layout.heightPx,
    draw: (context: CanvasRenderingContext2D) => drawWall(context, wall, kind, scale, layout, marks, theme),
  };
}

function captionOf(state: ConfidenceState): string {
  const { run, judged, wall, isHeatShown } = state;
  const rivals = rivalsIn(state);
  return [
    run?.manifest.name ?? '',
    t('step {step}', { step: formatCount(judged?.step ?? 0) }),
    ...(wall ? [t('samples: {whose}, sorted by D', { whose: whoseWords(wall.whose) })] : []),
    ...(rivals && wall && isHeatShown ? [t('with ∂{loss}/∂x, each by its own scale', { loss: lossName(rivals) })] : []),
  ].join(' · ');
}

function at(context: CanvasRenderingContext2D, x: number, y: number, theme: Theme, draw: () => void): void {
  context.save();
  context.translate(x, y);
  context.font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
  draw();
  context.restore();
}
