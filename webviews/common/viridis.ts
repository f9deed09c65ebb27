/** Viridis, the colours of magnitudes: dark is little, bright is much, for the colour-blind too. */
import { type Colour, mix, parseColour, toCss } from './colour';

/**
 * 33 of its 256 colours, evenly spaced; between them it is as good as straight. d3 has them all, but brings every other
 * scheme with them into the page.
 */
const SAMPLES =
  '440154470d6048186a482374472d7b4537814240863e49893b528b375b8d33638d' +
  '2f6b8e2c728e297a8e26828e23898e21918c1f988b1fa08822a78528ae8032b67a' +
  '3fbc734ec36b5ec96270cf5784d44b98d83eaddc30c2df23d8e219ece51bfde725';
const BLACK: Colour = { r: 0, g: 0, b: 0, a: 1 };
const samples = (SAMPLES.match(/.{6}/g) ?? []).map((hex) => parseColour(`#${hex}`) ?? BLACK);

/** As many shades as a picture of many cells needs, looked up instead of mixed. */
const SHADES = 256;
const TABLE: readonly Colour[] = Array.from({ length: SHADES }, (_, shade) => {
  const place = (shade / (SHADES - 1)) * (samples.length - 1);
  const at = Math.min(samples.length - 2, Math.floor(place));
  return mix(samples[at] ?? BLACK, samples[at + 1] ?? BLACK, place - at);
});

/** @param share 0 is the darkest, 1 the brightest; what lies beyond has the colour of the end */
export const viridis = (share: number): Colour =>
  TABLE[Math.round(Math.max(0, Math.min(1, share)) * (SHADES - 1))] ?? BLACK;

/** A bar of all of it, for the key of a chart. */
export const viridisGradient = (direction: 'to right' | 'to top'): string =>
  `linear-gradient(${direction}, ${Array.from({ length: 9 }, (_, at) => toCss(viridis(at / 8))).join(', ')})`;
