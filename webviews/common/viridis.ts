/** Viridis, the colours of magnitudes: dark is little, bright is much, for the colour-blind too. As a table, for pictures of many cells. */
import { interpolateViridis } from 'd3';
import { type Colour, parseColour, toCss } from './colour';

const SHADES = 256;

const TABLE: readonly Colour[] = Array.from(
  { length: SHADES },
  (_, at) => parseColour(interpolateViridis(at / (SHADES - 1))) ?? { r: 0, g: 0, b: 0, a: 1 },
);

/** @param share 0 is the darkest, 1 the brightest; what lies beyond has the colour of the end */
export const viridis = (share: number): Colour =>
  TABLE[Math.round(Math.max(0, Math.min(1, share)) * (SHADES - 1))] ?? TABLE[0]!;

/** A bar of all of it, for the key of a chart. */
export const viridisGradient = (direction: 'to right' | 'to top'): string =>
  `linear-gradient(${direction}, ${Array.from({ length: 9 }, (_, at) => toCss(viridis(at / 8))).join(', ')})`;
