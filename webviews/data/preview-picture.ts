/** The preview as one picture for papers and slides: samples by class, or their plots, with a caption that says what they are. */
import type { DatasetPreview } from '../../src/protocol/dataset-preview';
import { toCss } from '../common/colour';
import { formatCount } from '../common/format';
import { decodePng } from '../common/image-cache';
import { pngOf } from '../common/picture-formats';
import type { Theme } from '../common/theme';
import { factsOf } from './data-words';
import { drawLine, drawPoints, plotSizes, projectionsOf } from './number-plots';

const MARGIN_PX = 16;
const NAME_PX = 150;
const TILE_PX = 40;
const LINES_A_ROW = 4;
const SCALE = 2;

interface Sheet {
  readonly widthPx: number;
  readonly heightPx: number;
  draw(context: CanvasRenderingContext2D): void;
}

export async function previewPicture(preview: DatasetPreview, theme: Theme): Promise<Uint8Array<ArrayBuffer>> {
  const sheet = await sheetOf(preview, theme);
  const widthPx = Math.max(sheet.widthPx, 560) + 2 * MARGIN_PX;
  const heightPx = sheet.heightPx + 4 * MARGIN_PX + 8;
  return pngOf(widthPx, heightPx, SCALE, (context) => {
    context.fillStyle = toCss(theme.background);
    context.fillRect(0, 0, widthPx, heightPx);
    context.save();
    context.translate(MARGIN_PX, MARGIN_PX);
    sheet.draw(context);
    context.restore();
    context.textBaseline = 'top';
    context.textAlign = 'left';
    context.fillStyle = toCss(theme.foreground);
    context.font = `${theme.fontSizePx}px ${theme.fontFamily}`;
    context.fillText(preview.name, MARGIN_PX, sheet.heightPx + 1.7 * MARGIN_PX, widthPx - 2 * MARGIN_PX);
    context.fillStyle = toCss(theme.dim);
    context.fillText(factsOf(preview), MARGIN_PX, sheet.heightPx + 2.9 * MARGIN_PX, widthPx - 2 * MARGIN_PX);
  });
}

async function sheetOf(preview: DatasetPreview, theme: Theme): Promise<Sheet> {
  if (preview.images) return imageSheet(preview, preview.images, theme);
  const { pointsPx, lineWidthPx, lineHeightPx } = plotSizes;
  if (preview.samples === 'points') {
    const views = projectionsOf(preview.shape[0] ?? 0);
    return gridOf(views.length, 3, pointsPx, pointsPx, (context, at) =>
      drawPoints(context, theme, preview, views[at] ?? [0, 1]),
    );
  }
  return gridOf(preview.numbers?.labels.length ?? 0, LINES_A_ROW, lineWidthPx + 8, lineHeightPx + 8, (context, at) =>
    drawLine(context, theme, preview, at),
  );
}

function gridOf(
  count: number,
  columns: number,
  cellWidthPx: number,
  cellHeightPx: number,
  draw: (context: CanvasRenderingContext2D, at: number) => void,
): Sheet {
  return {
    widthPx: Math.min(count, columns) * cellWidthPx,
    heightPx: Math.ceil(count / columns) * cellHeightPx,
    draw: (context) => {
      for (let at = 0; at < count; at++) {
        context.save();
        context.translate((at % columns) * cellWidthPx, Math.floor(at / columns) * cellHeightPx);
        draw(context, at);
        context.restore();
      }
    },
  };
}

async function imageSheet(
  { classes }: DatasetPreview,
  { atlas, shown }: NonNullable<DatasetPreview['images']>,
  theme: Theme,
): Promise<Sheet> {
  const bitmap = await decodePng(atlas.png);
  const isLabelled = classes.length > 1;
  const left = isLabelled ? NAME_PX : 0;
  const scale = TILE_PX / Math.max(atlas.tileWidth, atlas.tileHeight);
  const [cellWidth, cellHeight] = [atlas.tileWidth * scale, atlas.tileHeight * scale];
  return {
    widthPx: left + atlas.columns * (cellWidth + 2),
    heightPx: shown.length * (cellHeight + 2),
    draw: (context) => {
      context.imageSmoothingEnabled = false;
      context.font = `${theme.fontSizePx - 1}px ${theme.fontFamily}`;
      context.textBaseline = 'middle';
      context.fillStyle = toCss(theme.foreground);
      for (let row = 0; row < shown.length; row++) {
        const y = row * (cellHeight + 2);
        const one = classes[row];
        if (isLabelled && one)
          context.fillText(`${one.name} (${formatCount(one.train)})`, 0, y + cellHeight / 2, NAME_PX - 10);
        for (let column = 0; column <= (shown[row] ?? 0); column++)
          context.drawImage(
            bitmap,
            column * atlas.tileWidth,
            row * atlas.tileHeight,
            atlas.tileWidth,
            atlas.tileHeight,
            left + column * (cellWidth + 2),
            y,
            cellWidth,
            cellHeight,
          );
      }
    },
  };
}
