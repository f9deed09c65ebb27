/** Codings laid out on a map of neighbours, from nothing or from where they lay before. Pure: equal settings, equal map. */
import { NoiseGenerator } from '../noise/noise-generator';
import type { PlainTensor } from '../protocol/plain-tensor';
import { checkFinite } from './finite';
import type { MapMethod, MapRound, TsneMethod } from './map-method';
import { nearestNeighbours } from './nearest-neighbours';
import type { NeighbourGraph } from './neighbour-graph';
import { principalComponents } from './principal-components';
import { completeStart, hasPlaces, plainStart } from './start-places';
import { trustOf } from './trust';
import { affinities, drawTsne, neighboursFor } from './tsne';
import { drawUmap, fuzzyGraph } from './umap';

/** Of longer codings, such as images, so many principal components are laid out: what is lost is mostly noise. */
const MOST_DIMS = 50;
/** So often is told how far a map has come. */
const ROUNDS_TOLD = 40;
const EPOCHS = { umap: { fromNothing: 200, onward: 60 }, tsne: { fromNothing: 1000, onward: 250 } } as const;
/** Of UMAP, at first; from a map that is there already, a larger one would mix up what lies right. */
const FIRST_STEP = { fromNothing: 1, onward: 0.1 } as const;
/** A map that is less in order than so is mended with as many rounds and as much force as one from nothing. */
const IN_ORDER = { trust: 0.9, neighbours: 15, sample: 500 } as const;

/**
 * @param codings [count, dims]
 * @returns [count, 2]
 * @throws ProblemError where a coding is not finite
 */
export function* layOut(codings: PlainTensor, method: MapMethod): Generator<MapRound, PlainTensor> {
  checkFinite(codings);
  const { start, seed } = method;
  const begun = start && hasPlaces(start) ? start : undefined;
  const from = begun && isInOrder(codings, begun, seed) ? 'onward' : 'fromNothing';
  const all = method.epochs ?? EPOCHS[method.method][from];
  yield { done: 0, all };
  const compact = codings.shape[1]! > MOST_DIMS ? principalComponents(codings, MOST_DIMS).places : codings;
  const graph = graphOf(compact, method);
  const chance = new NoiseGenerator(seed, 1);
  const places = begun ? completeStart(begun, graph, chance) : plainStart(compact, method.method, chance);
  const map = (): PlainTensor => ({ shape: [codings.shape[0]!, 2], values: Float32Array.from(places) });
  const drawing =
    method.method === 'umap'
      ? drawUmap(graph, places, { epochs: all, firstStep: FIRST_STEP[from], seed })
      : drawTsne(graph, places, { epochs: all, findClusters: from === 'fromNothing' });
  const between = Math.ceil(all / ROUNDS_TOLD);
  for (const done of drawing) if (done % between === 0 && done < all) yield { done, all, places: map() };
  return map();
}

/** UMAP counts a coding among its own neighbours. */
function graphOf(codings: PlainTensor, method: MapMethod): NeighbourGraph {
  if (method.method === 'umap') return fuzzyGraph(nearestNeighbours(codings, method.neighbours - 1));
  const perplexity = perplexityFor(method, codings);
  return affinities(nearestNeighbours(codings, neighboursFor(perplexity, codings.shape[0]!)), perplexity);
}

const perplexityFor = ({ perplexity }: TsneMethod, { shape: [count = 0] }: PlainTensor): number =>
  Math.max(1, Math.min(perplexity, (count - 1) / 3));

function isInOrder(codings: PlainTensor, { shape, values }: PlainTensor, seed: number): boolean {
  const known = Math.min(codings.shape[0]!, shape[0]!);
  const found = trustOf(codings, { shape: [known, 2], values }, { ...IN_ORDER, seed });
  return found === undefined || found.trustworthiness >= IN_ORDER.trust;
}
