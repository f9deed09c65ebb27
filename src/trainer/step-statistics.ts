/** Figures about the steps just done: means of what was recorded, and how long steps take. */

/** Steps over which the means of a status are taken. */
export const METRICS_WINDOW = 100;
const TIMES_KEPT = 501;

interface Recorded {
  readonly step: number;
  readonly value: number;
}

export class StepStatistics {
  private readonly windows = new Map<string, Recorded[]>();
  private readonly times: number[] = [];
  private nextTime = 0;
  private newestStep = 0;

  addNumbers(step: number, recorded: Readonly<Record<string, number>>): void {
    this.newestStep = Math.max(this.newestStep, step);
    for (const [name, value] of Object.entries(recorded)) {
      let window = this.windows.get(name);
      if (!window) this.windows.set(name, (window = []));
      if ((window.at(-1)?.step ?? -1) < step) window.push({ step, value });
      if (window.length > METRICS_WINDOW) window.shift();
    }
  }

  /** @param wholeMs time of one step with everything around it */
  addTime(wholeMs: number): void {
    this.times[this.nextTime] = wholeMs;
    this.nextTime = (this.nextTime + 1) % TIMES_KEPT;
  }

  /**
   * Means over the last 100 steps; what is recorded more rarely, such as a validation loss, stands with its newest value.
   * null where the mean is not finite, since JSON has no NaN.
   */
  get metrics(): Record<string, number | null> {
    return Object.fromEntries(
      [...this.windows].map(([name, window]) => {
        const recent = window.filter(({ step }) => step > this.newestStep - METRICS_WINDOW);
        const values = recent.length > 0 ? recent : window.slice(-1);
        const mean = values.reduce((sum, { value }) => sum + value, 0) / values.length;
        return [name, Number.isFinite(mean) ? mean : null];
      }),
    );
  }

  /** Median time of the last steps in milliseconds, with everything around them; 0 before the first. */
  get stepMsMedian(): number {
    const sorted = [...this.times].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? 0;
  }
}
