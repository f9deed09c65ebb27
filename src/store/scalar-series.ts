/**
 * The numbers recorded under one tag, and a pyramid of minimum, sum and maximum over blocks of 16, 32, 64, … of them, so
 * that the statistics of any stretch come from a few blocks. Knows nothing of files.
 */
import { grown } from './growable';
import { StepColumn } from './step-column';

/** Numbers in a block of the pyramid's lowest level: below it, adding up is as fast as looking up. */
const BASE = 16;

/** Statistics of a stretch of numbers. Over the finite ones; NaN where there is none. */
export interface StretchStatistics {
  min: number;
  mean: number;
  max: number;
  /** How many were NaN or infinite. */
  nonFinite: number;
}

export class ScalarSeries {
  readonly steps = new StepColumn();
  private numbers = new Float32Array(64);
  private readonly levels: Level[] = [];

  get length(): number {
    return this.steps.length;
  }

  /** @param step greater than that of the number before */
  push(step: number, value: number): void {
    const index = this.steps.length;
    this.numbers = grown(this.numbers, index + 1);
    this.numbers[index] = value;
    this.steps.push(step);
    if ((index + 1) % BASE === 0) this.closeBlock(index + 1);
  }

  /** @param index in [0, length) */
  valueAt(index: number): number {
    return this.numbers[index]!;
  }

  /** The numbers [from … to), not copied: read at once, for the series may grow out of them. */
  numbersBetween(from: number, to: number): Float32Array {
    return this.numbers.subarray(from, to);
  }

  /** A copy of all numbers. */
  values(): Float32Array {
    return this.numbers.slice(0, this.length);
  }

  /** Statistics of the numbers [from … to), in time that grows with the logarithm of their count. */
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
        sums.addNumber(this.numbers[i++]!);
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

  /** Completes the block that ends at `length`, and the larger ones that end there too. */
  private closeBlock(length: number): void {
    const sums = new Accumulator();
    for (let i = length - BASE; i < length; i++) sums.addNumber(this.numbers[i]!);
    this.levelAt(0).push(sums);
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
