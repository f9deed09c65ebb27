/**
 * All places of a map as one raster: squares of a few pixels written straight into an image, which costs the same on every
 * machine. Pure.
 */
import type { Fit } from './view-box';

export interface RasterPoints {
  /** Row-major [count, 2]; NaN where a place is not known. */
  readonly places: Float32Array;
  /** In which order they are drawn, the last on top. */
  readonly order: Uint32Array;
  /** Of each point its shade, a number of `palette`; 255 for one that is not drawn. */
  readonly shades: Uint8Array;
  /** Little-endian RGBA. */
  readonly palette: Uint32Array;
}

export const NOT_DRAWN = 255;

/**
 * @param out [height, width] of an image, empty
 * @param fit from places to pixels of the image
 * @param sizePx of the squares
 */
export function drawRaster(
  out: Uint32Array,
  width: number,
  height: number,
  { places, order, shades, palette }: RasterPoints,
  { scale, offsetX, offsetY }: Fit,
  sizePx: number,
): void {
  const half = Math.floor(sizePx / 2);
  const [lastX, lastY] = [width - sizePx, height - sizePx];
  for (let at = 0; at < order.length; at++) {
    const point = order[at]!;
    const shade = shades[point]!;
    if (shade === NOT_DRAWN) continue;
    const x = (places[point * 2]! * scale + offsetX - half) | 0;
    const y = (offsetY - places[point * 2 + 1]! * scale - half) | 0;
    // NaN becomes 0 by the bit operation: such a place is told by itself.
    if (x < 0 || y < 0 || x > lastX || y > lastY || places[point * 2] !== places[point * 2]) continue;
    const colour = palette[shade]!;
    let line = y * width + x;
    for (let row = 0; row < sizePx; row++, line += width)
      for (let column = 0; column < sizePx; column++) out[line + column] = colour;
  }
}

/** So that no class lies on top of all others: always the same mixture. Source: Fisher–Yates by a linear congruence */
export function mixedOrder(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  let state = 1;
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (i + 1));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}

/** Few points are larger, so that a map of a hundred is one, too. In CSS pixels. */
export const pointSizePx = (count: number): number => (count > 4000 ? 2 : count > 400 ? 4 : 6);

/** Of places that move from one map to another: `share` of the way is done. */
export function between(from: Float32Array, to: Float32Array, share: number, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    const [start, end] = [from[i]!, to[i]!];
    // What has no place yet is there at once.
    out[i] = start === start ? start + (end - start) * share : end;
  }
}
