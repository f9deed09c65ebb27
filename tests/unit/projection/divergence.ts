/** What t-SNE makes small, from all pairs one by one. */
import type { NeighbourGraph } from '../../../src/projection/neighbour-graph';
import type { PlainTensor } from '../../../src/protocol/plain-tensor';

/** Of Kullback and Leibler, of the map's probabilities from those of the pairs. */
export function divergence({ count, starts, ends, weights }: NeighbourGraph, { values }: PlainTensor): number {
  const closeness = (i: number, j: number) =>
    1 / (1 + (values[2 * i]! - values[2 * j]!) ** 2 + (values[2 * i + 1]! - values[2 * j + 1]!) ** 2);
  let sum = 0;
  for (let i = 0; i < count; i++) for (let j = 0; j < i; j++) sum += 2 * closeness(i, j);
  let found = 0;
  for (let i = 0; i < count; i++)
    for (let at = starts[i]!; at < starts[i + 1]!; at++)
      if (weights[at]! > 0) found += weights[at]! * Math.log((weights[at]! * sum) / closeness(i, ends[at]!));
  return found;
}
