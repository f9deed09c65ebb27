/**
 * What every panel about a moment of a run asks of its host: the run, and while it trains the next moment when the last one has
 * been shown. What it wants to know of a moment is the affair of its kind.
 */
import { type Problem, toProblem } from '../../src/base/problem';
import type { ShownMoment, ShownRun } from '../../src/protocol/run-panel-messages';

/** The way to the host. */
export interface MomentAsker {
  request(question: { readonly kind: 'readRun' }): Promise<ShownRun>;
  request(question: { readonly kind: 'readMoment'; readonly after: number }): Promise<ShownMoment>;
}

/** What such a panel is told, whatever it shows. */
export type MomentMessage =
  | { readonly kind: 'runRead'; readonly run: ShownRun }
  | { readonly kind: 'momentMoved'; readonly moment: ShownMoment }
  | { readonly kind: 'failed'; readonly problem: Problem };

export abstract class MomentWork {
  private momentAsked: number | undefined;

  constructor(
    private readonly host: MomentAsker,
    private readonly shownMoment: () => ShownMoment | undefined,
    private readonly tell: (message: MomentMessage) => void,
  ) {}

  /** Reads the run anew, and the first time what the panel has to know of it beside. */
  async begin(): Promise<void> {
    try {
      this.tell({ kind: 'runRead', run: await this.host.request({ kind: 'readRun' }) });
      await this.describe();
    } catch (error) {
      this.fail(error);
    }
  }

  /** What the state asks for that was not asked yet. */
  abstract update(): void;

  /** What can be known of the run once and for all; nothing, where it is known. */
  protected abstract describe(): Promise<void>;

  /** The moment that is shown has all that it needs: while the run trains, on to the next. */
  protected rideOn({ step, isMoving }: ShownMoment): void {
    if (isMoving && this.momentAsked !== step) void this.next(step);
  }

  protected fail(error: unknown): void {
    this.tell({ kind: 'failed', problem: toProblem(error, 'environment') });
  }

  private async next(after: number): Promise<void> {
    this.momentAsked = after;
    try {
      const moment = await this.host.request({ kind: 'readMoment', after });
      // A moment that was chosen meanwhile has been told.
      if (this.shownMoment()?.step === after) this.tell({ kind: 'momentMoved', moment });
      // There was no newer state after all: it is asked for again.
      if (moment.step !== after || !moment.isMoving) return;
      this.momentAsked = undefined;
      this.update();
    } catch (error) {
      this.fail(error);
    }
  }
}
