/** Which points of a map a line that was drawn about them encloses, and what these are. Pure. */
import type { Encoded } from '../../src/protocol/latent-questions';

export type Corner = readonly [x: number, y: number];

/** @param places row-major [count, 2] @param corners of a closed line, in the places' own units */
export function enclosed(places: Float32Array, corners: readonly Corner[]): Uint32Array {
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const found: number[] = [];
  for (let point = 0; point * 2 < places.length; point++) {
    const [x, y] = [places[point * 2]!, places[point * 2 + 1]!];
    if (x >= left && x <= right && y >= bottom && y <= top && isInside(x, y, corners)) found.push(point);
  }
  return Uint32Array.from(found);
}

/** By how often a ray crosses the line. Source: Shimrat, "Algorithm 112: Position of point relative to polygon", 1962 */
function isInside(x: number, y: number, corners: readonly Corner[]): boolean {
  let inside = false;
  corners.forEach(([x1, y1], at) => {
    const [x2, y2] = corners[(at + 1) % corners.length]!;
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  });
  return inside;
}

export interface ClassShare {
  readonly index: number;
  readonly count: number;
  /** Mean of the scalar over those of the class; NaN where there is none. */
  readonly mean: number;
}

/** Classes of the chosen samples, the most frequent first. */
export function classShares({ classes, scalars }: Encoded, chosen: Uint32Array): ClassShare[] {
  const values = scalars[0]?.values;
  const counts = new Map<number, { count: number; sum: number }>();
  for (const sample of chosen) {
    const own = counts.get(classes?.[sample] ?? 0) ?? { count: 0, sum: 0 };
    own.count++;
    own.sum += values?.[sample] ?? NaN;
    counts.set(classes?.[sample] ?? 0, own);
  }
  return [...counts]
    .map(([index, { count, sum }]) => ({ index, count, mean: sum / count }))
    .sort((a, b) => b.count - a.count || a.index - b.index);
}

export function meanAndSpread(values: Float32Array, chosen?: Uint32Array): { mean: number; spread: number } {
  const count = chosen?.length ?? values.length;
  const at = (i: number) => values[chosen ? chosen[i]! : i]!;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < count; i++) sum += at(i) / count;
  for (let i = 0; i < count; i++) squares += (at(i) - sum) ** 2 / count;
  return { mean: count > 0 ? sum : NaN, spread: count > 0 ? Math.sqrt(squares) : NaN };
}
