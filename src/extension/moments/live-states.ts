/** Has the trainer of a live run keep its state for those who look at it while it trains: not more often than they can use it. */
import type { TrainerClient } from '../../client/trainer-client';

/** A state takes milliseconds of the training to keep, and its share of the disk. */
const KEEP_EVERY_MS = 4000;

export class LiveStates {
  private keptAtMs = -Infinity;
  private keeping: Promise<void> | undefined;

  /** Once there is a state that is new since the last call was answered. All that ask meanwhile get the same one. */
  next(trainer: () => Promise<TrainerClient | undefined>): Promise<void> {
    this.keeping ??= this.keep(trainer).finally(() => (this.keeping = undefined));
    return this.keeping;
  }

  private async keep(trainer: () => Promise<TrainerClient | undefined>): Promise<void> {
    const wait = this.keptAtMs + KEEP_EVERY_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    // A trainer that has just ended, or is too old to know the question, has kept what it has kept.
    await (await trainer())?.checkpoint().catch(() => undefined);
    this.keptAtMs = performance.now();
  }
}
