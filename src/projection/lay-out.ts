/** Codings laid out on a map of neighbours, from nothing or from where they lay before. Pure: equal settings, equal map. */
import { NoiseGenerator } from '../noise/noise-generator';
import type { PlainTensor } from '../protocol/plain-tensor';
import { checkFinite } from './finite';
import type { MapMethod, MapRound, TsneMethod, UmapMethod } from './map-method';
import { nearestNeighbours } from './nearest-neighbours';
import type { NeighbourGraph } from './neighbour-graph';
import { principalComponents } from './principal-components';
import { completeStart, hasPlaces } from './start-places';
import { affinities, drawTsne, neighboursFor } from './tsne';
import { drawUmap, fuzzyGraph } from './umap';

/** Of longer codings, such as images, so many principal components are laid out: what is lost is mostly noise. */
const MOST_DIMS = 50;
/** So often is told how far a map has come. */
const ROUNDS_TOLD = 40;
const EPOCHS = { umap: { fromNothing: 200, onward: 60 }, tsne: { fromNothing: 1000, onward: 250 } } as const;
/** Of UMAP, at first; from a map that is there already, a larger one would mix up what lies right. */
const FIRST_STEP = { fromNothing: 1, onward: 0.1 } as const;
/** On UMAP's maps, from nothing. */
const START_SIZE = 10;
/** Of t-SNE's start: small, so that clusters can pass through each other. */
const START_SPREAD = 1e-4;

/**
 * @param codings [count, dims]
 * @returns [count, 2]
 * @throws ProblemError where a coding is not finite
 */
export function* layOut(codings: PlainTensor, method: MapMethod): Generator<MapRound, PlainTensor> {
  checkFinite(codings);
  const { start } = method;
  const fromNothing = !start || !hasPlaces(start);
  const all = method.epochs ?? EPOCHS[method.method][fromNothing ? 'fromNothing' : 'onward'];
  yield { done: 0, all };
  const compact = codings.shape[1]! > MOST_DIMS ? principalComponents(codings, MOST_DIMS).places : codings;
  const graph = graphOf(compact, method);
  const chance = new NoiseGenerator(method.seed, 1);
  const places = fromNothing ? plainStart(compact, method, chance) : completeStart(start, graph, chance);
  const shape = [codings.shape[0]!, 2];
  const between = Math.ceil(all / ROUNDS_TOLD);
  for (const done of draw(graph, places, method, { epochs: all, fromNothing }))
    if (done % between === 0 && done < all) yield { done, all, places: { shape, values: Float32Array.from(places) } };
  return { shape, values: Float32Array.from(places) };
}

/** UMAP counts a coding among its own neighbours. */
function graphOf(codings: PlainTensor, method: MapMethod): NeighbourGraph {
  if (method.method === 'umap') return fuzzyGraph(nearestNeighbours(codings, method.neighbours - 1));
  const perplexity = perplexityFor(method, codings);
  return affinities(nearestNeighbours(codings, neighboursFor(perplexity, codings.shape[0]!)), perplexity);
}

const perplexityFor = ({ perplexity }: TsneMethod, { shape: [count = 0] }: PlainTensor): number =>
  Math.max(1, Math.min(perplexity, (count - 1) / 3));

interface Drawing {
  readonly epochs: number;
  readonly fromNothing: boolean;
}

function draw(graph: NeighbourGraph, places: Float64Array, method: MapMethod, drawing: Drawing): Generator<number> {
  if (method.method === 'tsne') return drawTsne(graph, places, drawing);
  const firstStep = FIRST_STEP[drawing.fromNothing ? 'fromNothing' : 'onward'];
  return drawUmap(graph, places, { epochs: drawing.epochs, firstStep, seed: method.seed });
}

/** The two widest directions, in the size that the method begins with, and so little chance that no two lie on one place. */
function plainStart(codings: PlainTensor, { method }: UmapMethod | TsneMethod, chance: NoiseGenerator): Float64Array {
  const [count = 0] = codings.shape;
  const { places } = principalComponents(codings, 2);
  const axes = places.shape[1]!;
  const start = Float64Array.from(chance.normal(new Float32Array(2 * count), 0, START_SPREAD));
  const scales = Array.from({ length: axes }, (_, axis) => {
    const values = places.values.filter((_, at) => at % axes === axis);
    if (method === 'umap')
      return (
        START_SIZE /
        (values.reduce((a, b) => Math.max(a, b), -Infinity) - values.reduce((a, b) => Math.min(a, b), Infinity))
      );
    return START_SPREAD / Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / count);
  });
  // One size for both, so that what is narrow stays narrow.
  const scale = scales[0] !== undefined && Number.isFinite(scales[0]) ? scales[0] : 0;
  const noise = method === 'umap' ? 1 : 0.01;
  for (let i = 0; i < count; i++)
    for (let axis = 0; axis < 2; axis++)
      start[2 * i + axis] = noise * start[2 * i + axis]! + (axis < axes ? scale * places.values[i * axes + axis]! : 0);
  return start;
}
