/**
 * When steps were recorded, by the clock on the wall, in bounded memory: when it is full every second entry goes, so that
 * a span of some steps is told to about a ten-thousandth of the run. Knows nothing of files.
 */

/** Most entries in memory. */
export const MAX_WALL_TIMES = 16_384;

export class WallTimes {
  private readonly steps = new Float64Array(MAX_WALL_TIMES);
  private readonly seconds = new Float64Array(MAX_WALL_TIMES);
  private count = 0;
  /** Records that one entry stands for. */
  private perEntry = 1;
  private sinceEntry = 0;
  private last = { step: -1, seconds: Number.NaN };

  /** @param seconds since 1970; NaN, and a step that is no later than the one before, are left out */
  push(step: number, seconds: number): void {
    if (!(step > this.last.step) || Number.isNaN(seconds)) return;
    this.last.step = step;
    this.last.seconds = seconds;
    if (this.count > 0 && ++this.sinceEntry < this.perEntry) return;
    if (this.count === MAX_WALL_TIMES) this.halve();
    this.sinceEntry = 0;
    this.steps[this.count] = step;
    this.seconds[this.count++] = seconds;
  }

  /** Seconds since 1970 at a step, between two known ones by the straight line; NaN before the first and after the last. */
  at(step: number): number {
    const after = this.firstAtLeast(step);
    if (this.count === 0 || step < this.steps[0]! || step > this.last.step) return Number.NaN;
    const right = after < this.count ? { step: this.steps[after]!, seconds: this.seconds[after]! } : this.last;
    if (right.step === step) return right.seconds;
    const left = { step: this.steps[after - 1]!, seconds: this.seconds[after - 1]! };
    return left.seconds + ((step - left.step) / (right.step - left.step)) * (right.seconds - left.seconds);
  }

  private halve(): void {
    for (let i = 0; 2 * i < this.count; i++) {
      this.steps[i] = this.steps[2 * i]!;
      this.seconds[i] = this.seconds[2 * i]!;
    }
    this.count = Math.ceil(this.count / 2);
    this.perEntry *= 2;
  }

  private firstAtLeast(step: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.steps[middle]! < step) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
