/** What coding would lie at any place of a map that has no way back, such as UMAP's: between those that lie there. */
import type { PlainTensor } from '../protocol/plain-tensor';

export declare class CodingsBetween {
  /** @param codings [count, dims] @param places [count, 2]; those with NaN are not on the map */
  constructor(codings: PlainTensor, places: PlainTensor);
  /** [places, dims]: the nearest ones' mean, the nearer the more weight; at a coding's own place that coding. */
  at(places: PlainTensor): PlainTensor;
}
