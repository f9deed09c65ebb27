/** States that replaying has come by, kept in memory so that the next question about a step nearby needs few steps. */
import type { StateValue } from '../base/state-value';

export class StateRing {
  private readonly states = new Map<number, StateValue>();
  private bytes = 0;

  /** @param mostBytes the oldest go when there are more; the newest always stays */
  constructor(private readonly mostBytes: number) {}

  add(step: number, state: StateValue): void {
    if (this.states.has(step)) return;
    this.states.set(step, state);
    this.bytes += sizeOf(state);
    for (const [oldest, value] of this.states) {
      if (this.bytes <= this.mostBytes || oldest === step) break;
      this.states.delete(oldest);
      this.bytes -= sizeOf(value);
    }
  }

  /** The state at `step`, or the nearest one before it. */
  nearest(step: number): { readonly step: number; readonly state: StateValue } | undefined {
    let best: { readonly step: number; readonly state: StateValue } | undefined;
    for (const [at, state] of this.states) if (at <= step && at > (best?.step ?? -1)) best = { step: at, state };
    return best;
  }
}

const sizeOf = (state: StateValue): number => [...state.values()].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
