/**
 * The ascending steps at which one tag was recorded. Recording keeps a cadence for long stretches, so the steps are kept
 * as arithmetic progressions: a million steps in a row take the memory of one.
 */
import type { StoredSteps } from '../protocol/run-index';
import { grown } from './growable';

export class StepColumn {
  /** Index of the first step of each stretch, its value, and the distance from one step to the next. */
  private starts = new Float64Array(4);
  private firsts = new Float64Array(4);
  private strides = new Float64Array(4);
  private stretches = 0;
  private count = 0;
  private newest = -1;
  /** The step that would continue the last stretch; NaN while it has a single step, which any may continue. */
  private expected = Number.NaN;

  /** @throws RangeError when what was stored does not fit together */
  static restore({ count, starts, firsts, strides }: StoredSteps): StepColumn {
    const column = new StepColumn();
    const stretches = starts.length;
    const last = stretches - 1;
    if (firsts.length !== stretches || strides.length !== stretches || (starts[last] ?? -1) >= count)
      throw new RangeError(`A column of ${count} steps in ${stretches} stretches does not fit together.`);
    [column.starts, column.firsts, column.strides] = [starts.slice(), firsts.slice(), strides.slice()];
    column.stretches = stretches;
    column.count = count;
    if (count > 0) column.newest = column.at(count - 1);
    // A single step has no distance to the next one yet.
    if (stretches > 0 && count - starts[last]! > 1)
      column.expected = firsts[last]! + (count - starts[last]!) * strides[last]!;
    return column;
  }

  store(): StoredSteps {
    const { count, stretches } = this;
    const [starts, firsts, strides] = [this.starts, this.firsts, this.strides].map((all) => all.slice(0, stretches));
    return { count, starts: starts!, firsts: firsts!, strides: strides! };
  }

  get length(): number {
    return this.count;
  }

  /** The newest step; -1 while there is none. */
  get last(): number {
    return this.newest;
  }

  /** @param step greater than `last` */
  push(step: number): void {
    if (step === this.expected) {
      this.expected += this.strides[this.stretches - 1]!;
    } else if (this.stretches > 0 && this.count - this.starts[this.stretches - 1]! === 1) {
      const stride = step - this.firsts[this.stretches - 1]!;
      this.strides[this.stretches - 1] = stride;
      this.expected = step + stride;
    } else {
      this.begin(step);
    }
    this.count++;
    this.newest = step;
  }

  private begin(step: number): void {
    const at = this.stretches++;
    this.starts = grown(this.starts, this.stretches);
    this.firsts = grown(this.firsts, this.stretches);
    this.strides = grown(this.strides, this.stretches);
    this.starts[at] = this.count;
    this.firsts[at] = step;
    this.strides[at] = 0;
    this.expected = Number.NaN;
  }

  /** @param index in [0, length) */
  at(index: number): number {
    const stretch = lastAtMost(this.starts, this.stretches, index);
    return this.firsts[stretch]! + (index - this.starts[stretch]!) * this.strides[stretch]!;
  }

  /** How many steps are ≤ `step`. */
  countUpTo(step: number): number {
    const stretch = lastAtMost(this.firsts, this.stretches, step);
    if (stretch < 0) return 0;
    const start = this.starts[stretch]!;
    const end = stretch + 1 < this.stretches ? this.starts[stretch + 1]! : this.count;
    const stride = this.strides[stretch]!;
    const within = stride === 0 ? 1 : Math.floor((step - this.firsts[stretch]!) / stride) + 1;
    return Math.min(end, start + within);
  }

  /** How many steps are < `step`. */
  countBefore(step: number): number {
    const upTo = this.countUpTo(step);
    return upTo > 0 && this.at(upTo - 1) === step ? upTo - 1 : upTo;
  }

  /** The steps [from … to), all of them by default. */
  toArray(from = 0, to = this.count): Float64Array {
    const steps = new Float64Array(to - from);
    for (
      let stretch = Math.max(0, lastAtMost(this.starts, this.stretches, from));
      stretch < this.stretches;
      stretch++
    ) {
      const start = this.starts[stretch]!;
      if (start >= to) break;
      const end = Math.min(to, stretch + 1 < this.stretches ? this.starts[stretch + 1]! : this.count);
      for (let i = Math.max(from, start); i < end; i++)
        steps[i - from] = this.firsts[stretch]! + (i - start) * this.strides[stretch]!;
    }
    return steps;
  }
}

/** Index of the last of the first `count` ascending numbers that is ≤ `value`; -1 when none is. */
function lastAtMost(ascending: Float64Array, count: number, value: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
