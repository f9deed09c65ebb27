/** Pictures over time: a strip of some fixed tiles at recorded steps; all tiles stand in the pane at the right. */
import type { ImagesTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { formatCount } from '../../common/format';
import type { DecodedImage } from '../../common/image-cache';
import { t } from '../../common/words';
import { drawAbsence, type Plot, useFont } from '../plot';
import { lastStepOf, type PanelState, pictureStepAt, playheadStep, visibleWindow } from '../state';
import {
  leastStripHeight,
  pairTiles,
  STRIP_GAP_PX,
  stripColumns,
  type StripColumn,
  stripScale,
  stripTiles,
} from '../strip-layout';
import { pictureKey, type PictureShelf, type Want, wantPicture } from '../wants';
import { whyNever } from './nothing-recorded';
import { wantValues } from './playhead-values';
import type { TrackView } from './track-view';
import { drawTile, drawTileFrame, readPicture } from './tile';
import { createWallPart } from './wall-part';

/** How often a training run is asked for the steps of its new pictures. */
const STEPS_EVERY_MS = 250;
/** Between the ticks at the top, which stand at the exact steps, and the first row. */
const TICKS_HEIGHT_PX = 6;

export const imagesView: TrackView<ImagesTrack> = {
  minHeightPx: (track, plotWidthPx) =>
    leastStripHeight(track.tileHeight, stripScale(track.tileWidth, plotWidthPx), track.columns * track.rows),
  // What has one row has no use for more.
  grow: ({ columns, rows }) => (columns * rows === 1 ? 0 : 5),
  absence: ({ tag }, state) => (state.pictureSteps.get(tag)?.steps.length === 0 ? whyNever(state) : undefined),
  paneOrder: 1,

  needs(track, state, shelf) {
    return [...wantSteps(track, state), ...wantStrip(track, state, shelf)];
  },

  needsAtPlayhead(track, state, shelf) {
    const step = pictureStepAt(state, track.tag, playheadStep(state));
    const wanted = step === undefined ? [] : [wantPicture(`wall ${track.id}`, shelf, state.edition, track.tag, step)];
    const scale = track.scale === undefined ? [] : wantValues(state);
    return [...wantSteps(track, state), ...wanted.filter(({ key }) => !shelf.has(key)), ...scale];
  },

  legend: () => '',

  draw(track, state, plot, pictures) {
    const steps = state.pictureSteps.get(track.tag)?.steps;
    if (!steps) return drawAbsence(plot, t('Reading…'));
    if (steps.length === 0) return drawAbsence(plot, t('No pictures yet: the first ones come soon'));
    const scale = stripScale(track.tileWidth, plot.right - plot.left);
    const tile = { width: track.tileWidth * scale, height: track.tileHeight * scale };
    const rows = Math.floor((plot.bottom - plot.top - TICKS_HEIGHT_PX + STRIP_GAP_PX) / (tile.height + STRIP_GAP_PX));
    const tiles = stripTiles(track, rows);
    let lastImage: DecodedImage | undefined;
    const columns = columnsOf(track, state, plot);
    if (columns.length === 0)
      return drawAbsence(plot, t('No pictures were recorded between these steps; the pane shows the one before'));
    for (const column of columns) {
      drawTick(plot, column);
      const key = pictureKey(state.edition, track.tag, column.step);
      const { image, isBroken } = readPicture(pictures, key, track);
      const x = plot.left + column.x;
      tiles.forEach((source, row) => {
        const y = plot.top + TICKS_HEIGHT_PX + row * (tile.height + STRIP_GAP_PX);
        drawTileFrame(plot.context, plot.theme, x, y, tile.width, tile.height);
        if (image) drawTile(plot.context, image, track, source, x, y, scale);
        else drawGap(plot, x, y, tile.width, tile.height, isBroken);
      });
      lastImage = image ?? lastImage;
    }
    if (track.layout === 'pairs' && lastImage) drawInputs(track, plot, lastImage, tiles.length, scale);
  },

  summarize(track, state) {
    const steps = state.pictureSteps.get(track.tag)?.steps;
    if (!steps || steps.length === 0) return t('{title}: no pictures yet', { title: track.title });
    return t('{title}: {count} recorded pictures, the newest of step {step}', {
      title: track.title,
      count: formatCount(steps.length),
      step: formatCount(steps[steps.length - 1] ?? 0),
    });
  },

  createPlayheadPart: (track, tools) => createWallPart(track, tools),
};

function columnsOf(
  track: ImagesTrack,
  state: PanelState,
  { left, right }: Pick<Plot, 'left' | 'right'>,
): StripColumn[] {
  const steps = state.pictureSteps.get(track.tag)?.steps ?? new Float64Array();
  const scale = stripScale(track.tileWidth, right - left);
  return stripColumns(visibleWindow(state), lastStepOf(state), right - left, track.tileWidth * scale, steps);
}

/** The newest first, then ever finer between: an empty strip fills evenly. */
function wantStrip(track: ImagesTrack, state: PanelState, shelf: PictureShelf): Want[] {
  if (state.plotWidthPx === 0) return [];
  const columns = columnsOf(track, state, { left: 0, right: state.plotWidthPx });
  const rank = (index: number) =>
    index === columns.length - 1 ? 0 : [8, 4, 2, 1].findIndex((stride) => index % stride === 0) + 1;
  return columns
    .map(({ step }, index) => ({
      want: wantPicture(`strip ${track.id}`, shelf, state.edition, track.tag, step),
      rank: rank(index),
    }))
    .filter(({ want }) => !shelf.has(want.key))
    .sort((a, b) => a.rank - b.rank)
    .map(({ want }) => want);
}

function wantSteps(track: ImagesTrack, state: PanelState): readonly Want[] {
  const lastStep = lastStepOf(state);
  if (state.pictureSteps.get(track.tag)?.readUpTo === lastStep) return [];
  return [
    {
      slot: `steps ${track.tag}`,
      key: `${state.edition} ${lastStep}`,
      everyMs: STEPS_EVERY_MS,
      async ask(asker) {
        const { steps } = await asker.request({ kind: 'readSteps', tag: track.tag });
        return { kind: 'pictureStepsRead', tag: track.tag, steps, readUpTo: lastStep };
      },
    },
  ];
}

/** Where exactly on the time axis the column was recorded. */
function drawTick({ context, theme, x, top }: Plot, { step }: StripColumn): void {
  context.fillStyle = toCss(theme.dim);
  context.fillRect(Math.round(x(step)), top, 1, 4);
}

function drawGap({ context, theme }: Plot, x: number, y: number, width: number, height: number, broken: boolean): void {
  context.fillStyle = toCss(broken ? theme.error : theme.foreground, broken ? 0.3 : 0.05);
  context.fillRect(x, y, width, height);
}

/** What the rows reconstruct stands at the right, once: it does not change with time. */
function drawInputs(track: ImagesTrack, plot: Plot, image: DecodedImage, rows: number, scale: number): void {
  const { context, theme, right, top } = plot;
  const x = Math.round(right + 12);
  for (let pair = 0; pair < rows; pair++) {
    const y = top + TICKS_HEIGHT_PX + pair * (track.tileHeight * scale + STRIP_GAP_PX);
    drawTileFrame(context, theme, x, y, track.tileWidth * scale, track.tileHeight * scale);
    drawTile(context, image, track, pairTiles(pair, track.columns).input, x, y, scale);
  }
  useFont(plot);
  context.fillStyle = toCss(theme.readable.real);
  context.textAlign = 'left';
  const word = t('input');
  const wordX = x + track.tileWidth * scale + 5;
  const wordY = top + TICKS_HEIGHT_PX;
  context.save();
  context.translate(wordX, wordY);
  if (wordX + context.measureText(word).width > plot.width) {
    // A long word in a narrow panel runs down along the column.
    context.rotate(Math.PI / 2);
    context.textBaseline = 'bottom';
  } else context.textBaseline = 'top';
  context.fillText(word, 0, 0);
  context.restore();
}
