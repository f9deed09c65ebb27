/** How far a map can be trusted: whether neighbours on it are neighbours in the latent space, and the other way round. */
import type { Trust } from '../protocol/latent-questions';
import type { PlainTensor } from '../protocol/plain-tensor';

export interface TrustOptions {
  /** So many nearest ones are compared; fewer than half the sample. */
  readonly neighbours: number;
  /** At most so many codings, drawn by chance, are looked at: time grows with the square. */
  readonly sample: number;
  readonly seed: number;
}

/**
 * @param codings [count, dims]
 * @param places [count, dimensions of the map]; codings that are not laid out (NaN) don't take part
 */
export declare function trustOf(codings: PlainTensor, places: PlainTensor, options: TrustOptions): Trust;
