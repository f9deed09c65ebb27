/** The one ledger of what looking costs: everything that records or draws is measured here and kept within a budget. */
import type { Clock } from './clock';

/** Of the budget: what can be thinned out leaves room for what can't, such as checkpoints and the numbers of each step. */
const AIM = 0.6;

/** Where looking is paid from: the whole budget, or a part of it that is kept apart. */
export interface Purse {
  /** Is there room in it, now that training has gone on since the last look? */
  readonly hasRoom: boolean;
  look<T>(what: () => T): T;
}

export class LookingLedger implements Purse {
  private lookingMs = 0;
  private trainingMs = 0;
  /** What is kept apart, as shares of the aim, and what was spent of it. */
  private apartShare = 0;
  private apartMs = 0;

  /** @param budget share of the training time that looking may take, 0.05 = 5 % */
  constructor(
    private readonly clock: Clock,
    private readonly budget: number,
  ) {}

  /** Time spent on looking as a share of the time spent on training; 0 before the first step. */
  get share(): number {
    return this.trainingMs > 0 ? this.lookingMs / this.trainingMs : 0;
  }

  /** Is there room in the budget, now that training has gone on since the last look? */
  get hasRoom(): boolean {
    return this.lookingMs - this.apartMs <= (1 - this.apartShare) * this.allowedMs;
  }

  /**
   * Keeps a part of the budget for one who looks seldom and long, so that what is cheap need not wait until that is paid.
   * @param share of what can be thinned out, in (0, 1)
   */
  apart(share: number): Purse {
    this.apartShare += share;
    let spentMs = 0;
    const hasRoom = (): boolean => spentMs <= share * this.allowedMs;
    return {
      get hasRoom() {
        return hasRoom();
      },
      look: (what) => {
        const before = this.lookingMs;
        try {
          return this.look(what);
        } finally {
          spentMs += this.lookingMs - before;
          this.apartMs += this.lookingMs - before;
        }
      },
    };
  }

  private get allowedMs(): number {
    return AIM * this.budget * this.trainingMs;
  }

  look<T>(what: () => T): T {
    const start = this.clock.elapsedMs();
    try {
      return what();
    } finally {
      this.lookingMs += this.clock.elapsedMs() - start;
    }
  }

  /** @returns what it gave, and the milliseconds that it took */
  train<T>(what: () => T): { result: T; ms: number } {
    const start = this.clock.elapsedMs();
    const result = what();
    const ms = this.clock.elapsedMs() - start;
    this.trainingMs += ms;
    return { result, ms };
  }

  /**
   * A step that is looked into while it trains: what it takes beyond a plain step is looking.
   * @param plainMs what a step takes that nobody looks into
   */
  trainWatched<T>(plainMs: number, what: () => T): { result: T; ms: number } {
    const trained = this.train(what);
    const extraMs = Math.max(0, trained.ms - plainMs);
    this.trainingMs -= extraMs;
    this.lookingMs += extraMs;
    return trained;
  }
}

/**
 * When to look at something costly: at multiples of a number of steps that doubles whenever the budget is overdrawn, so
 * that the steps looked at stay evenly spread and comparable between runs.
 */
export class Cadence {
  constructor(
    private readonly purse: Purse,
    private everySteps: number,
  ) {}

  /** Steps from `step` to the next one that may be due. */
  stepsToNext(step: number): number {
    return this.everySteps - (step % this.everySteps);
  }

  isDue(step: number): boolean {
    if (step % this.everySteps !== 0) return false;
    if (this.purse.hasRoom || step < this.everySteps * 4) return true;
    this.everySteps *= 2;
    return step % this.everySteps === 0;
  }
}
