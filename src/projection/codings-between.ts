/**
 * What coding would lie at any place of a map that has no way back, such as UMAP's: between those that lie there.
 * Source: Shepard, "A Two-Dimensional Interpolation Function for Irregularly-Spaced Data", 1968
 */
import type { PlainTensor } from '../protocol/plain-tensor';

/** Of so many a place is a mean: enough to be smooth, few enough to be of one cluster. */
const NEAREST = 8;

/** All are looked through for each place: 60,000 take 0.3 ms, which no index would make worth its code. */
export class CodingsBetween {
  /** Codings that lie on the map. */
  private readonly placed: Int32Array;

  /** @param codings [count, dims] @param map [count, 1 to 3]; those with NaN are not on the map */
  constructor(
    private readonly codings: PlainTensor,
    private readonly map: PlainTensor,
  ) {
    const [count = 0, axes = 0] = map.shape;
    const all = Int32Array.from({ length: count }, (_, i) => i);
    this.placed = all.filter((i) => !Number.isNaN(map.values[i * axes]!));
  }

  /**
   * @param places [places, axes]
   * @returns [places, dims]: the nearest ones' mean, weighted by 1 / distance²; at a coding's own place that coding; NaN where
   * the map is empty
   */
  at({ values, shape: [count = 0, axes = 0] }: PlainTensor): PlainTensor {
    const dims = this.codings.shape[1]!;
    const found = new Float32Array(count * dims);
    for (let i = 0; i < count; i++) {
      const nearest = this.nearestTo(values.subarray(i * axes, (i + 1) * axes));
      found.set(this.meanOf(nearest), i * dims);
    }
    return { shape: [count, dims], values: found };
  }

  private nearestTo(place: Float32Array): Near[] {
    const nearest: Near[] = [];
    let farthest = Infinity;
    const { placed } = this;
    const { values } = this.map;
    const axes = place.length;
    const [x = 0, y = 0, z = 0] = place;
    for (let i = 0; i < placed.length; i++) {
      const at = placed[i]! * axes;
      const dx = values[at]! - x;
      const dy = axes > 1 ? values[at + 1]! - y : 0;
      const dz = axes > 2 ? values[at + 2]! - z : 0;
      const square = dx * dx + dy * dy + dz * dz;
      if (square >= farthest) continue;
      const before = nearest.findIndex((near) => square < near.square);
      nearest.splice(before === -1 ? nearest.length : before, 0, { index: placed[i]!, square });
      if (nearest.length > NEAREST) nearest.pop();
      if (nearest.length === NEAREST) farthest = nearest[NEAREST - 1]!.square;
    }
    return nearest;
  }

  private meanOf(nearest: readonly Near[]): Float32Array {
    const dims = this.codings.shape[1]!;
    const codingOf = ({ index }: Near) => this.codings.values.subarray(index * dims, (index + 1) * dims);
    const [first] = nearest;
    if (first?.square === 0) return codingOf(first);
    const sum = nearest.reduce((all, { square }) => all + 1 / square, 0);
    const mean = new Float64Array(dims);
    for (const near of nearest) {
      const weight = 1 / near.square / sum;
      codingOf(near).forEach((value, k) => (mean[k]! += weight * value));
    }
    return Float32Array.from(mean, (value) => (nearest.length ? value : NaN));
  }
}

interface Near {
  readonly index: number;
  readonly square: number;
}
