/** How a map of neighbours is asked for, and what is heard of it while it is made. Plain values: they cross to the worker. */
import type { PlainTensor } from '../protocol/plain-tensor';

interface Start {
  /** Unsigned 32-bit. Equal codings, settings and seed make the equal map, to the bit. */
  readonly seed: number;
  /**
   * [any number, 2]: where the codings lay on the last map of the same method. They move on from there and don't jump. A coding
   * that was not laid out yet has NaN, or lies beyond the last one, and begins among its neighbours that were.
   */
  readonly start?: PlainTensor;
}

/** UMAP. Source: McInnes, Healy, Melville, "UMAP: Uniform Manifold Approximation and Projection", 2018 */
export interface UmapMethod extends Start {
  readonly method: 'umap';
  /** Nearest ones that each coding is bound to: 2 or more; the more, the more of the whole is seen. */
  readonly neighbours: number;
  /** Rounds; left out: 200 from nothing, 60 with a start that is in order. */
  readonly epochs?: number;
}

/** t-SNE. Source: van der Maaten, "Accelerating t-SNE using Tree-Based Algorithms", 2014 */
export interface TsneMethod extends Start {
  readonly method: 'tsne';
  /** About how many neighbours count, 2 or more. Of few codings no more than a third is used. */
  readonly perplexity: number;
  /** Rounds; left out: 1000 from nothing, 250 with a start that is in order. */
  readonly epochs?: number;
}

export type MapMethod = UmapMethod | TsneMethod;

/** A map on its way: after `done` of `all` rounds. */
export interface MapRound {
  readonly done: number;
  readonly all: number;
  /** [count, 2], a copy; absent while neighbours are looked for. */
  readonly places?: PlainTensor;
}
