/** Pictures for papers and slides: what a view shows, with a caption that names run, step and settings. */
import { toCss } from '../common/colour';
import { formatCount, formatEpoch } from '../common/format';
import { type Frame, gifOf, pngOf, svgOf } from '../common/picture-formats';
import type { PictureFormat } from '../../src/protocol/panel-services';
import { evenlyChosen } from './picture-choices';
import type { Theme } from '../common/theme';
import { t } from '../common/words';
import { wrapText } from '../common/wrapped-text';
import { AXIS_PX, drawAxis } from './axis';
import { comparisonCaption } from './comparison-words';
import { drawTrack } from './draw-track';
import { type PlacedFinding, placeFindings } from './findings-lane';
import { engineName } from './header';
import { labelsPx, stepScale, TICKS_PX } from './plot';
import { boundariesOf } from './stages';
import { epochAt, isFolded, type PanelState, playheadStep, tracksOf, visibleWindow } from './state';
import { viewOf } from './tracks/registry';
import type { PictureAtStep, PictureOverTime, Pictures, SavedPicture } from './tracks/track-view';

const MARGIN_PX = 16;
const GUTTER_PX = 150;
const LINE_PX = 18;
const LANE_PX = 24;
const SCALE = 2;

/** More frames than these are a film, and no figure. */
const MOST_FRAMES = 100;
const FRAME_MS = 120;
/** The last one stays, to be looked at. */
const LAST_FRAME_MS = 1500;

/** Without its ending. */
export const fileNameOf = ({ name }: SavedPicture, state: PanelState): string =>
  `${state.run?.manifest.name ?? 'run'}-${name}-step-${playheadStep(state)}`;

/** A picture recorded at another step, with the number that belongs to it; undefined when it can't be read. */
export type ReadPicture = (of: PictureOverTime, step: number) => Promise<PictureAtStep | undefined>;

/** The picture on the theme's background, the caption under it. */
export async function makePicture(
  picture: SavedPicture,
  format: PictureFormat,
  state: PanelState,
  theme: Theme,
  read: ReadPicture,
): Promise<Uint8Array<ArrayBuffer>> {
  const page = layOut(picture, state, theme);
  const drawIt = (context: CanvasRenderingContext2D) => page.draw(context, picture.caption, picture.draw);
  switch (format) {
    case 'png':
      return pngOf(page.widthPx, page.heightPx, picture.scale, drawIt);
    case 'svg':
      return svgOf(page.widthPx, page.heightPx, drawIt);
    case 'gif':
      return gifOf(page.widthPx, page.heightPx, framesOf(picture, page, read));
  }
}

interface Page {
  readonly widthPx: number;
  readonly heightPx: number;
  draw(context: CanvasRenderingContext2D, caption: string, draw: SavedPicture['draw']): void;
}

function layOut({ widthPx, heightPx, caption }: SavedPicture, state: PanelState, theme: Theme): Page {
  const font = `${theme.fontSizePx - 1}px ${theme.fontFamily}`;
  const width = Math.max(widthPx, 420);
  const linesOf = (text: string) => wrap([text, settingsOf(state)].filter(Boolean).join(' · '), width, font);
  const page = {
    widthPx: width + 2 * MARGIN_PX,
    heightPx: heightPx + 2.5 * MARGIN_PX + linesOf(caption).length * LINE_PX,
  };
  return {
    ...page,
    draw(context, text, draw) {
      context.fillStyle = toCss(theme.background);
      context.fillRect(0, 0, page.widthPx, page.heightPx);
      context.save();
      context.translate(MARGIN_PX, MARGIN_PX);
      draw(context, theme);
      context.restore();
      context.font = font;
      context.fillStyle = toCss(theme.foreground);
      context.textAlign = 'left';
      context.textBaseline = 'top';
      linesOf(text).forEach((line, at) => context.fillText(line, MARGIN_PX, heightPx + 1.5 * MARGIN_PX + at * LINE_PX));
    },
  };
}

async function* framesOf({ overTime }: SavedPicture, page: Page, read: ReadPicture): AsyncGenerator<Frame> {
  if (!overTime) return;
  const steps = evenlyChosen(overTime.steps, MOST_FRAMES);
  for (const step of steps) {
    const shown = await read(overTime, step);
    if (!shown) continue;
    yield {
      draw: (context) =>
        page.draw(context, overTime.captionAt(step), (itsContext, its) => overTime.draw(itsContext, its, shown)),
      delayMs: step === steps.at(-1) ? LAST_FRAME_MS : FRAME_MS,
    };
    shown.image.bitmap.close();
  }
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
  const right = chartPx - labelsPx(chartPx);
  const findings = placeFindings(state.run?.findings ?? [], visibleWindow(state), right - TICKS_PX);
  const lanePx = findings.length > 0 ? LANE_PX : 0;
  const heightPx = lanePx + tracks.reduce((sum, { id }) => sum + heightOf(id), 0) + AXIS_PX + 8;
  return {
    name: 'timeline',
    widthPx: GUTTER_PX + chartPx,
    heightPx,
    scale: SCALE,
    isVector: true,
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
      if (lanePx > 0) drawFindings(context, theme, findings, GUTTER_PX + chartPx);
      context.translate(0, lanePx);
      for (const track of tracks) {
        drawTitle(context, theme, track.title, [track.subtitle, viewOf(track).legend(track, state)]);
        context.save();
        context.translate(GUTTER_PX, 0);
        drawTrack(track, state, pictures, context, theme, chartPx, heightOf(track.id), true);
        context.restore();
        context.translate(0, heightOf(track.id));
        context.fillStyle = toCss(theme.rule);
        context.fillRect(0, 0, GUTTER_PX + chartPx, 1);
      }
      context.translate(GUTTER_PX, 0);
      const x = stepScale(visibleWindow(state), TICKS_PX, right);
      drawAxis(state, { context, theme, left: TICKS_PX, right, width: chartPx, top: 8, bottom: AXIS_PX, x });
      context.restore();
      context.fillStyle = toCss(theme.dim, 0.7);
      for (const boundary of boundariesOf(state)) {
        const at = x(boundary);
        if (at > TICKS_PX && at < right) context.fillRect(Math.round(GUTTER_PX + at), 0, 1, heightPx - AXIS_PX + 8);
      }
      context.fillStyle = toCss(theme.foreground);
      context.fillRect(Math.round(GUTTER_PX + x(playheadStep(state))), 0, 1, heightPx - AXIS_PX + 8);
    },
  };
}

/** The lane above all tracks. */
function drawFindings(
  context: CanvasRenderingContext2D,
  theme: Theme,
  findings: readonly PlacedFinding[],
  widthPx: number,
): void {
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = toCss(theme.foreground);
  context.font = `${theme.fontSizePx}px ${theme.fontFamily}`;
  context.fillText(t('Findings'), 0, LANE_PX / 2);
  context.font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
  for (const { finding, x, roomPx } of findings) {
    context.fillStyle = toCss(finding.severity === 'error' ? theme.error : theme.warning);
    context.fillText(`◆ ${finding.title}`, GUTTER_PX + TICKS_PX + x, LANE_PX / 2, roomPx);
  }
  context.fillStyle = toCss(theme.rule);
  context.fillRect(0, LANE_PX - 1, widthPx, 1);
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
  return wrapText(text, widthPx, (part) => context.measureText(part).width);
}
