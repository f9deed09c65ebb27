/** Says what is going on to those who listen, at most once in five seconds; and keeps the charts' own sentences true. */
import { element, setText } from '../common/elements';
import { formatCount } from '../common/format';
import { t } from '../common/words';
import { stateName } from './header';
import { lastStepOf, type PanelState, playheadStep, tracksOf } from './state';
import { viewOf } from './tracks/registry';

const EVERY_MS = 5000;

export class Announcer {
  readonly element = element('div', { class: 'heard-only', attributes: { 'aria-live': 'polite', role: 'log' } });
  private lastMs = -Infinity;
  private due = false;
  private latest: PanelState | undefined;

  /** @param describe sets the sentence of one track's chart */
  constructor(private readonly describe: (track: string, sentence: string) => void) {}

  update(state: PanelState): void {
    this.latest = state;
    if (this.due || !state.run) return;
    this.due = true;
    setTimeout(() => this.say(), Math.max(0, this.lastMs + EVERY_MS - performance.now()));
  }

  private say(): void {
    this.due = false;
    this.lastMs = performance.now();
    const state = this.latest;
    if (!state?.run) return;
    for (const track of tracksOf(state)) this.describe(track.id, viewOf(track).summarize(track, state));
    const words =
      state.playhead.kind === 'live'
        ? t('{state}, step {step}', { state: stateName(state.run.state), step: formatCount(lastStepOf(state)) })
        : t('Playhead at step {step}', { step: formatCount(playheadStep(state)) });
    setText(this.element, words);
  }
}
