/** All tiles of the picture at the playhead, at a whole-number scale; the tile under the cursor enlarged with its number. */
import type { ImagesTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { element, setAttribute, setText } from '../../common/elements';
import { formatCount, formatValue } from '../../common/format';
import type { DecodedImage } from '../../common/image-cache';
import { Surface } from '../../common/surface';
import type { Theme } from '../../common/theme';
import { t } from '../../common/words';
import { viridis, viridisGradient } from '../../common/viridis';
import { createPictureButtons } from '../picture-buttons';
import { type PanelState, pictureStepAt, playheadStep, visibleWindow } from '../state';
import { pictureKey } from '../wants';
import { drawUpwards, labelFont, shortened } from './column-names';
import { whyNever } from './nothing-recorded';
import { createPartHead } from './part-head';
import { createMagnifier } from './magnifier';
import { valueAtPlayhead } from './playhead-values';
import type { PanelTools, PlayheadPart, SavedPicture } from './track-view';
import { drawTile, drawTileFrame, readPicture } from './tile';
import { NAMES_PX, tileAt, type WallLayout, wallLayout } from './wall-layout';

/** Room for the scale of a saved picture, and the width of its bar. */
const SCALE_PX = 72;
const SCALE_BAR_PX = 8;

interface Shown {
  readonly key: string;
  readonly step: number;
  readonly image: DecodedImage;
}

export function createWallPart(track: ImagesTrack, tools: PanelTools): PlayheadPart {
  const surface = new Surface();
  const magnifier = createMagnifier(track);
  const caption = element('p', { class: 'dim caption' });
  const buttons = createPictureButtons(tools, t('these pictures'));
  const held = element('div', { class: 'wall-picture', attributes: { tabindex: '0', role: 'img' } }, surface.canvas);
  // Beside the picture, not in it: what stands within a picture is not read to anybody.
  const wall = element('div', { class: 'wall' }, held, magnifier.element);
  const scale = track.scale === undefined ? undefined : createScale();
  const part = element(
    'section',
    { class: `part wall-part${scale ? ' with-scale' : ''}`, attributes: { 'aria-label': track.title } },
    // The pictures that the run is about stand first and need no title.
    ...(scale ? [createPartHead(track, buttons)] : []),
    scale ? element('div', { class: 'scaled-wall' }, wall, scale.element) : wall,
    element('div', { class: 'caption-row' }, caption, ...(scale ? [] : [buttons.element])),
  );
  let layout: WallLayout | undefined;
  let shown: Shown | undefined;
  let drawn = '';

  const point = (tile: number | undefined, pixel?: { x: number; y: number }) => {
    if (layout && shown && tile !== undefined) magnifier.show(shown.image, tile, layout, wall.clientWidth, pixel);
    else magnifier.hide();
  };
  wall.addEventListener('pointermove', (event) => {
    if (!layout) return;
    const bounds = surface.canvas.getBoundingClientRect();
    // Tiles too many for the room are shrunk by the style sheet.
    const shrunk = layout.widthPx / Math.max(1, bounds.width);
    const hit = tileAt(layout, track, (event.clientX - bounds.left) * shrunk, (event.clientY - bounds.top) * shrunk);
    point(hit?.tile, hit);
  });
  wall.addEventListener('pointerleave', () => point(undefined));
  held.addEventListener('blur', () => point(undefined));
  held.addEventListener('keydown', (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -track.columns, ArrowDown: track.columns }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const tile = (magnifier.tile ?? (by > 0 ? -by : 0)) + by;
    if (tile >= 0 && tile < track.columns * track.rows) point(tile);
  });

  return {
    element: part,
    update(state: PanelState, theme: Theme) {
      const wanted = pictureStepAt(state, track.tag, playheadStep(state));
      const key = pictureKey(state.edition, track.tag, wanted ?? 0);
      const { image, isBroken } = readPicture(tools.pictures, key, track);
      const broken = wanted !== undefined && isBroken;
      // Until the picture comes, the one before stays with its own step in the caption.
      if (image && wanted !== undefined) shown = { key, step: wanted, image };
      else if (shown && (broken || !tools.pictures.get(shown.key))) shown = undefined;
      layout = wallLayout(track, part.clientWidth);
      // Where no picture ever comes, no room is kept for one.
      wall.hidden = wanted === undefined && state.pictureSteps.has(track.tag) && whyNever(state) !== undefined;
      const words = [captionOf(track, state, wanted, shown?.step, broken), shown ? scaleOf(track, state) : ''];
      scale?.update(shown && largestOf(track, state));
      setText(caption, words.filter(Boolean).join(' · '));
      setAttribute(
        held,
        'aria-label',
        `${track.title}: ${caption.textContent ?? ''}. ${t('Arrow keys enlarge one tile after another.')}`,
      );
      magnifier.refresh(shown?.image);
      const { widthPx, heightPx } = layout;
      const { image: picture, step: shownStep = 0 } = shown ?? {};
      const at = layout;
      buttons.update(picture && (() => wallPicture(track, state, at, picture, shownStep)));
      const drawing = [shown?.key, widthPx, heightPx, devicePixelRatio, toCss(theme.foreground)].join();
      if (drawing === drawn) return;
      drawn = drawing;
      surface.draw(widthPx, heightPx, (context) => drawWall(context, theme, track, at, picture));
    },
  };
}

