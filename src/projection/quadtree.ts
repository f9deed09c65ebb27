/**
 * Points on a map in squares within squares, so that what far ones do together is computed once (Barnes, Hut, 1986).
 * Built anew for each round, in arrays that are kept.
 */

/** Points of a square that is not divided. */
const BUCKET = 8;
/** Where points lie all but on one another, dividing ends. */
const DEEPEST = 40;

export class Quadtree {
  /** Points in the order of their squares, so that neighbours on the map lie near in memory. */
  readonly order: Int32Array;
  private readonly xs: Float64Array;
  private readonly ys: Float64Array;
  private readonly spare: Int32Array;
  private nodes = new Nodes(1024);
  private used = 0;

  constructor(private readonly count: number) {
    this.order = Int32Array.from({ length: count }, (_, i) => i);
    this.spare = new Int32Array(count);
    this.xs = new Float64Array(count);
    this.ys = new Float64Array(count);
  }

  /** @param places [count, 2], finite */
  build(places: Float64Array): void {
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < 2 * this.count; i += 2) {
      left = Math.min(left, places[i]!);
      right = Math.max(right, places[i]!);
      top = Math.min(top, places[i + 1]!);
      bottom = Math.max(bottom, places[i + 1]!);
    }
    this.used = 0;
    this.divide(places, 0, this.count, { x: left, y: top, size: Math.max(right - left, bottom - top) }, 0);
    for (let at = 0; at < this.count; at++) {
      this.xs[at] = places[2 * this.order[at]!]!;
      this.ys[at] = places[2 * this.order[at]! + 1]!;
    }
  }

  /**
   * What all points together do to each: adds the sum of q²·(there − other) to `forces`, [count, 2], where
   * q = 1 / (1 + distance²).
   * @param accuracy a square counts as one point where its size is less than this share of its distance; 0 is exact
   * @returns the sum of q over all pairs, each counted twice
   */
  repel(forces: Float64Array, accuracy: number): number {
    const { order, xs, ys } = this;
    const { first, last, next, massX, massY, squaredSize } = this.nodes;
    const nearerThan = 1 / (accuracy * accuracy);
    let sum = 0;
    for (let at = 0; at < this.count; at++) {
      const x = xs[at]!;
      const y = ys[at]!;
      let forceX = 0;
      let forceY = 0;
      let node = 0;
      // Nodes stand in the order in which a tree is walked; `next` is the one after all that a node contains.
      while (node < this.used) {
        let dx = x - massX[node]!;
        let dy = y - massY[node]!;
        const squared = dx * dx + dy * dy;
        if (squaredSize[node]! * nearerThan < squared) {
          const q = 1 / (1 + squared);
          const all = (last[node]! - first[node]!) * q;
          sum += all;
          forceX += all * q * dx;
          forceY += all * q * dy;
          node = next[node]!;
        } else if (next[node] === node + 1) {
          for (let other = first[node]!; other < last[node]!; other++) {
            dx = x - xs[other]!;
            dy = y - ys[other]!;
            const q = 1 / (1 + dx * dx + dy * dy);
            sum += q;
            forceX += q * q * dx;
            forceY += q * q * dy;
          }
          node++;
        } else node++;
      }
      forces[2 * order[at]!]! += forceX;
      forces[2 * order[at]! + 1]! += forceY;
    }
    // Each point has met itself, at no distance.
    return sum - this.count;
  }

  /** Makes the node of the points first … last of `order`, and those within it. */
  private divide(places: Float64Array, first: number, last: number, square: Square, depth: number): void {
    const node = this.used++;
    if (node === this.nodes.size) this.nodes = this.nodes.grown();
    let [x, y] = [0, 0];
    for (let at = first; at < last; at++) {
      x += places[2 * this.order[at]!]!;
      y += places[2 * this.order[at]! + 1]!;
    }
    const { nodes } = this;
    nodes.first[node] = first;
    nodes.last[node] = last;
    nodes.massX[node] = x / (last - first);
    nodes.massY[node] = y / (last - first);
    nodes.squaredSize[node] = square.size * square.size;
    if (last - first > BUCKET && depth < DEEPEST) this.divideFurther(places, first, last, square, depth);
    this.nodes.next[node] = this.used;
  }

  private divideFurther(places: Float64Array, first: number, last: number, square: Square, depth: number): void {
    const size = square.size / 2;
    const middleX = square.x + size;
    const middleY = square.y + size;
    const { order, spare } = this;
    const quarterOf = (point: number) =>
      (places[2 * point]! >= middleX ? 1 : 0) + (places[2 * point + 1]! >= middleY ? 2 : 0);
    const ends = [0, 0, 0, 0];
    for (let at = first; at < last; at++) ends[quarterOf(order[at]!)]!++;
    let start = first;
    const starts = ends.map((inside) => (start += inside) - inside);
    const at = [...starts];
    for (let from = first; from < last; from++) {
      const point = order[from]!;
      spare[at[quarterOf(point)]!++] = point;
    }
    order.set(spare.subarray(first, last), first);
    for (const quarter of [0, 1, 2, 3]) {
      if (ends[quarter] === 0) continue;
      const x = quarter & 1 ? middleX : square.x;
      const y = quarter & 2 ? middleY : square.y;
      this.divide(places, starts[quarter]!, starts[quarter]! + ends[quarter]!, { x, y, size }, depth + 1);
    }
  }
}

interface Square {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

class Nodes {
  /** Which points of `order` lie within. */
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly next: Int32Array;
  /** Their mean. */
  readonly massX: Float64Array;
  readonly massY: Float64Array;
  readonly squaredSize: Float64Array;

  constructor(readonly size: number) {
    this.first = new Int32Array(size);
    this.last = new Int32Array(size);
    this.next = new Int32Array(size);
    this.massX = new Float64Array(size);
    this.massY = new Float64Array(size);
    this.squaredSize = new Float64Array(size);
  }

  grown(): Nodes {
    const larger = new Nodes(2 * this.size);
    larger.first.set(this.first);
    larger.last.set(this.last);
    larger.next.set(this.next);
    larger.massX.set(this.massX);
    larger.massY.set(this.massY);
    larger.squaredSize.set(this.squaredSize);
    return larger;
  }
}
