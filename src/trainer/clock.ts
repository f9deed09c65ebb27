/** Time, injected: nothing in training reads the machine's clock by itself. */
export interface Clock {
  /** The date and time now. */
  now(): Date;
  /** Milliseconds since some fixed moment, never going back. */
  elapsedMs(): number;
}

export const systemClock: Clock = { now: () => new Date(), elapsedMs: () => performance.now() };
