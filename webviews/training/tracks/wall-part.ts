/** All tiles of the picture at the playhead, at a whole-number scale; the tile under the cursor enlarged with its number. */
import type { ImagesTrack } from '../../../src/protocol/tracks';
import { toCss } from '../../common/colour';
import { element, setAttribute, setText } from '../../common/elements';
import { formatCount } from '../../common/format';
import type { DecodedImage } from '../../common/image-cache';
import { Surface } from '../../common/surface';
import type { Theme } from '../../common/theme';
import { t } from '../../common/words';
import { createPictureButtons } from '../picture-buttons';
import { type PanelState, pictureStepAt, playheadStep, visibleWindow } from '../state';
import { pictureKey } from '../wants';
import { createMagnifier } from './magnifier';
import type { PanelTools, PlayheadPart, SavedPicture } from './track-view';
import { drawTile } from './tile';
import { tileAt, type WallLayout, wallLayout } from './wall-layout';

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
  const wall = element(
    'div',
    { class: 'wall', attributes: { tabindex: '0', role: 'img' } },
    surface.canvas,
    magnifier.element,
  );
  const part = element(
    'section',
    { class: 'part wall-part', attributes: { 'aria-label': track.title } },
    wall,
    element('div', { class: 'caption-row' }, caption, buttons.element),
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
  wall.addEventListener('blur', () => point(undefined));
  wall.addEventListener('keydown', (event) => {
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
      const broken = wanted !== undefined && tools.pictures.isBroken(pictureKey(state.edition, track.tag, wanted));
      const image = wanted === undefined ? undefined : tools.pictures.get(pictureKey(state.edition, track.tag, wanted));
      // Until the picture comes, the one before stays with its own step in the caption.
      if (image && wanted !== undefined)
        shown = { key: pictureKey(state.edition, track.tag, wanted), step: wanted, image };
      else if (shown && (broken || !tools.pictures.get(shown.key))) shown = undefined;
      layout = wallLayout(track, part.clientWidth);
      wall.classList.toggle('empty', !shown);
      setText(caption, captionOf(track, wanted, shown?.step, broken));
      setAttribute(
        wall,
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

function wallPicture(
  track: ImagesTrack,
  state: PanelState,
  layout: WallLayout,
  image: DecodedImage,
  step: number,
): SavedPicture {
  const { from, to } = visibleWindow(state);
  const captionAt = (at: number) => [track.caption, t('step {step}', { step: formatCount(at) })].join(' · ');
  return {
    name: track.id,
    widthPx: layout.widthPx,
    heightPx: layout.heightPx,
    scale: 2,
    caption: captionAt(step),
    draw: (context, theme) => drawWall(context, theme, track, layout, image),
    overTime: {
      tag: track.tag,
      steps: [...(state.pictureSteps.get(track.tag)?.steps ?? [])].filter((at) => at >= from && at <= to),
      captionAt,
      draw: (context, theme, its) => drawWall(context, theme, track, layout, its),
    },
  };
}

function captionOf(track: ImagesTrack, wanted: number | undefined, shown: number | undefined, broken: boolean): string {
  if (wanted === undefined) return t('No pictures recorded yet.');
  if (broken) return t('The pictures of step {step} can’t be read.', { step: formatCount(wanted) });
  if (shown === undefined) return t('Reading the pictures of step {step}…', { step: formatCount(wanted) });
  return t('{caption} · step {step}', { caption: track.caption, step: formatCount(shown) });
}

function drawWall(
  context: CanvasRenderingContext2D,
  theme: Theme,
  track: ImagesTrack,
  layout: WallLayout,
  image: DecodedImage | undefined,
): void {
  layout.tiles.forEach(({ x, y }, tile) => {
    if (image) return drawTile(context, image, track, tile, x, y, layout.scale);
    context.fillStyle = toCss(theme.foreground, 0.05);
    context.fillRect(x, y, layout.tileWidthPx, layout.tileHeightPx);
  });
}
