/** Training progress in a terminal: one bar that redraws itself on a TTY, plain lines elsewhere. */
import type { TrainerStatus } from '../protocol/trainer-messages';

const BAR_WIDTH = 24;
const PLAIN_EVERY_MS = 2000;

export class Progress {
  private activity = '';
  private lastPlainMs = -Infinity;
  private lastPlainStep = -1;
  private barShown = false;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly elapsedMs: () => number,
  ) {}

  show(status: TrainerStatus): void {
    const training = status.totalSteps > 0 && status.state !== 'starting';
    if (!training) {
      if (status.activity !== this.activity) this.line(status.activity);
      this.activity = status.activity;
      return;
    }
    if (this.stream.isTTY) {
      const width = this.stream.columns || 100;
      this.stream.write(
        `\r\x1b[K${`${bar(status.step / status.totalSteps)} ${describeStatus(status)}`.slice(0, width - 1)}`,
      );
      this.barShown = true;
      return;
    }
    const now = this.elapsedMs();
    const done = status.step >= status.totalSteps;
    if (status.step === this.lastPlainStep || (now - this.lastPlainMs < PLAIN_EVERY_MS && !done)) return;
    this.lastPlainMs = now;
    this.lastPlainStep = status.step;
    this.line(describeStatus(status));
  }

  /** A line that stays, above the bar. */
  line(text: string): void {
    if (this.barShown) this.stream.write('\r\x1b[K');
    this.barShown = false;
    this.stream.write(`${text}\n`);
  }

  end(): void {
    if (this.barShown) this.stream.write('\n');
    this.barShown = false;
  }
}

const bar = (share: number): string => {
  const filled = Math.round(Math.min(1, share) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
};

export function describeStatus(status: TrainerStatus): string {
  const count = (value: number) => value.toLocaleString('en-US');
  const metrics = Object.entries(status.metrics)
    .map(([name, value]) => `${name} ${value === null ? 'not finite' : value.toPrecision(3)}`)
    .join(' · ');
  const rate = status.stepsPerSecond > 0 ? ` · ${count(Math.round(status.stepsPerSecond))} steps/s` : '';
  return `step ${count(status.step)} of ${count(status.totalSteps)} · epoch ${status.epoch.toFixed(2)} of ${Number(status.epochs.toFixed(2))}${rate}${metrics ? ` · ${metrics}` : ''}`;
}