/** What the colours stand for, beside a picture of magnitudes. */
function createScale() {
  const largest = element('span');
  const bar = element('span', { class: 'scale-bar data-colour' });
  bar.style.background = viridisGradient('to top');
  const scale = element(
    'div',
    { class: 'scale dim', attributes: { 'aria-hidden': 'true' } },
    bar,
    largest,
    element('span', { text: '0' }),
  );
  return {
    element: scale,
    update(value: number | undefined) {
      scale.hidden = value === undefined;
      if (value !== undefined) setText(largest, formatValue(value));
    },
  };
}

function wallPicture(
  track: ImagesTrack,
  state: PanelState,
  layout: WallLayout,
  image: DecodedImage,
  step: number,
): SavedPicture {
  const { from, to } = visibleWindow(state);
  const captionAt = (at: number) => [track.caption, t('step {step}', { step: formatCount(at) })].join(' · ');
  const draw = (context: CanvasRenderingContext2D, theme: Theme, its: DecodedImage, largest: number | undefined) => {
    drawWall(context, theme, track, layout, its);
    if (largest !== undefined) drawScale(context, theme, layout, largest);
  };
  const largest = largestOf(track, state);
  return {
    name: track.id,
    widthPx: layout.widthPx + (track.scale === undefined ? 0 : SCALE_PX),
    heightPx: layout.heightPx,
    scale: 2,
    caption: [captionAt(step), scaleOf(track, state)].filter(Boolean).join(' · '),
    draw: (context, theme) => draw(context, theme, image, largest),
    overTime: {
      tag: track.tag,
      steps: [...(state.pictureSteps.get(track.tag)?.steps ?? [])].filter((at) => at >= from && at <= to),
      captionAt,
      ...(track.scale !== undefined && { numberTag: track.scale }),
      draw: (context, theme, { image: its, number }) => draw(context, theme, its, number),
    },
  };
}

function captionOf(
  track: ImagesTrack,
  state: PanelState,
  wanted: number | undefined,
  shown: number | undefined,
  broken: boolean,
): string {
  if (!state.pictureSteps.has(track.tag)) return t('Reading…');
  if (wanted === undefined) return whyNever(state) ?? t('No pictures recorded yet.');
  if (broken) return t('The pictures of step {step} can’t be read.', { step: formatCount(wanted) });
  if (shown === undefined) return t('Reading the pictures of step {step}…', { step: formatCount(wanted) });
  return t('{caption} · step {step}', { caption: track.caption, step: formatCount(shown) });
}

/** Of a picture of magnitudes: what its colours stand for. It is recorded with the picture, at the same step. */
function scaleOf(track: ImagesTrack, state: PanelState): string {
  const largest = largestOf(track, state);
  return largest === undefined ? '' : t('dark 0 to light {largest}', { largest: formatValue(largest) });
}

const largestOf = (track: ImagesTrack, state: PanelState): number | undefined =>
  track.scale === undefined ? undefined : valueAtPlayhead(state, track.scale)?.value;

/** The same scale in a saved picture, at the right of the wall. */
function drawScale(context: CanvasRenderingContext2D, theme: Theme, layout: WallLayout, largest: number): void {
  const { widthPx, heightPx } = layout;
  const left = widthPx + 10;
  for (let y = 0; y < heightPx; y++) {
    context.fillStyle = toCss(viridis(1 - y / heightPx));
    context.fillRect(left, y, SCALE_BAR_PX, 1);
  }
  context.font = `${theme.fontSizePx - 2}px ${theme.fontFamily}`;
  context.fillStyle = toCss(theme.dim);
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillText(formatValue(largest), left + SCALE_BAR_PX + 5, 0);
  context.textBaseline = 'bottom';
  context.fillText('0', left + SCALE_BAR_PX + 5, heightPx);
}

function drawWall(
  context: CanvasRenderingContext2D,
  theme: Theme,
  track: ImagesTrack,
  layout: WallLayout,
  image: DecodedImage | undefined,
): void {
  drawColumnNames(context, theme, track, layout);
  layout.tiles.forEach(({ x, y }, tile) => {
    drawTileFrame(context, theme, x, y, layout.tileWidthPx, layout.tileHeightPx);
    if (image) return drawTile(context, image, track, tile, x, y, layout.scale);
    context.fillStyle = toCss(theme.foreground, 0.05);
    context.fillRect(x, y, layout.tileWidthPx, layout.tileHeightPx);
  });
}

function drawColumnNames(
  context: CanvasRenderingContext2D,
  theme: Theme,
  { columnNames = [] }: ImagesTrack,
  { tiles, tileWidthPx }: WallLayout,
): void {
  context.font = labelFont(theme);
  context.textBaseline = 'middle';
  context.fillStyle = toCss(theme.foreground);
  columnNames.forEach((name, column) => {
    const x = (tiles[column]?.x ?? 0) + tileWidthPx / 2;
    drawUpwards(context, shortened(context, name, NAMES_PX - 6), x, NAMES_PX - 4);
  });
}
