/** What a hover over a marked line shows large, at one step of a run. */
import { layerTag } from '../../base/layer-tags';
import type { CurvesTrack, ImagesTrack } from '../../protocol/tracks';
import { mapWall } from './feature-maps';
import { shortFigure } from './figures';
import type { Moment } from './moment';
import type { Mark } from './marks';
import { histogramBars, picture, type Picture } from './pictures';
import { cutTiles } from './tile-strip';

const WIDTH_PX = 320;
const HEIGHT_PX = 96;
const SCALE_HEIGHT_PX = 14;
const BOX = { x: 0, y: 2, width: WIDTH_PX, height: HEIGHT_PX - 2 - SCALE_HEIGHT_PX };
/** Bounds of a wall of pictures, in pixels of the screen. */
const WALL = { widthPx: 460, heightPx: 230 };
const BOTTOM_PX = HEIGHT_PX - SCALE_HEIGHT_PX - 1;
/** A hover's text is cut at 100,000 letters, pictures included. */
const MOST_PNG_BYTES = 36_000;

/** @returns undefined while nothing of it is recorded */
export function hoverPicture({ shown, layers }: Mark, moment: Moment): Picture | undefined {
  const layer = layers.at(-1);
  const activation = () => {
    const histogram = layer && moment.reader.histogramAt(layerTag(layer.name, 'activation'), moment.step);
    if (!layer || !histogram) return undefined;
    const { min, max, bucketCounts: counts } = histogram;
    return picture(
      WIDTH_PX,
      HEIGHT_PX,
      false,
      ({ sides, dim }) =>
        histogramBars({ min, max, counts }, BOX, sides[layer.side], dim) +
        scale(shortFigure(min), shortFigure(max), dim),
    );
  };
  switch (shown.kind) {
    case 'pictures':
      return wall(shown.track, moment) ?? activation();
    case 'beliefs': {
      const [real, generated] = [shown.track.real, shown.track.generated].map((tag) =>
        moment.reader.histogramAt(tag, moment.step),
      );
      if (!real || !generated) return activation();
      const bars = (counts: readonly number[], colour: string, dim: string) =>
        histogramBars({ min: 0, max: 1, counts }, BOX, colour, dim);
      return picture(
        WIDTH_PX,
        HEIGHT_PX,
        false,
        ({ sides, dim }) =>
          `<g opacity="0.85">${bars(real.bucketCounts, sides.real, dim)}</g>` +
          `<g opacity="0.65">${bars(generated.bucketCounts, sides.generated, dim)}</g>` +
          scale('0', '1', dim),
      );
    }
    case 'maps':
      return mapWall(shown.maps, moment) ?? activation();
    case 'activation':
      return activation();
    case 'curves':
      return curves(shown.track, moment);
  }
}

/** What stands at both ends of the axis below. */
const scale = (from: string, to: string, dim: string): string =>
  `<g font-family="sans-serif" font-size="11" fill="${dim}"><text x="0" y="${HEIGHT_PX - 2}">${from}</text>` +
  `<text x="${WIDTH_PX}" y="${HEIGHT_PX - 2}" text-anchor="end">${to}</text></g>`;

/** As many of the pictures as there is room for, in whole multiples of their size. */
function wall(track: ImagesTrack, { reader, step }: Moment): Picture | undefined {
  const recorded = reader.imageAt(track.tag, step);
  if (!recorded) return undefined;
  const scale = Math.max(1, Math.floor(WALL.widthPx / (track.columns * track.tileWidth)));
  const unit = track.layout === 'pairs' ? 2 : 1;
  const room = Math.floor(WALL.heightPx / (track.tileHeight * scale * unit)) * unit;
  for (let rows = Math.max(unit, Math.min(track.rows, room)); rows >= unit; rows -= unit) {
    const tiles = Array.from({ length: rows * track.columns }, (_, tile) => tile);
    const cut = cutTiles(recorded.png, track, tiles, track.columns);
    if (!cut) return undefined;
    if (cut.png.length > MOST_PNG_BYTES && rows > unit) continue;
    const [width, height] = [cut.widthPx * scale, cut.heightPx * scale];
    const href = `data:image/png;base64,${Buffer.from(cut.png).toString('base64')}`;
    const style = `style="image-rendering: pixelated"`;
    return picture(width, height, false, () => `<image href="${href}" width="${width}" height="${height}" ${style}/>`);
  }
  return undefined;
}

/** The curves up to the playhead, all on one scale. */
function curves({ series }: CurvesTrack, { reader, step }: Moment): Picture | undefined {
  const read = reader.curves(
    series.map(({ tag }) => tag),
    0,
    step,
    WIDTH_PX / 2,
  );
  const means = read.flatMap(({ mean }) => [...mean]).filter(Number.isFinite);
  if (means.length === 0) return undefined;
  const [low, high] = [Math.min(...means), Math.max(...means)];
  const x = (at: number) => ((at / Math.max(1, step)) * (WIDTH_PX - 2) + 1).toFixed(1);
  const y = (value: number) => (BOTTOM_PX - ((value - low) / (high - low || 1)) * (BOTTOM_PX - 4)).toFixed(1);
  const lines = read.map(({ mean, firstStep, lastStep }, at) => ({
    role: series[at]?.role ?? ('plain' as const),
    points: [...mean]
      .map((value, bucket) => ({ value, middle: ((firstStep[bucket] ?? 0) + (lastStep[bucket] ?? 0)) / 2 }))
      .filter(({ value }) => Number.isFinite(value))
      .map(({ value, middle }) => `${x(middle)},${y(value)}`)
      .join(' '),
  }));
  return picture(WIDTH_PX, HEIGHT_PX, false, ({ sides, dim }) =>
    [
      `<path d="M0 ${BOTTOM_PX + 0.5}h${WIDTH_PX}" stroke="${dim}" stroke-opacity="0.6"/>`,
      scale('0', String(step), dim),
      ...lines.map(
        ({ role, points }) => `<polyline points="${points}" fill="none" stroke="${sides[role]}" stroke-width="1.5"/>`,
      ),
    ].join(''),
  );
}
