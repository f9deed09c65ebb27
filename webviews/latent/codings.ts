/** Arithmetic of codings: what lies between two, what is left of one and added to another, and a walk along each. Pure. */
import type { PlainTensor } from '../../src/protocol/plain-tensor';

export type Coding = Float32Array;

/** So many pictures from one coding to another, both with them. */
export const BETWEEN = 9;
/** So many pictures along one coding, and how far: multiples of its standard deviation. */
export const ALONG = 9;
export const REACH = 3;
/** Codings that a walk shows at first. */
export const WALKED = 10;

/** Straight from one to the other. */
export const straight = (from: Coding, to: Coding, share: number): Coding =>
  from.map((value, i) => value + (to[i]! - value) * share);

/**
 * Along the great circle between them, and from one length to the other: between two normally distributed codings a straight
 * line leads through a middle in which nearly none lie.
 * Source: White, "Sampling Generative Networks", 2016, section 2.1
 */
export function spherical(from: Coding, to: Coding, share: number): Coding {
  const [a, b] = [from, to].map((coding) => Math.hypot(...coding)) as [number, number];
  const cosine = from.reduce((sum, value, i) => sum + value * to[i]!, 0) / Math.max(a * b, 1e-12);
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  if (angle < 1e-4 || Math.PI - angle < 1e-4) return straight(from, to, share);
  const [one, other] = [Math.sin((1 - share) * angle) / Math.sin(angle), Math.sin(share * angle) / Math.sin(angle)];
  return from.map((value, i) => one * value + other * to[i]!);
}

export const walkBetween = (from: Coding, to: Coding, way: (a: Coding, b: Coding, share: number) => Coding): Coding[] =>
  Array.from({ length: BETWEEN }, (_, at) => way(from, to, at / (BETWEEN - 1)));

/** a − b + c */
export const arithmetic = (a: Coding, b: Coding, c: Coding): Coding => a.map((value, i) => value - b[i]! + c[i]!);

/** Numbers of codings, those that spread most first. */
export const widest = (spreads: Float32Array, most: number): number[] =>
  Array.from(spreads, (_, index) => index)
    .sort((a, b) => spreads[b]! - spreads[a]! || a - b)
    .slice(0, most);

/** One row a coding, `ALONG` columns: all others stay as `base` has them. */
export const traversal = (
  base: Coding,
  axes: readonly number[],
  means: Float32Array,
  spreads: Float32Array,
): Coding[] =>
  axes.flatMap((axis) =>
    Array.from({ length: ALONG }, (_, at) => {
      const coding = base.slice();
      coding[axis] = means[axis]! + spreads[axis]! * REACH * ((2 * at) / (ALONG - 1) - 1);
      return coding;
    }),
  );

export function asTensor(codings: readonly Coding[]): PlainTensor {
  const dims = codings[0]?.length ?? 0;
  const values = new Float32Array(codings.length * dims);
  codings.forEach((coding, at) => values.set(coding, at * dims));
  return { shape: [codings.length, dims], values };
}

export const codingAt = ({ shape: [, dims = 0], values }: PlainTensor, at: number): Coding =>
  values.slice(at * dims, (at + 1) * dims);
