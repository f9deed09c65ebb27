/**
 * The feature maps of one layer as a picture: magnitudes in viridis from 0, or, where there are numbers below zero, blue,
 * white and red about zero. All maps of a layer have one scale, so that a strong one is told from a weak one. Pure.
 */
import { blueWhiteRed } from '../base/blue-white-red';
import type { Colour } from '../base/colour-samples';
import { viridis } from '../base/viridis';
import { type DrawnPicture, encodePicture } from './picture-drawer';

/** Of one sample, the channels last. */
export interface LayerOutput {
  readonly values: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface MapAtlas {
  readonly picture: Omit<DrawnPicture, 'tag'>;
  /** Of all values that are finite; NaN where none is. */
  readonly smallest: number;
  readonly largest: number;
  /** Channels that are 0 everywhere. */
  readonly dead: number;
}

/** Steps from 0 to the end of the scale, either way. */
const SIGNED_STEPS = 127;
const STEPS = 2 * SIGNED_STEPS;
/** No scale has this colour: what is no number is never taken for one. */
const NOT_FINITE: Colour = [255, 0, 255];
const rounded = ([red, green, blue]: Colour): Colour => [Math.round(red), Math.round(green), Math.round(blue)];
const paletteOf = (colour: (step: number) => Colour): readonly Colour[] => [
  ...Array.from({ length: STEPS + 1 }, (_, step) => rounded(colour(step))),
  NOT_FINITE,
];
const MAGNITUDES = paletteOf((step) => viridis(step / STEPS));
const SIGNED = paletteOf((step) => blueWhiteRed(step / SIGNED_STEPS - 1));

/** @param shown how many maps, from the first one, row by row */
export function mapAtlas(output: LayerOutput, shown: number, columns: number): MapAtlas {
  const { values, height, width, channels } = output;
  const { smallest, largest, dead } = figuresOf(output);
  const isSigned = smallest < 0;
  const end = Math.max(-smallest, largest);
  const colourOf = (value: number): number => {
    if (!Number.isFinite(value)) return STEPS + 1;
    const share = end > 0 ? value / end : 0;
    return Math.round(isSigned ? SIGNED_STEPS * (1 + share) : STEPS * share);
  };
  const atlasWidth = columns * width;
  const data = new Uint8Array(atlasWidth * Math.ceil(shown / columns) * height).fill(colourOf(0));
  for (let map = 0; map < shown; map++) {
    const [left, top] = [(map % columns) * width, Math.floor(map / columns) * height];
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        data[(top + y) * atlasWidth + left + x] = colourOf(values[(y * width + x) * channels + map] ?? NaN);
  }
  const picture = encodePicture(atlasWidth, data.length / atlasWidth, data, 1, isSigned ? SIGNED : MAGNITUDES);
  return { picture, smallest, largest, dead };
}

function figuresOf({ values, channels }: LayerOutput): Omit<MapAtlas, 'picture'> {
  let [smallest, largest] = [Infinity, -Infinity];
  const isAlive = new Uint8Array(channels);
  for (let i = 0, channel = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (value !== 0) isAlive[channel] = 1;
    if (Number.isFinite(value)) {
      if (value < smallest) smallest = value;
      if (value > largest) largest = value;
    }
    if (++channel === channels) channel = 0;
  }
  const dead = channels - isAlive.reduce((alive, one) => alive + one, 0);
  return smallest <= largest ? { smallest, largest, dead } : { smallest: NaN, largest: NaN, dead };
}
