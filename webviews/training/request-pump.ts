/**
 * Sends what is wanted without flooding the host: within a slot the latest want wins, at most two requests wait for an
 * answer, and what has been answered is not asked for again at once. Time is injected; it knows no message.
 */
import { type Problem, toProblem } from '../../src/base/problem';
import type { PanelMessage } from './state';
import type { Asker, Want } from './wants';

const MOST_WAITING = 2;
/** An answer that did not give what was wanted is not asked for again before this time has passed. */
const REPEAT_AFTER_MS = 1000;

interface Slot {
  waiting: Set<string>;
  /** Key → when it was answered. */
  answered: Map<string, number>;
  lastSentMs: number;
  sent: number;
  newestAnswer: number;
}

export interface PumpOptions {
  readonly asker: Asker;
  readonly nowMs: () => number;
  /** Runs `again` after some time, when a want had to wait only for the clock. */
  readonly later: (delayMs: number, again: () => void) => void;
  readonly onAnswer: (message: PanelMessage | undefined) => void;
  readonly onFailure: (problem: Problem) => void;
}

export class RequestPump {
  private readonly slots = new Map<string, Slot>();
  private waitingForClock = false;

  constructor(private readonly options: PumpOptions) {}

  /** @param again makes the wants anew from the state of the moment */
  run(wants: readonly Want[], again: () => void): void {
    const now = this.options.nowMs();
    let soonest = Infinity;
    for (const want of wants) {
      const slot = this.slot(want.slot);
      for (const [key, at] of slot.answered) if (now - at >= REPEAT_AFTER_MS) slot.answered.delete(key);
      if (slot.waiting.has(want.key) || slot.waiting.size >= MOST_WAITING) continue;
      const answeredMs = slot.answered.get(want.key) ?? -Infinity;
      const due = Math.max(slot.lastSentMs + want.everyMs, answeredMs + REPEAT_AFTER_MS);
      if (now < due) soonest = Math.min(soonest, due - now);
      else this.send(want, slot, now);
    }
    if (soonest < Infinity && !this.waitingForClock) {
      this.waitingForClock = true;
      this.options.later(soonest, () => {
        this.waitingForClock = false;
        again();
      });
    }
  }

  private send(want: Want, slot: Slot, now: number): void {
    const number = ++slot.sent;
    slot.lastSentMs = now;
    slot.waiting.add(want.key);
    const settle = () => {
      slot.waiting.delete(want.key);
      slot.answered.set(want.key, this.options.nowMs());
    };
    want.ask(this.options.asker).then(
      (message) => {
        settle();
        const late = number < slot.newestAnswer && !want.keepsAll;
        slot.newestAnswer = Math.max(slot.newestAnswer, number);
        this.options.onAnswer(late ? undefined : message);
      },
      (error: unknown) => {
        settle();
        this.options.onFailure(toProblem(error, 'environment'));
      },
    );
  }

  private slot(name: string): Slot {
    let slot = this.slots.get(name);
    if (!slot) {
      slot = { waiting: new Set(), answered: new Map(), lastSentMs: -Infinity, sent: 0, newestAnswer: 0 };
      this.slots.set(name, slot);
    }
    return slot;
  }
}
