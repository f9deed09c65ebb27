/** Viridis, the colours of magnitudes, for a page: dark is little, bright is much. */
import { viridis as rgb } from '../../src/base/viridis';
import { type Colour, toCss } from './colour';

/** As many shades as a picture of many cells needs, looked up instead of mixed. */
const SHADES = 256;
const TABLE: readonly Colour[] = Array.from({ length: SHADES }, (_, shade) => {
  const [r, g, b] = rgb(shade / (SHADES - 1)).map(Math.round) as [number, number, number];
  return { r, g, b, a: 1 };
});
const BLACK: Colour = { r: 0, g: 0, b: 0, a: 1 };

/** @param share 0 is the darkest, 1 the brightest; what lies beyond has the colour of the end */
export const viridis = (share: number): Colour =>
  TABLE[Math.round(Math.max(0, Math.min(1, share)) * (SHADES - 1))] ?? BLACK;

/** A bar of all of it, for the key of a chart. */
export const viridisGradient = (direction: 'to right' | 'to top'): string =>
  `linear-gradient(${direction}, ${Array.from({ length: 9 }, (_, at) => toCss(viridis(at / 8))).join(', ')})`;
