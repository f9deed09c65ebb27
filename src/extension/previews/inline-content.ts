/**
 * What stands at the end of a marked line, at one step of a run: a strip of pictures or of feature maps, a histogram, what
 * the discriminator believes, or the losses. Each has a fixed width, so that nothing behind it moves while figures change.
 */
import type { CurvesTrack, ImagesTrack, SeriesRole } from '../../protocol/tracks';
import { layerTag } from '../../base/layer-tags';
import { mapStrip } from './feature-maps';
import { shortFigure, FIGURE_LETTERS } from './figures';

import type { Mark, MarkedLayer } from './marks';
import type { InlineStyle, Moment } from './moment';
import {
  type Box,
  histogramBars,
  type Letters,
  type Lettering,
  picture,
  type Picture,
  probabilityMarks,
  writing,
} from './pictures';
import { placedTiles } from './placed-tiles';
import { cutTiles } from './tile-strip';

const STRIP_TILES = 8;
const STRIP_PAIRS = 5;
const TILE_GAP_PX = 1;
const PAIR_GAP_PX = 6;
const HISTOGRAM_WIDTH_PX = 64;
const AXIS_WIDTH_PX = 64;
const MOST_SERIES = 3;
const GAP_LETTERS = 2;
/** Of "step 93,750". */
const STEP_LETTERS = 14;
/** Discriminator first: it is the one that is trained first in each step. */
const SIDES: readonly SeriesRole[] = ['real', 'generated', 'train', 'validation', 'plain'];
/** Under which the trainer records what the discriminator believes on average. */
export const BELIEF_MEANS = { real: 'dReal', generated: 'dFake' } as const;

/** @returns undefined while nothing of it is recorded */
export function inlineContent(mark: Mark, moment: Moment, style: InlineStyle): Picture | undefined {
  const { shown } = mark;
  const layer = mark.layers.at(-1);
  switch (shown.kind) {
    case 'pictures':
      return strip(shown.track, moment, style) ?? (layer && activation(layer, moment, style));
    case 'beliefs':
      return beliefs(moment, style) ?? (layer && activation(layer, moment, style));
    case 'maps':
      return mapStrip(shown.maps, moment, style) ?? (layer && activation(layer, moment, style));
    case 'activation':
      return layer && activation(layer, moment, style);
    case 'curves':
      return losses(shown.track, moment, style);
  }
}

function strip(track: ImagesTrack, { reader, step }: Moment, { heightPx, dimmed }: InlineStyle): Picture | undefined {
  const recorded = reader.imageAt(track.tag, step);
  const isPairs = track.layout === 'pairs';
  const count = Math.min(track.columns, isPairs ? STRIP_PAIRS : STRIP_TILES);
  const firstRow = Array.from({ length: count }, (_, column) => column);
  // In one line an input stands beside its reconstruction; one over the other, either would be too small to see.
  const tiles = isPairs ? firstRow.flatMap((column) => [column, column + track.columns]) : firstRow;
  const cut = recorded && cutTiles(recorded.png, track, tiles, tiles.length);
  if (!cut) return undefined;
  const width = Math.round((track.tileWidth / track.tileHeight) * heightPx);
  const lefts = tiles.map((_, at) => at * (width + TILE_GAP_PX) + (isPairs ? (at >> 1) * PAIR_GAP_PX : 0));
  const places = lefts.map((x): Box => ({ x, y: 0, width, height: heightPx }));
  const body = placedTiles(cut, places, false);
  return picture((lefts.at(-1) ?? 0) + width, heightPx, dimmed, () => body);
}

function activation(
  layer: MarkedLayer,
  { reader, step }: Moment,
  { heightPx, dimmed }: InlineStyle,
): Picture | undefined {
  const histogram = reader.histogramAt(layerTag(layer.name, 'activation'), step);
  if (!histogram) return undefined;
  const { min, max, bucketCounts: counts } = histogram;
  const box = { x: 0, y: 1, width: HISTOGRAM_WIDTH_PX, height: heightPx - 2 };
  return picture(HISTOGRAM_WIDTH_PX, heightPx, dimmed, ({ sides, dim }) =>
    histogramBars({ min, max, counts }, box, sides[layer.side], dim),
  );
}

function beliefs({ reader, step }: Moment, style: InlineStyle): Picture | undefined {
  const [real, generated] = [BELIEF_MEANS.real, BELIEF_MEANS.generated].map(
    (tag) => reader.values([tag], step)[0]?.value,
  );
  if (real === undefined || generated === undefined) return undefined;
  const { heightPx, dimmed, lettering } = style;
  const marks = [
    { value: real, side: 'real' as const },
    { value: generated, side: 'generated' as const },
  ];
  const { widthPx, body } = inLine(
    [
      { label: 'D(x)', value: real.toFixed(2), letters: 4, side: 'real' },
      { label: 'D(G(z))', value: generated.toFixed(2), letters: 4, side: 'generated' },
    ],
    '',
    lettering,
    heightPx,
  );
  const box = { x: 0, y: 0, width: AXIS_WIDTH_PX, height: heightPx };
  const textX = AXIS_WIDTH_PX + lettering.sizePx;
  return picture(
    textX + widthPx,
    heightPx,
    dimmed,
    (palette) => probabilityMarks(marks, box, palette) + body(palette, textX),
  );
}

function losses(track: CurvesTrack, { reader, step }: Moment, style: InlineStyle): Picture | undefined {
  const series = [...track.series].sort((a, b) => SIDES.indexOf(a.role) - SIDES.indexOf(b.role)).slice(0, MOST_SERIES);
  const values = series.map(({ tag }) => reader.values([tag], step)[0]?.value);
  if (values.every((value) => value === undefined)) return undefined;
  const figures = series.map(({ label, role }, at) => ({
    label: style.said(label),
    value: shortFigure(values[at]),
    letters: FIGURE_LETTERS,
    side: role,
  }));
  const { widthPx, body } = inLine(figures, style.stepSaid(step), style.lettering, style.heightPx);
  return picture(widthPx, style.heightPx, style.dimmed, body);
}

interface NamedFigure {
  readonly label: string;
  readonly value: string;
  /** Places that are kept for any value. */
  readonly letters: number;
  readonly side: SeriesRole;
}

/** "D 0.52  G 1.25  step 1,234", each at a place of its own. */
function inLine(figures: readonly NamedFigure[], end: string, lettering: Lettering, heightPx: number) {
  const letters: Letters[] = [];
  let at = 0;
  for (const { label, value, letters: places, side } of figures) {
    letters.push({ at, text: `${label} ${value}`, side });
    at += label.length + 1 + places + GAP_LETTERS;
  }
  if (end) letters.push({ at, text: end });
  return writing(letters, end ? at + STEP_LETTERS : at, lettering, heightPx);
}
