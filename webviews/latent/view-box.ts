/** Where places of a map are on the screen: one scale for both axes, so that distances are what they are. Pure. */
import type { PlainTensor } from '../../src/protocol/plain-tensor';

/** A rectangle of the map. */
export interface Extent {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** From places to CSS pixels: x · scale + offsetX, and y the other way round, as up is up. */
export interface Fit {
  readonly scale: number;
  readonly offsetX: number;
  readonly offsetY: number;
}

/** What a user did: zoomed by `k`, then moved by `x` and `y`, in CSS pixels. As d3-zoom has it. */
export interface Zoomed {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

export const NOT_ZOOMED: Zoomed = { k: 1, x: 0, y: 0 };
/** Of each end of an axis so large a share of the places may lie outside of what is seen at first. */
const RARE = 0.001;
/** So many places tell how far the map goes. */
const LOOKED_AT = 20_000;
const MARGIN_PX = 28;

/** What nearly all places lie in; undefined when there is none. @param places [count, 2 or more] */
export function extentOf({ shape: [count = 0, axes = 2], values }: PlainTensor): Extent | undefined {
  const stride = Math.max(1, Math.floor(count / LOOKED_AT));
  const along = (axis: number) => {
    const found: number[] = [];
    for (let i = 0; i < count; i += stride) {
      const value = values[i * axes + axis]!;
      if (Number.isFinite(value)) found.push(value);
    }
    found.sort((a, b) => a - b);
    const skipped = Math.floor(found.length * RARE);
    return [found[skipped], found[found.length - 1 - skipped]] as const;
  };
  const [left, right] = along(0);
  const [bottom, top] = along(1);
  if (left === undefined || right === undefined || bottom === undefined || top === undefined) return undefined;
  return { left, right, bottom, top };
}

/** All of an extent in the middle of so many pixels. */
export function fitTo({ left, right, bottom, top }: Extent, widthPx: number, heightPx: number): Fit {
  const width = Math.max(right - left, 1e-9);
  const height = Math.max(top - bottom, 1e-9);
  const scale = Math.min(Math.max(1, widthPx - 2 * MARGIN_PX) / width, Math.max(1, heightPx - 2 * MARGIN_PX) / height);
  return {
    scale,
    offsetX: widthPx / 2 - ((left + right) / 2) * scale,
    offsetY: heightPx / 2 + ((bottom + top) / 2) * scale,
  };
}

/** Both steps in one. */
export const zoomedFit = ({ scale, offsetX, offsetY }: Fit, { k, x, y }: Zoomed): Fit => ({
  scale: scale * k,
  offsetX: offsetX * k + x,
  offsetY: offsetY * k + y,
});

export const toScreen = ({ scale, offsetX, offsetY }: Fit, x: number, y: number): readonly [number, number] => [
  x * scale + offsetX,
  offsetY - y * scale,
];

export const toPlace = (
  { scale, offsetX, offsetY }: Fit,
  screenX: number,
  screenY: number,
): readonly [number, number] => [(screenX - offsetX) / scale, (offsetY - screenY) / scale];

/** Places in space seen from somewhere. @param places [count, 3] @returns [count, 2] */
export function turned(places: PlainTensor, { yaw, pitch }: Turn, out?: Float32Array): PlainTensor {
  const count = places.shape[0] ?? 0;
  const values = out?.length === count * 2 ? out : new Float32Array(count * 2);
  const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  const from = places.values;
  for (let i = 0; i < count; i++) {
    const [x, y, z] = [from[i * 3]!, from[i * 3 + 1]!, from[i * 3 + 2]!];
    values[i * 2] = x * cy + z * sy;
    values[i * 2 + 1] = y * cp - (z * cy - x * sy) * sp;
  }
  return { shape: [count, 2], values };
}

/** From where a map in space is seen, in radians: about the upright axis, then up or down. */
export interface Turn {
  readonly yaw: number;
  readonly pitch: number;
}

export const FIRST_TURN: Turn = { yaw: 0.6, pitch: -0.4 };
