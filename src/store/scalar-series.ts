/**
 * The numbers recorded under one tag, and a pyramid of minimum, sum and maximum over blocks of 128, 256, 512, … of them,
 * so that the statistics of any stretch come from a few blocks. The numbers themselves lie in pages, which may be on
 * disk; the pyramid is in memory. Knows nothing of files.
 */
import type { StoredScalars } from '../protocol/run-index';
import { grown } from './growable';
import { NumberPages, PAGE_NUMBERS } from './number-pages';
import { StepColumn } from './step-column';

/** Numbers in a block of the pyramid's lowest level: below it, adding up is as fast as looking up. A page is whole blocks. */
const BASE = 128;
const FIRST_TAIL = 64;

/** Statistics of a stretch of numbers. Over the finite ones; NaN where there is none. */
export interface StretchStatistics {
  min: number;
  mean: number;
  max: number;
  /** How many were NaN or infinite. */
  nonFinite: number;
}

const noScratch = { openScratch: () => undefined };

export class ScalarSeries {
  readonly steps: StepColumn;
  /** Which of the run's pages are this tag's, in order. */
  private pageIds = new Uint32Array(4);
  private pageCount = 0;
  private tail = new Float32Array(FIRST_TAIL);
  private readonly levels: Level[] = [];

  /** @param pages of all tags of a run */
  constructor(
    private readonly pages = new NumberPages(noScratch),
    steps = new StepColumn(),
  ) {
    this.steps = steps;
  }

  /** @throws RangeError when what was stored does not fit together */
  static restore(pages: NumberPages, stored: StoredScalars): ScalarSeries {
    const series = new ScalarSeries(pages, StepColumn.restore(stored.steps));
    const { length } = series;
    series.pageCount = stored.pages.length;
    series.pageIds = stored.pages.slice();
    const blocks = Math.floor(length / BASE);
    const fits =
      length === series.pageCount * PAGE_NUMBERS + stored.tail.length &&
      stored.tail.length < PAGE_NUMBERS &&
      stored.pages.every((id) => id < pages.length) &&
      [stored.min, stored.max, stored.sum, stored.nonFinite].every((column) => column.length === blocks);
    if (!fits) throw new RangeError(`A series of ${length} numbers does not fit together.`);
    series.tail = new Float32Array(PAGE_NUMBERS);
    series.tail.set(stored.tail);
    const sums = new Accumulator();
    for (let block = 0; block < blocks; block++) {
      sums.min = stored.min[block]!;
      sums.max = stored.max[block]!;
      sums.sum = stored.sum[block]!;
      sums.nonFinite = stored.nonFinite[block]!;
      series.levelAt(0).push(sums);
      series.closeLargerBlocks((block + 1) * BASE);
    }
    return series;
  }

  store(): StoredScalars {
    const blocks = Math.floor(this.length / BASE);
    const { min, max, sum, nonFinite } = this.levels[0] ?? new Level();
    return {
      steps: this.steps.store(),
      pages: this.pageIds.slice(0, this.pageCount),
      tail: this.tail.slice(0, this.length - this.pageCount * PAGE_NUMBERS),
      min: min.slice(0, blocks),
      max: max.slice(0, blocks),
      sum: sum.slice(0, blocks),
      nonFinite: nonFinite.slice(0, blocks),
    };
  }

  get length(): number {
    return this.steps.length;
  }

  /** @param step greater than that of the number before */
  push(step: number, value: number): void {
    const index = this.steps.length;
    const at = index % PAGE_NUMBERS;
    if (at === this.tail.length) this.tail = grown(this.tail, at + 1);
    this.tail[at] = value;
    this.steps.push(step);
    if ((index + 1) % BASE === 0) this.closeBlock(index + 1);
    if (at + 1 === PAGE_NUMBERS) this.closePage();
  }

  /** @param index in [0, length) @throws PageLost */
  valueAt(index: number): number {
    return this.page(Math.floor(index / PAGE_NUMBERS))[index % PAGE_NUMBERS]!;
  }

