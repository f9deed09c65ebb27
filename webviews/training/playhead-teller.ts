/** Tells the host where the playhead stands, so that all that show the run follow it. No DOM, no clock of its own. */
import type { Playhead } from '../../src/protocol/training-panel-messages';

/** 10 times a second: who drags the playhead makes far more steps than anybody can follow. */
const TELL_EVERY_MS = 100;

export interface PlayheadTellerPorts {
  readonly tell: (playhead: Playhead) => void;
  readonly nowMs: () => number;
  readonly later: (delayMs: number, run: () => void) => void;
}

export class PlayheadTeller {
  /** What the host takes for granted while it has heard nothing. */
  private told: Playhead = { kind: 'live' };
  private current = this.told;
  private toldAtMs = -Infinity;
  private isDue = false;

  constructor(private readonly ports: PlayheadTellerPorts) {}

  /** The newest one is told at once, or as soon as it may be; one that is where it was is not. */
  update(playhead: Playhead): void {
    this.current = playhead;
    if (this.isDue || isSame(playhead, this.told)) return;
    this.isDue = true;
    const { nowMs, later } = this.ports;
    const delayMs = this.toldAtMs + TELL_EVERY_MS - nowMs();
    if (delayMs <= 0) this.tell();
    else later(delayMs, () => this.tell());
  }

  private tell(): void {
    this.isDue = false;
    if (isSame(this.current, this.told)) return;
    this.told = this.current;
    this.toldAtMs = this.ports.nowMs();
    this.ports.tell(this.current);
  }
}

const isSame = (one: Playhead, other: Playhead): boolean =>
  one.kind === 'live' ? other.kind === 'live' : other.kind === 'at' && one.step === other.step;
