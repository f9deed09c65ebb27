/** The attack as a figure for papers and slides: pictures, confidences, growth, and what counted, with a caption. */
import type { Perturbation } from './perturbation';
import { toCss } from '../common/colour';
import { formatCount } from '../common/format';
import { pngOf, svgOf } from '../common/picture-formats';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { splitWords } from './attack-names';
import { drawChart } from './chart';
import { curveChart, pathChart } from './charts';
import { confidencesOf } from './charts-row';
import { drawConfidences, ROW_PX } from './confidences';
import type { Growth } from './growth';
import { drawGrowth, GROWTH_ROW_PX, growthWords, rowName } from './growth-list';
import { drawPicture, PICTURES } from './pictures';
import type { AdversarialState } from './state';
import { sideFor } from './story';
import { attackWords, explanation, headline, pictureTitle, pictureWords } from './words';

const MARGIN_PX = 20;
const WIDTH_PX = 1040;
const GAP_PX = 24;
const NAMES_PX = 150;
const LINE_PX = 20;
const CHART_PX = 210;
const SCALE = 2;

export const pictureName = ({ run, seen }: AdversarialState): string =>
  `${run?.manifest.name ?? 'run'}-adversarial-${seen?.attack ?? 'attack'}-image-${seen?.image ?? 0}-step-${seen?.step ?? 0}`;

export function attackPicture(
  format: 'png' | 'svg',
  state: AdversarialState,
  perturbation: Perturbation,
  growth: Growth,
  theme: Theme,
): Promise<Uint8Array<ArrayBuffer>> {
  // Once to see how high it is.
  let heightPx = 0;
  const probe = document.createElement('canvas').getContext('2d');
  if (probe) heightPx = drawFigure(probe, state, perturbation, growth, theme, 0);
  const draw = (context: CanvasRenderingContext2D) =>
    void drawFigure(context, state, perturbation, growth, theme, heightPx);
  return format === 'svg' ? Promise.resolve(svgOf(WIDTH_PX, heightPx, draw)) : pngOf(WIDTH_PX, heightPx, SCALE, draw);
}

/** @returns how high it is */
function drawFigure(
  context: CanvasRenderingContext2D,
  state: AdversarialState,
  perturbation: Perturbation,
  growth: Growth,
  theme: Theme,
  heightPx: number,
): number {
  const { seen, description, run } = state;
  if (!seen || !description || !run) return 1;
  const inside = WIDTH_PX - 2 * MARGIN_PX;
  context.fillStyle = toCss(theme.background);
  context.fillRect(0, 0, WIDTH_PX, heightPx);
  const write = (text: string, x: number, y: number, look: { size?: number; bold?: boolean; dim?: boolean } = {}) => {
    context.textBaseline = 'top';
    context.textAlign = 'left';
    context.font = `${look.bold ? '600 ' : ''}${theme.fontSizePx + (look.size ?? 0)}px ${theme.fontFamily}`;
    context.fillStyle = toCss(look.dim ? theme.dim : theme.foreground);
    context.fillText(text, x, y);
  };
  let y = MARGIN_PX;
  const { before, after } = headline(seen, description);
  write(`${before} → ${after}`, MARGIN_PX, y, { size: 6, bold: true });
  y += 36;
  const sidePx = sideFor(inside, description.sampleShape);
  const kind = { shape: description.sampleShape, range: description.range };
  const pictures = { original: seen.original, adversarial: seen.adversarial, perturbation, kind };
  PICTURES.forEach((name, at) => {
    const x = MARGIN_PX + at * (sidePx + GAP_PX);
    write(pictureTitle(name), x, y, { size: -1, bold: true });
    drawPicture(context, name, pictures, x, y + LINE_PX, sidePx, theme);
    write(pictureWords(name, seen, perturbation, description), x, y + LINE_PX + sidePx + 4, { size: -2, dim: true });
  });
  y += sidePx + 3 * LINE_PX;
  const half = (inside - GAP_PX) / 2;
  const classes = confidencesOf(seen, description);
  write(t('Confidences'), MARGIN_PX, y, { bold: true });
  drawConfidences(context, classes, MARGIN_PX, y + LINE_PX + 4, half, theme);
  const right = MARGIN_PX + half + GAP_PX;
  write(t('Where it grows'), right, y, { bold: true });
  write(growthWords(growth), right, y + LINE_PX, { size: -2, dim: true });
  growth.rows.forEach((row, at) =>
    write(rowName(row), right, y + 2 * LINE_PX + 10 + at * GROWTH_ROW_PX, { size: -2, dim: true }),
  );
  drawGrowth(context, growth, right + NAMES_PX, y + 2 * LINE_PX + 4, half - NAMES_PX, theme);
  y += Math.max(classes.length * ROW_PX + LINE_PX, growth.rows.length * GROWTH_ROW_PX + 2 * LINE_PX) + GAP_PX;
  const charts = [
    { title: t('On the way'), chart: pathChart(seen, description, theme) },
    { title: t('Accuracy against ε'), chart: curveChart(state, theme) },
  ].filter(({ chart }) => chart !== undefined);
  charts.forEach(({ title, chart }, at) => {
    const x = MARGIN_PX + at * (half + GAP_PX);
    write(title, x, y, { bold: true });
    drawChart(context, chart!, { x, y: y + LINE_PX, widthPx: half, heightPx: CHART_PX }, theme);
  });
  if (charts.length > 0) y += CHART_PX + LINE_PX + GAP_PX;
  const step = t('step {step}', { step: formatCount(seen.step) });
  const image = t('image {number}', { number: formatCount(seen.image) });
  write(
    [
      run.manifest.name,
      run.manifest.dataset.name,
      step,
      image,
      splitWords(description.split),
      attackWords(seen, description),
    ].join(' · '),
    MARGIN_PX,
    y,
    { size: -1 },
  );
  y += LINE_PX;
  for (const sentence of explanation(seen, perturbation, description)) {
    write(sentence, MARGIN_PX, y, { size: -1, dim: true });
    y += LINE_PX;
  }
  return y + MARGIN_PX;
}
