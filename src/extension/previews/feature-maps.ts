/** Feature maps as they are drawn: some of them in a line, all that are recorded in a hover. Pure: from a run at a step. */
import { blueWhiteRed } from '../../base/blue-white-red';
import type { Colour } from '../../base/colour-samples';
import { type MapFigure, mapFigureTag } from '../../base/layer-tags';
import { viridis } from '../../base/viridis';
import type { LayerMaps } from '../../protocol/feature-maps';
import { shortFigure } from './figures';
import type { InlineStyle, Moment } from './moment';
import { type Box, picture, type Picture } from './pictures';
import { placedTiles } from './placed-tiles';
import { cutTiles } from './tile-strip';

/** Maps that a line has room for. */
const MAPS_IN_LINE = 8;
const LINE_GAP_PX = 1;
/** A map that is wider than so many of its line's heights is made smaller. */
const WIDEST_IN_LINE = 4;

const WALL = { widthPx: 464, heightPx: 230, gapPx: 2 };
const LARGEST_SCALE = 16;
const KEY = { heightPx: 24, barPx: 128, barHeightPx: 8, steps: 32 };

/** Evenly spaced among those that are recorded, and always the same ones: nothing jumps while a run trains. */
export function mapsInLine({ shown }: LayerMaps): number[] {
  const count = Math.min(MAPS_IN_LINE, shown);
  return Array.from({ length: count }, (_, at) => Math.floor((at * shown) / count));
}

export function mapStrip(maps: LayerMaps, moment: Moment, { heightPx, dimmed }: InlineStyle): Picture | undefined {
  const { tileWidth, tileHeight } = maps;
  const scale = wholeIfLarge(Math.min(heightPx / tileHeight, (WIDEST_IN_LINE * heightPx) / tileWidth));
  const [width, height] = [tileWidth * scale, tileHeight * scale];
  const y = Math.floor((heightPx - height) / 2);
  const tiles = mapsInLine(maps);
  const recorded = cutMaps(maps, moment, tiles);
  if (!recorded) return undefined;
  const places = tiles.map((_, at): Box => ({ x: at * (width + LINE_GAP_PX), y, width, height }));
  const body = placedTiles(recorded.cut, places, scale >= 1);
  const frames = framesOf(places, recorded.figures);
  const widthPx = Math.ceil(tiles.length * (width + LINE_GAP_PX) - LINE_GAP_PX);
  return picture(widthPx, heightPx, dimmed, ({ dim }) => body + frames(dim));
}

/** All recorded maps, large, over what their colours stand for. */
export function mapWall(maps: LayerMaps, moment: Moment): Picture | undefined {
  const { tileWidth, tileHeight, columns, rows, shown } = maps;
  const tiles = Array.from({ length: shown }, (_, tile) => tile);
  const recorded = cutMaps(maps, moment, tiles);
  if (!recorded) return undefined;
  const { cut, figures } = recorded;
  const { gapPx } = WALL;
  const fits = (roomPx: number, count: number, size: number) => (roomPx - (count - 1) * gapPx) / (count * size);
  const [across, down] = [fits(WALL.widthPx, columns, tileWidth), fits(WALL.heightPx, rows, tileHeight)];
  const scale = wholeIfLarge(Math.min(LARGEST_SCALE, across, down));
  const [width, height] = [tileWidth * scale, tileHeight * scale];
  const places = tiles.map((tile): Box => {
    const [column, row] = [tile % columns, Math.floor(tile / columns)];
    return { x: column * (width + gapPx), y: row * (height + gapPx), width, height };
  });
  const wallHeight = Math.ceil(rows * (height + gapPx) - gapPx);
  const wallWidth = Math.ceil(columns * (width + gapPx) - gapPx);
  const [frames, key] = [framesOf(places, figures), keyOf(figures, wallHeight)];
  const body = placedTiles(cut, places, scale >= 1);
  const widthPx = Math.max(wallWidth, key.widthPx);
  return picture(widthPx, wallHeight + KEY.heightPx, false, ({ dim }) => body + frames(dim) + key.body(dim));
}

export interface MapFigures extends Readonly<Record<MapFigure, number | undefined>> {
  /** At which they and the maps were recorded. */
  readonly step: number | undefined;
}

export function mapFigures({ layer }: LayerMaps, { reader, step }: Pick<Moment, 'reader' | 'step'>): MapFigures {
  const of = (what: MapFigure) => reader.values([mapFigureTag(layer, what)], step)[0];
  const smallest = of('smallest');
  return { smallest: smallest?.value, largest: of('largest')?.value, dead: of('dead')?.value, step: smallest?.step };
}

/** With the figures of the same step. */
function cutMaps(maps: LayerMaps, { reader, step }: Moment, tiles: readonly number[]) {
  const recorded = reader.imageAt(maps.tag, step);
  const cut = recorded && cutTiles(recorded.png, maps, tiles, tiles.length);
  return cut && { cut, figures: mapFigures(maps, { reader, step: recorded.step }) };
}

/** Pixels stay squares of whole pixels wherever they are not made smaller. */
const wholeIfLarge = (scale: number): number => (scale >= 1 ? Math.floor(scale) : scale);

/** What is 0 in a signed map is white, as a page may be: a thin line says where a map ends. */
function framesOf(places: readonly Box[], figures: MapFigures): (dim: string) => string {
  if (!isSigned(figures)) return () => '';
  const lines = places
    .map(({ x, y, width, height }) => `M${x + 0.5} ${y + 0.5}h${width - 1}v${height - 1}h${1 - width}z`)
    .join('');
  return (dim) => `<path d="${lines}" fill="none" stroke="${dim}" stroke-opacity="0.5"/>`;
}

const isSigned = ({ smallest = NaN }: MapFigures): boolean => smallest < 0;

/** As `looking/map-atlas.ts` colours them: from 0 to the largest, or, with numbers below zero, as far below it as above. */
function keyOf(figures: MapFigures, top: number) {
  const { smallest = NaN, largest = NaN } = figures;
  const signed = isSigned(figures);
  const end = Math.max(-smallest, largest);
  const y = top + KEY.heightPx - KEY.barHeightPx - 2;
  const from = signed ? shortFigure(-end) : '0';
  const barX = from.length * 7 + 6;
  const stepPx = KEY.barPx / KEY.steps;
  const bar = Array.from({ length: KEY.steps }, (_, step) => {
    const share = (step + 0.5) / KEY.steps;
    const colour = cssOf(signed ? blueWhiteRed(2 * share - 1) : viridis(share));
    // A little wider than its step, so that no seam shows between two.
    return `<rect x="${barX + step * stepPx}" y="${y}" width="${stepPx + 0.5}" height="${KEY.barHeightPx}" fill="${colour}"/>`;
  }).join('');
  const text = (x: number, said: string) => `<text x="${x}" y="${y + KEY.barHeightPx}">${said}</text>`;
  const to = shortFigure(end);
  return {
    widthPx: barX + KEY.barPx + 6 + to.length * 7,
    body: (dim: string): string =>
      `${bar}<g font-family="sans-serif" font-size="11" fill="${dim}">` +
      `${text(0, from)}${text(barX + KEY.barPx + 6, to)}</g>`,
  };
}

const cssOf = ([red, green, blue]: Colour): string =>
  `#${[red, green, blue].map((shade) => Math.round(shade).toString(16).padStart(2, '0')).join('')}`;
