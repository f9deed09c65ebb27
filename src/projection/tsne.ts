/**
 * t-SNE by gradient descent with Barnes and Hut's tree. Written out, because the libraries that can be installed are given
 * up, square in the number of codings, or begin from chance only.
 * Source: van der Maaten, "Accelerating t-SNE using Tree-Based Algorithms", 2014; constants as in scikit-learn 1.9
 */
import type { Neighbours } from './nearest-neighbours';
import { type NeighbourGraph, symmetricGraph } from './neighbour-graph';
import { Quadtree } from './quadtree';

/** How far squares of the tree may stand for their points. */
const ACCURACY = 0.5;
/** While clusters are found, what pulls is so much stronger … */
const EXAGGERATION = 12;
/** … for so large a part of the drawing. */
const EXAGGERATED_SHARE = 1 / 4;
const LEAST_GAIN = 0.01;

/** Neighbours that a perplexity needs, of so many codings. */
export const neighboursFor = (perplexity: number, count: number): number =>
  Math.min(count - 1, Math.floor(3 * perplexity + 1));

/** The probabilities of pairs, which add up to 1. `perplexity` is of each coding's own neighbours. */
export function affinities(neighbours: Neighbours, perplexity: number): NeighbourGraph {
  const { count, each, distances } = neighbours;
  const weights = new Float64Array(count * each);
  for (let start = 0; start < count * each; start += each) fillRow(weights, distances, start, each, perplexity);
  return symmetricGraph(neighbours, weights, (there, back) => (there + back) / (2 * count));
}

/** One coding's neighbours by a Gaussian of just the width at which their entropy is that of the perplexity. */
function fillRow(weights: Float64Array, distances: Float64Array, start: number, each: number, perplexity: number) {
  const wanted = Math.log(perplexity);
  // Only differences count, and the nearest one's at 0 keeps the sum away from 0.
  const nearest = distances[start]! ** 2;
  let [low, precision, high] = [0, 1, Infinity];
  for (let round = 0; round < 100; round++) {
    let sum = 0;
    let moment = 0;
    for (let at = start; at < start + each; at++) {
      const square = distances[at]! ** 2 - nearest;
      weights[at] = Math.exp(-precision * square);
      sum += weights[at]!;
      moment += weights[at]! * square;
    }
    for (let at = start; at < start + each; at++) weights[at]! /= sum;
    const excess = Math.log(sum) + (precision * moment) / sum - wanted;
    if (Math.abs(excess) < 1e-5) return;
    if (excess > 0) low = precision;
    else high = precision;
    precision = high === Infinity ? precision * 2 : (low + high) / 2;
  }
}

interface Drawing {
  readonly epochs: number;
  /** Whether clusters are to be found first; without, the places only move on a little from where they are. */
  readonly findClusters: boolean;
}

/** Moves the places, [count, 2], epoch by epoch; yields the number of epochs done after each. */
export function* drawTsne(graph: NeighbourGraph, places: Float64Array, drawing: Drawing): Generator<number> {
  const { count } = graph;
  const tree = new Quadtree(count);
  const forces = new Float64Array(2 * count);
  const moves = new Float64Array(2 * count);
  const gains = new Float64Array(2 * count).fill(1);
  const exaggerated = drawing.findClusters ? Math.round(drawing.epochs * EXAGGERATED_SHARE) : 0;
  const rate = Math.max(count / EXAGGERATION / 4, 50);
  for (let epoch = 0; epoch < drawing.epochs; epoch++) {
    // What was gathered while clusters were found is about other forces.
    if (epoch === exaggerated) {
      moves.fill(0);
      gains.fill(1);
    }
    const isEarly = epoch < exaggerated;
    const momentum = isEarly ? 0.5 : 0.8;
    forces.fill(0);
    tree.build(places);
    const sum = tree.repel(forces, ACCURACY);
    addPull(graph, places, forces, sum, isEarly ? EXAGGERATION : 1);
    for (let k = 0; k < forces.length; k++) {
      const force = forces[k]!;
      // A move that the force would go on with has the other sign than the gradient.
      const gain = Math.max(LEAST_GAIN, force * moves[k]! > 0 ? gains[k]! + 0.2 : gains[k]! * 0.8);
      gains[k] = gain;
      moves[k] = momentum * moves[k]! + rate * gain * force;
      places[k]! += moves[k]!;
    }
    yield epoch + 1;
  }
}

/** Turns the tree's forces into those of the whole: the negative gradient of the divergence. */
function addPull(graph: NeighbourGraph, places: Float64Array, forces: Float64Array, sum: number, exaggeration: number) {
  const { count, starts, ends, weights } = graph;
  const pushing = sum > 0 ? 4 / sum : 0;
  const pulling = 4 * exaggeration;
  for (let i = 0; i < count; i++) {
    const x = places[2 * i]!;
    const y = places[2 * i + 1]!;
    let pullX = 0;
    let pullY = 0;
    for (let at = starts[i]!; at < starts[i + 1]!; at++) {
      const dx = x - places[2 * ends[at]!]!;
      const dy = y - places[2 * ends[at]! + 1]!;
      const pull = weights[at]! / (1 + dx * dx + dy * dy);
      pullX += pull * dx;
      pullY += pull * dy;
    }
    forces[2 * i] = forces[2 * i]! * pushing - pullX * pulling;
    forces[2 * i + 1] = forces[2 * i + 1]! * pushing - pullY * pulling;
  }
}
