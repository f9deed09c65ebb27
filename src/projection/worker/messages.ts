/** What a thread that makes one map is given, and what it says. Both ends are of one build, so nothing is checked. */
import type { Problem } from '../../base/problem';
import type { PlainTensor } from '../../protocol/plain-tensor';
import type { MapMethod, MapRound } from '../map-method';

export interface MapTask {
  readonly codings: PlainTensor;
  readonly method: MapMethod;
}

export type FromWorker =
  | { readonly kind: 'round'; readonly round: MapRound }
  | { readonly kind: 'laidOut'; readonly places: PlainTensor }
  | { readonly kind: 'failed'; readonly problem: Problem };
