/** How large a map is, and how dense: what its forces come to, and what trust doesn't see. */
import { nearestNeighbours } from '../../../src/projection/nearest-neighbours';
import type { PlainTensor } from '../../../src/protocol/plain-tensor';
import type { MapSize } from './golden';

export function sizeOf(places: PlainTensor): MapSize {
  const { values } = places;
  const count = values.length / 2;
  const middle = [0, 1].map(
    (axis) => values.reduce((sum, value, at) => sum + (at % 2 === axis ? value : 0), 0) / count,
  );
  const squares = values.reduce((sum, value, at) => sum + (value - middle[at % 2]!) ** 2, 0);
  const { distances } = nearestNeighbours(places, 14);
  const farthest = Array.from({ length: count }, (_, i) => distances[i * 14 + 13]!).sort((a, b) => a - b);
  return { spread: Math.sqrt(squares / count), near: farthest[count >> 1]! };
}
