/** Says what is going on to those who listen, at most once in five seconds; and keeps the charts' own sentences true. */
import { element, setText } from '../common/elements';
import { formatCount } from '../common/format';
import { t } from '../common/words';
import { stateName } from '../common/state-name';
import { lastStepOf, type PanelState, playheadStep, tracksOf } from './state';
import type { Track } from '../../src/protocol/tracks';
import { matchingTrack, otherSide, RUN_LETTERS } from './other-run';
import { viewOf } from './tracks/registry';

const SAY_EVERY_MS = 5000;
const DESCRIBE_EVERY_MS = 1000;

export class Announcer {
  readonly element = element('div', { class: 'heard-only', attributes: { 'aria-live': 'polite', role: 'log' } });
  private latest: PanelState | undefined;
  private readonly describe: Paced;
  private readonly say: Paced;

  /** @param describeTrack sets the sentence of one track's chart */
  constructor(describeTrack: (track: string, sentence: string) => void) {
    this.describe = new Paced(DESCRIBE_EVERY_MS, () => {
      const state = this.latest;
      if (!state?.run) return;
      for (const track of tracksOf(state)) describeTrack(track.id, sentencesOf(track, state));
    });
    this.say = new Paced(SAY_EVERY_MS, () => {
      if (this.latest?.run) setText(this.element, sentenceOf(this.latest));
    });
  }

  /** At once. */
  tell(sentence: string): void {
    setText(this.element, sentence);
  }

  update(state: PanelState): void {
    this.tellOfSpan(state);
    this.latest = state;
    this.describe.request();
    this.say.request();
  }

  /** Beginning, ending and clearing a selection are told when they happen. */
  private tellOfSpan(state: PanelState): void {
    const before = this.latest;
    if (!before || before.selection === state.selection) return;
    const { begunAt, span } = state.selection;
    if (begunAt !== undefined) {
      const step = formatCount(begunAt);
      this.tell(t('Selection begins at step {step}: move the playhead, then press S again', { step }));
    } else if (span) {
      const [from, to] = [formatCount(span.from), formatCount(span.to)];
      this.tell(t('Steps {from} to {to} selected', { from, to }));
    } else this.tell(t('Nothing selected'));
  }
}

/** Of this run, and of the one it is compared with. */
function sentencesOf(track: Track, state: PanelState): string {
  const own = describe(track, state);
  const side = otherSide(state);
  if (!side) return own;
  const match = matchingTrack(track, side);
  const its = match ? describe(match, side) : t('The other run has no track like this one');
  return `${RUN_LETTERS.run}: ${own}. ${RUN_LETTERS.other}: ${its}`;
}

function describe(track: Track, state: PanelState): string {
  const absence = viewOf(track).absence(track, state);
  return absence === undefined ? viewOf(track).summarize(track, state) : `${track.title}: ${absence}`;
}

/** Does something after it was asked for, but not more often than in some time. */
class Paced {
  private due = false;

  constructor(
    private readonly everyMs: number,
    private readonly work: () => void,
  ) {}

  request(): void {
    if (this.due) return;
    this.due = true;
    setTimeout(() => {
      this.due = false;
      this.work();
    }, this.everyMs);
  }
}

function sentenceOf(state: PanelState): string {
  return state.playhead.kind === 'live' && state.run
    ? t('{state}, step {step}', { state: stateName(state.run.state), step: formatCount(lastStepOf(state)) })
    : t('Playhead at step {step}', { step: formatCount(playheadStep(state)) });
}