  /** A copy of the numbers [from … to), page by page. @throws PageLost */
  numbersBetween(from: number, to: number): Float32Array {
    const numbers = new Float32Array(Math.max(0, to - from));
    for (let at = from; at < to;) {
      const page = Math.floor(at / PAGE_NUMBERS);
      const start = page * PAGE_NUMBERS;
      const end = Math.min(to, start + PAGE_NUMBERS);
      const source = page < this.pageCount ? this.pages.peek(this.pageIds[page]!) : this.tail;
      numbers.set(source.subarray(at - start, end - start), at - from);
      at = end;
    }
    return numbers;
  }

  /** A copy of all numbers. @throws PageLost */
  values(): Float32Array {
    return this.numbersBetween(0, this.length);
  }

  /** Statistics of the numbers [from … to), from the pyramid and at most 2 · 127 numbers. @throws PageLost */
  summarize(from: number, to: number, out: StretchStatistics): void {
    const sums = new Accumulator();
    this.accumulate(from, to, sums);
    const finite = to - from - sums.nonFinite;
    out.min = finite > 0 ? sums.min : Number.NaN;
    out.max = finite > 0 ? sums.max : Number.NaN;
    out.mean = finite > 0 ? sums.sum / finite : Number.NaN;
    out.nonFinite = sums.nonFinite;
  }

  private accumulate(from: number, to: number, sums: Accumulator): void {
    let i = from;
    while (i < to) {
      if (i % BASE !== 0 || i + BASE > to) {
        const end = Math.min(to, (Math.floor(i / BASE) + 1) * BASE);
        this.addNumbers(i, end, sums);
        i = end;
        continue;
      }
      let size = BASE;
      let level = 0;
      while (i % (2 * size) === 0 && i + 2 * size <= to) {
        size *= 2;
        level++;
      }
      sums.addBlock(this.levels[level]!, i / size);
      i += size;
    }
  }

  /** Numbers [from … to) of one block, and so of one page. */
  private addNumbers(from: number, to: number, sums: Accumulator): void {
    const page = this.page(Math.floor(from / PAGE_NUMBERS));
    const start = from % PAGE_NUMBERS;
    for (let i = start; i < start + to - from; i++) sums.addNumber(page[i]!);
  }

  private page(page: number): Float32Array {
    return page < this.pageCount ? this.pages.at(this.pageIds[page]!) : this.tail;
  }

  private closePage(): void {
    this.pageIds = grown(this.pageIds, this.pageCount + 1);
    this.pageIds[this.pageCount++] = this.pages.add(this.tail);
    this.tail = new Float32Array(PAGE_NUMBERS);
  }

  /** Completes the block that ends at `length`, and the larger ones that end there too. */
  private closeBlock(length: number): void {
    const sums = new Accumulator();
    this.addNumbers(length - BASE, length, sums);
    this.levelAt(0).push(sums);
    this.closeLargerBlocks(length);
  }

  private closeLargerBlocks(length: number): void {
    let size = 2 * BASE;
    for (let level = 1; length % size === 0; level++, size *= 2) {
      const below = this.levels[level - 1]!;
      const pair = new Accumulator();
      pair.addBlock(below, length / (size / 2) - 2);
      pair.addBlock(below, length / (size / 2) - 1);
      this.levelAt(level).push(pair);
    }
  }

  private levelAt(level: number): Level {
    return (this.levels[level] ??= new Level());
  }
}

class Accumulator {
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  sum = 0;
  nonFinite = 0;

  addNumber(value: number): void {
    if (value - value !== 0) {
      this.nonFinite++;
      return;
    }
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.sum += value;
  }

  addBlock(level: Level, block: number): void {
    const min = level.min[block]!;
    const max = level.max[block]!;
    if (min < this.min) this.min = min;
    if (max > this.max) this.max = max;
    this.sum += level.sum[block]!;
    this.nonFinite += level.nonFinite[block]!;
  }
}

/** The blocks of one size, in order. A block without a finite number has min +∞ and max −∞. */
class Level {
  min = new Float32Array(4);
  max = new Float32Array(4);
  sum = new Float64Array(4);
  nonFinite = new Uint32Array(4);
  private length = 0;

  push(sums: Accumulator): void {
    const at = this.length++;
    this.min = grown(this.min, this.length);
    this.max = grown(this.max, this.length);
    this.sum = grown(this.sum, this.length);
    this.nonFinite = grown(this.nonFinite, this.length);
    this.min[at] = sums.min;
    this.max[at] = sums.max;
    this.sum[at] = sums.sum;
    this.nonFinite[at] = sums.nonFinite;
  }
}
