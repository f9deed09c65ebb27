/** Pictures for papers and slides: what a view shows, with a caption that names run, step and settings. */
import { toCss } from '../common/colour';
import { formatCount, formatEpoch } from '../common/format';
import { drawPng } from '../common/surface';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { AXIS_PX, drawAxis } from './axis';
import { comparisonCaption } from './comparison-words';
import { drawTrack } from './draw-track';
import { engineName } from './header';
import { labelsPx, stepScale, TICKS_PX } from './plot';
import { epochAt, isFolded, type PanelState, playheadStep, tracksOf, visibleWindow } from './state';
import { viewOf } from './tracks/registry';
import type { Pictures, SavedPicture } from './tracks/track-view';

const MARGIN_PX = 16;
const GUTTER_PX = 150;
const LINE_PX = 18;
const SCALE = 2;

export interface PictureFile {
  readonly suggestedName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The picture on the theme's background, the caption under it. */
export async function makePictureFile(picture: SavedPicture, state: PanelState, theme: Theme): Promise<PictureFile> {
  const { widthPx, heightPx, scale, name } = picture;
  const font = `${theme.fontSizePx - 1}px ${theme.fontFamily}`;
  const width = Math.max(widthPx, 420);
  const lines = wrap([picture.caption, settingsOf(state)].filter(Boolean).join(' · '), width, font);
  const totalWidth = width + 2 * MARGIN_PX;
  const totalHeight = heightPx + 2.5 * MARGIN_PX + lines.length * LINE_PX;
  const bytes = await drawPng(totalWidth, totalHeight, scale, (context) => {
    context.fillStyle = toCss(theme.background);
    context.fillRect(0, 0, totalWidth, totalHeight);
    context.save();
    context.translate(MARGIN_PX, MARGIN_PX);
    picture.draw(context, theme);
    context.restore();
    context.font = font;
    context.fillStyle = toCss(theme.foreground);
    context.textAlign = 'left';
    context.textBaseline = 'top';
    lines.forEach((line, at) => context.fillText(line, MARGIN_PX, heightPx + 1.5 * MARGIN_PX + at * LINE_PX));
  });
  const run = state.run?.manifest.name ?? 'run';
  return { suggestedName: `${run}-${name}-step-${playheadStep(state)}.png`, bytes };
}

/** The timeline as it stands, playhead and all. @param heights of the tracks by id, in CSS pixels */
export function timelinePicture(
  state: PanelState,
  pictures: Pictures,
  chartPx: number,
  heights: ReadonlyMap<string, number>,
): SavedPicture {
  const tracks = tracksOf(state).filter(({ id }) => !isFolded(state, id));
  const heightOf = (id: string) => heights.get(id) ?? 120;
  const heightPx = tracks.reduce((sum, { id }) => sum + heightOf(id), 0) + AXIS_PX + 8;
  return {
    name: 'timeline',
    widthPx: GUTTER_PX + chartPx,
    heightPx,
    scale: SCALE,
    caption: [
      t('playhead at step {step}, epoch {epoch}', {
        step: formatCount(playheadStep(state)),
        epoch: formatEpoch(epochAt(state, playheadStep(state))),
      }),
      comparisonCaption(state),
    ]
      .filter(Boolean)
      .join(' · '),
    draw(context, theme) {
      context.save();
      for (const track of tracks) {
        drawTitle(context, theme, track.title, [track.subtitle, viewOf(track).legend(track, state)]);
        context.save();
        context.translate(GUTTER_PX, 0);
        drawTrack(track, state, pictures, context, theme, chartPx, heightOf(track.id));
        context.restore();
        context.translate(0, heightOf(track.id));
        context.fillStyle = toCss(theme.rule);
        context.fillRect(0, 0, GUTTER_PX + chartPx, 1);
      }
      context.translate(GUTTER_PX, 0);
      const right = chartPx - labelsPx(chartPx);
      const x = stepScale(visibleWindow(state), TICKS_PX, right);
      drawAxis(state, { context, theme, left: TICKS_PX, right, width: chartPx, top: 8, bottom: AXIS_PX, x });
      context.restore();
      context.fillStyle = toCss(theme.foreground);
      context.fillRect(Math.round(GUTTER_PX + x(playheadStep(state))), 0, 1, heightPx - AXIS_PX + 8);
    },
  };
}

function drawTitle(context: CanvasRenderingContext2D, theme: Theme, title: string, texts: readonly string[]): void {
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillStyle = toCss(theme.foreground);
  context.font = `${theme.fontSizePx}px ${theme.fontFamily}`;
  context.fillText(title, 0, 10, GUTTER_PX);
  context.fillStyle = toCss(theme.dim);
  const font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
  context.font = font;
  const lines = texts.filter(Boolean).flatMap((text) => wrap(text, GUTTER_PX - 8, font));
  lines.forEach((line, at) => context.fillText(line, 0, 28 + at * 15));
}

/** What someone would need to make the run again. */
function settingsOf(state: PanelState): string {
  const manifest = state.run?.manifest;
  if (!manifest) return '';
  return [
    manifest.name,
    manifest.dataset.name,
    t('batch size {size}', { size: manifest.batchSize }),
    t('{epochs} epochs', { epochs: formatEpoch(manifest.epochs) }),
    t('seed {seed}', { seed: manifest.seed }),
    engineName(manifest.engine),
    `Gibbon ${manifest.gibbonVersion}`,
  ].join(' · ');
}

function wrap(text: string, widthPx: number, font: string): string[] {
  const context = new OffscreenCanvas(1, 1).getContext('2d');
  if (!context) return [text];
  context.font = font;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && context.measureText(longer).width <= widthPx) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
