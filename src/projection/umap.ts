/**
 * UMAP: the graph of neighbours as a fuzzy set, drawn by stochastic gradient descent. Of the size that it has here it is
 * written out, because no library that can be installed begins where the last map ended and is fast enough.
 * Source: McInnes, Healy, Melville, "UMAP: Uniform Manifold Approximation and Projection", 2018; constants and order of
 * computing as in umap-learn 0.5
 */
import { NoiseGenerator } from '../noise/noise-generator';
import type { Neighbours } from './nearest-neighbours';
import { type NeighbourGraph, symmetricGraph } from './neighbour-graph';
import { QuickPower } from './quick-power';

/** Of the curve 1 / (1 + a·d^2b) that comes nearest to closeness on the map, for points no nearer than 0.1 at a spread of 1. */
const A = 1.576943460405378;
const B = 0.8950608781227859;
const POWER = new QuickPower(B);
/** Random others that each drawn edge pushes away from. */
const PUSHED_AWAY = 5;
/** No force moves a point farther at once, before the step size. */
const LARGEST_MOVE = 4;
const WORDS_AT_A_TIME = 65536;

/**
 * How strongly codings hang together: fuzzy-set union of both directions, in (0, 1].
 * `neighbours` has one less a coding than UMAP's number of neighbours, which counts the coding itself.
 */
export function fuzzyGraph(neighbours: Neighbours): NeighbourGraph {
  const { count, each, distances } = neighbours;
  const weights = new Float64Array(count * each);
  const meanOfAll = mean(distances, 0, distances.length);
  for (let start = 0; start < count * each; start += each) {
    const nearest = distances.subarray(start, start + each).find((distance) => distance > 0) ?? 0;
    const width = smoothWidth(distances, start, each, nearest);
    // Where neighbours lie very close or all at one distance, the width would vanish.
    const leastWidth = 0.001 * (nearest > 0 ? mean(distances, start, start + each) * (each / (each + 1)) : meanOfAll);
    const scale = Math.max(width, leastWidth);
    for (let at = start; at < start + each; at++) {
      const beyond = distances[at]! - nearest;
      weights[at] = beyond <= 0 || scale === 0 ? 1 : Math.exp(-beyond / scale);
    }
  }
  return symmetricGraph(neighbours, weights, (there, back) => there + back - there * back);
}

/** The width at which a coding's memberships add up to log2 of the number of neighbours, by bisection. */
function smoothWidth(distances: Float64Array, start: number, each: number, nearest: number): number {
  const target = Math.log2(each + 1);
  let [low, width, high] = [0, 1, Infinity];
  for (let round = 0; round < 64; round++) {
    let sum = 0;
    for (let at = start; at < start + each; at++) {
      const beyond = distances[at]! - nearest;
      sum += beyond > 0 ? Math.exp(-beyond / width) : 1;
    }
    if (Math.abs(sum - target) < 1e-5) break;
    if (sum > target) high = width;
    else low = width;
    width = high === Infinity ? width * 2 : (low + high) / 2;
  }
  return width;
}

function mean(values: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += values[i]!;
  return end > start ? sum / (end - start) : 0;
}

interface Drawing {
  readonly epochs: number;
  /** Step size of the first epoch; falls to 0. 1 from nothing. */
  readonly firstStep: number;
  readonly seed: number;
}

/**
 * Moves the places, [count, 2], epoch by epoch; yields the number of epochs done after each.
 * Every edge is drawn as often as its weight says, the strongest in each epoch.
 */
export function* drawUmap(graph: NeighbourGraph, places: Float64Array, drawing: Drawing): Generator<number> {
  const edges = edgesToDraw(graph, drawing.epochs);
  const others = new RandomOthers(graph.count, drawing.seed);
  for (let epoch = 0; epoch < drawing.epochs; epoch++) {
    drawEpoch(edges, places, others, epoch, drawing.firstStep * (1 - epoch / drawing.epochs));
    yield epoch + 1;
  }
}

function drawEpoch(edges: Edges, places: Float64Array, others: RandomOthers, epoch: number, step: number): void {
  const { from, to, period, next, nextPush } = edges;
  for (let edge = 0; edge < from.length; edge++) {
    if (next[edge]! > epoch) continue;
    next[edge]! += period[edge]!;
    const i = from[edge]!;
    const j = to[edge]!;
    let x = places[i]!;
    let y = places[i + 1]!;
    let dx = x - places[j]!;
    let dy = y - places[j + 1]!;
    const apart = dx * dx + dy * dy;
    if (apart > 0) {
      const power = POWER.of(apart);
      const pull = (-2 * A * B * power) / (apart * (A * power + 1));
      const moveX = step * clipped(pull * dx);
      const moveY = step * clipped(pull * dy);
      x += moveX;
      y += moveY;
      places[j]! -= moveX;
      places[j + 1]! -= moveY;
    }
    const pushPeriod = period[edge]! / PUSHED_AWAY;
    const pushes = Math.floor((epoch - nextPush[edge]!) / pushPeriod);
    for (let push = 0; push < pushes; push++) {
      const other = 2 * others.next();
      dx = x - places[other]!;
      dy = y - places[other + 1]!;
      const between = dx * dx + dy * dy;
      if (between === 0) continue;
      const away = (2 * B) / ((0.001 + between) * (A * POWER.of(between) + 1));
      x += step * clipped(away * dx);
      y += step * clipped(away * dy);
    }
    nextPush[edge]! += Math.max(0, pushes) * pushPeriod;
    places[i] = x;
    places[i + 1] = y;
  }
}

class RandomOthers {
  private readonly words = new Uint32Array(WORDS_AT_A_TIME);
  private readonly noise: NoiseGenerator;
  private used = WORDS_AT_A_TIME;

  constructor(
    private readonly count: number,
    seed: number,
  ) {
    this.noise = new NoiseGenerator(seed);
  }

  next(): number {
    if (this.used === WORDS_AT_A_TIME) {
      this.noise.bits(this.words);
      this.used = 0;
    }
    return this.words[this.used++]! % this.count;
  }
}

interface Edges {
  /** Offsets into places. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** An edge is drawn again after so many epochs. */
  readonly period: Float64Array;
  /** The epochs in which it is drawn next, and pushes away next. */
  readonly next: Float64Array;
  readonly nextPush: Float64Array;
}

/** Edges too weak to be drawn once are left out. */
function edgesToDraw({ count, starts, ends, weights }: NeighbourGraph, epochs: number): Edges {
  const strongest = weights.reduce((largest, weight) => Math.max(largest, weight), 0);
  const drawn = weights.reduce((sum, weight) => sum + (weight * epochs >= strongest ? 1 : 0), 0);
  const from = new Int32Array(drawn);
  const to = new Int32Array(drawn);
  const period = new Float64Array(drawn);
  let edge = 0;
  for (let i = 0; i < count; i++) {
    for (let at = starts[i]!; at < starts[i + 1]!; at++) {
      if (weights[at]! * epochs < strongest) continue;
      from[edge] = 2 * i;
      to[edge] = 2 * ends[at]!;
      period[edge++] = strongest / weights[at]!;
    }
  }
  return { from, to, period, next: period.slice(), nextPush: period.map((each) => each / PUSHED_AWAY) };
}

const clipped = (force: number): number =>
  force > LARGEST_MOVE ? LARGEST_MOVE : force < -LARGEST_MOVE ? -LARGEST_MOVE : force;
