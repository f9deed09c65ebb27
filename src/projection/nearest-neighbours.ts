/**
 * The exact nearest neighbours of each coding: all pairs, in tiles that stay in the processor's cache. Exact, so that the
 * same codings always have the same neighbours, and fast enough for as many as are laid out (10,000 × 30: about two seconds).
 */
import type { PlainTensor } from '../protocol/plain-tensor';

export interface Neighbours {
  readonly count: number;
  /** Neighbours of each, itself not among them. */
  readonly each: number;
  /** Row-major [count, each], the nearest first; of equally near ones the one that comes first. */
  readonly indices: Int32Array;
  /** Row-major [count, each]: Euclidean distances. */
  readonly distances: Float64Array;
}

/** Codings a tile. */
const TILE = 64;

/** @param codings [count, dims], finite @param each is made smaller where there are no more others */
export function nearestNeighbours(codings: PlainTensor, each: number): Neighbours {
  const [count = 0] = codings.shape;
  const nearest = new NearestOnes(count, Math.max(0, Math.min(each, count - 1)));
  eachTile(codings, (rows, columns, squares) => {
    for (let i = rows[0]; i < rows[1]; i++) {
      const from = (i - rows[0]) * TILE - columns[0];
      for (let j = Math.max(columns[0], i + 1); j < columns[1]; j++) {
        const square = squares[from + j]!;
        nearest.offer(i, j, square);
        nearest.offer(j, i, square);
      }
    }
  });
  return nearest.sorted();
}

/** Of few codings: row-major [count, count]. */
export function allSquaredDistances(codings: PlainTensor): Float64Array {
  const [count = 0] = codings.shape;
  const all = new Float64Array(count * count);
  eachTile(codings, (rows, columns, squares) => {
    for (let i = rows[0]; i < rows[1]; i++) {
      for (let j = columns[0]; j < columns[1]; j++) {
        const square = squares[(i - rows[0]) * TILE + j - columns[0]]!;
        all[i * count + j] = square;
        all[j * count + i] = square;
      }
    }
  });
  return all;
}

/** As `nearestNeighbours`, where all distances are known already. */
export function nearestInRows(squares: Float64Array, count: number, each: number): Neighbours {
  const nearest = new NearestOnes(count, Math.max(0, Math.min(each, count - 1)));
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) if (j !== i) nearest.offer(i, j, squares[i * count + j]!);
  return nearest.sorted();
}

/** `use` is given those on and above the diagonal: squared distances, row-major [TILE, TILE]. */
function eachTile(
  { values, shape: [count = 0, dims = 0] }: PlainTensor,
  use: (rows: Range, columns: Range, squares: Float64Array) => void,
): void {
  const squares = new Float64Array(TILE * TILE);
  for (let row = 0; row < count; row += TILE) {
    const rows: Range = [row, Math.min(count, row + TILE)];
    for (let column = row; column < count; column += TILE) {
      const columns: Range = [column, Math.min(count, column + TILE)];
      squaredDistances(values, dims, rows, columns, squares);
      use(rows, columns, squares);
    }
  }
}

type Range = readonly [start: number, end: number];

/** Into `out`, row-major [TILE, TILE]. Four columns at a time: each number of the row is loaded once for all of them. */
function squaredDistances(values: Float32Array, dims: number, rows: Range, columns: Range, out: Float64Array): void {
  for (let i = rows[0]; i < rows[1]; i++) {
    const row = i * dims;
    const to = (i - rows[0]) * TILE - columns[0];
    let j = columns[0];
    for (; j + 4 <= columns[1]; j += 4) {
      let a = j * dims;
      let b = a + dims;
      let c = b + dims;
      let d = c + dims;
      let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
      for (let k = row; k < row + dims; k++) {
        const value = values[k]!;
        const toA = value - values[a++]!;
        const toB = value - values[b++]!;
        const toC = value - values[c++]!;
        const toD = value - values[d++]!;
        sumA += toA * toA;
        sumB += toB * toB;
        sumC += toC * toC;
        sumD += toD * toD;
      }
      out[to + j] = sumA;
      out[to + j + 1] = sumB;
      out[to + j + 2] = sumC;
      out[to + j + 3] = sumD;
    }
    for (; j < columns[1]; j++) {
      let sum = 0;
      for (let k = 0; k < dims; k++) sum += (values[row + k]! - values[j * dims + k]!) ** 2;
      out[to + j] = sum;
    }
  }
}

/** Of each coding the nearest ones offered so far, as a heap with the farthest on top. */
class NearestOnes {
  private readonly indices: Int32Array;
  private readonly squares: Float64Array;
  private readonly filled: Int32Array;

  constructor(
    private readonly count: number,
    private readonly each: number,
  ) {
    this.indices = new Int32Array(count * each);
    this.squares = new Float64Array(count * each);
    this.filled = new Int32Array(count);
  }

  offer(to: number, index: number, square: number): void {
    const { each, indices, squares } = this;
    const start = to * each;
    const filled = this.filled[to]!;
    if (filled === each) {
      if (each > 0 && this.isNearer(square, index, start)) this.sink(start, each, index, square);
      return;
    }
    // Rises while its parent is nearer.
    let at = filled;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.isNearer(square, index, start + parent)) break;
      squares[start + at] = squares[start + parent]!;
      indices[start + at] = indices[start + parent]!;
      at = parent;
    }
    squares[start + at] = square;
    indices[start + at] = index;
    this.filled[to] = filled + 1;
  }

  /** Takes the heaps apart. */
  sorted(): Neighbours {
    const { count, each, indices, squares } = this;
    for (let start = 0; start < count * each; start += each) {
      for (let end = each - 1; end > 0; end--) {
        const [index, square] = [indices[start + end]!, squares[start + end]!];
        indices[start + end] = indices[start]!;
        squares[start + end] = squares[start]!;
        this.sink(start, end, index, square);
      }
    }
    return { count, each, indices, distances: squares.map(Math.sqrt) };
  }

  private isNearer(square: number, index: number, than: number): boolean {
    const other = this.squares[than]!;
    return square < other || (square === other && index < this.indices[than]!);
  }

  /** Puts one in place of the top of a heap of `size`, where it sinks below the farther ones. */
  private sink(start: number, size: number, index: number, square: number): void {
    const { indices, squares } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && this.isNearer(squares[start + child]!, indices[start + child]!, start + right)) child = right;
      if (!this.isNearer(square, index, start + child)) break;
      squares[start + at] = squares[start + child]!;
      indices[start + at] = indices[start + child]!;
      at = child;
    }
    squares[start + at] = square;
    indices[start + at] = index;
  }
}
