/** Neighbours with weights as a graph that is the same in both directions: what UMAP and t-SNE draw. */
import type { Neighbours } from './nearest-neighbours';

/** Edges by the coding that they begin at; each stands there twice, once from either end. */
export interface NeighbourGraph {
  readonly count: number;
  /** [count + 1]: the edges of coding i are starts[i] … starts[i + 1]. */
  readonly starts: Int32Array;
  /** [edges]: where each ends. */
  readonly ends: Int32Array;
  /** [edges] */
  readonly weights: Float64Array;
}

/**
 * @param weights row-major [count, each], of each neighbour; not negative
 * @param join the weight of an edge, of those in either direction; of a one-sided neighbour one of them is 0. Symmetric.
 */
export function symmetricGraph(
  { count, each, indices }: Neighbours,
  weights: Float64Array,
  join: (there: number, back: number) => number,
): NeighbourGraph {
  const { starts: backStarts, from } = backwards(count, each, indices);
  const starts = new Int32Array(count + 1);
  const ends = new Int32Array(2 * count * each);
  const joined = new Float64Array(2 * count * each);
  // Of one row: what leads back to it.
  const back = new Float64Array(count);
  let edges = 0;
  for (let i = 0; i < count; i++) {
    for (let at = backStarts[i]!; at < backStarts[i + 1]!; at++)
      back[Math.floor(from[at]! / each)] = weights[from[at]!]!;
    for (let at = i * each; at < (i + 1) * each; at++) {
      const j = indices[at]!;
      ends[edges] = j;
      joined[edges++] = join(weights[at]!, back[j]!);
      back[j] = 0;
    }
    // What is left points here without being pointed at.
    for (let at = backStarts[i]!; at < backStarts[i + 1]!; at++) {
      const j = Math.floor(from[at]! / each);
      if (back[j] === 0) continue;
      ends[edges] = j;
      joined[edges++] = join(0, back[j]!);
      back[j] = 0;
    }
    starts[i + 1] = edges;
  }
  return { count, starts, ends: ends.slice(0, edges), weights: joined.slice(0, edges) };
}

/** For each coding the places in `indices` that name it. */
function backwards(count: number, each: number, indices: Int32Array): { starts: Int32Array; from: Int32Array } {
  const starts = new Int32Array(count + 1);
  for (const index of indices) starts[index + 1]!++;
  for (let i = 0; i < count; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice(0, count);
  const from = new Int32Array(count * each);
  for (let at = 0; at < indices.length; at++) from[next[indices[at]!]!++] = at;
  return { starts, from };
}
