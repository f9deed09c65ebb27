/**
 * What the panel asks of its host, and when: what D gives at the moment that is shown, then the samples on the wall, the one
 * that is seen closely, the slice of codings or the plane of the data. The newest wish wins; nothing piles up.
 */
import { toProblem } from '../../src/base/problem';
import type { Channel } from '../../src/protocol/channel';
import type {
  ConfidencePanelEvent,
  FromConfidencePanel,
  ToConfidencePanel,
} from '../../src/protocol/confidence-panel-messages';
import { Latest } from '../common/latest';
import { MomentWork } from '../common/moment-work';
import { chosenIn, type ConfidenceMessage, type ConfidenceState, onWall, rivalsIn, sliceIn } from './state';

export type ConfidenceChannel = Channel<FromConfidencePanel, ToConfidencePanel>;
type Part = 'judged' | 'classes' | 'wall' | 'close' | 'slice' | 'drawn' | 'plane';

export class ConfidenceWork extends MomentWork {
  /** What was asked of each part last, so that nothing is asked twice. */
  private readonly askedFor = new Map<Part, string>();
  private readonly parts = new Map<Part, Latest<() => Promise<void>>>();

  constructor(
    private readonly channel: ConfidenceChannel,
    private readonly state: () => ConfidenceState,
    private readonly send: (message: ConfidenceMessage) => void,
  ) {
    super(channel, () => state().moment, send);
  }

  again(): void {
    this.askedFor.clear();
    this.send({ kind: 'troubled', trouble: undefined });
    void this.begin();
  }

  override update(): void {
    const state = this.state();
    const { moment, judged } = state;
    const rivals = rivalsIn(state);
    if (!moment || !rivals) return;
    const { step } = moment;
    this.want('judged', String(step), () =>
      this.channel.request({ kind: 'judge', step }).then((answer) => answer && { kind: 'judged', judged: answer }),
    );
    if (judged?.step !== step) return;
    const isAllHere = rivals.isPlane ? this.wantPlane(step) : this.wantSamples(state, step);
    if (rivals.classNames.length > 0 && !judged.generated.classes)
      this.want('classes', String(step), () =>
        this.channel
          .request({ kind: 'classifyGenerated', step })
          .then((classes) => classes && { kind: 'classified', step, classes }),
      );
    if (isAllHere) this.rideOn(moment);
  }

  receive(event: ConfidencePanelEvent): void {
    switch (event.kind) {
      case 'momentMoved':
        return this.send(event);
      case 'runChanged':
        return void this.begin();
      case 'replaying':
        // On the way to what somebody else has asked about, it is none of this panel's business.
        if (this.channel.isWaiting) this.send({ kind: 'progressed', progress: { done: event.done, all: event.all } });
        return;
      default: // Whatever else a newer host may say, this panel has no use for it.
    }
  }

  protected override async describe(): Promise<void> {
    if (!this.state().description)
      this.send({ kind: 'described', description: await this.channel.request({ kind: 'describeConfidence' }) });
  }

  private wantPlane(step: number): boolean {
    this.want('plane', String(step), () =>
      this.channel.request({ kind: 'readPlane', step }).then((plane) => plane && { kind: 'planeRead', plane }),
    );
    return this.state().plane?.step === step;
  }

  /** @returns whether all of them have come */
  private wantSamples(state: ConfidenceState, step: number): boolean {
    const { wall, whose, aim } = state;
    const indices = onWall(state);
    this.want('wall', `${step}/${whose}/${indices.join()}`, () =>
      this.channel
        .request({ kind: 'readWall', step, whose, indices })
        .then((read) => ({ kind: 'wallRead', wall: read })),
    );
    if (wall?.step !== step || wall.whose !== whose || wall.indices.join() !== indices.join()) return false;
    const index = chosenIn(state);
    if (index === undefined) return true;
    this.want('close', `${step}/${whose}/${index}`, () =>
      this.channel
        .request({ kind: 'lookClosely', step, whose, index })
        .then((close) => ({ kind: 'lookedClosely', close })),
    );
    const slice = sliceIn(state);
    if (!slice) return true;
    const plane = `${step}/${slice.through.join()}/${slice.turn}`;
    this.want('slice', plane, () =>
      this.channel
        .request({ kind: 'sliceCodings', step, slice })
        .then((answer) => answer && { kind: 'sliced', slice: answer }),
    );
    if (aim)
      this.want('drawn', `${plane}/${aim.join()}`, () =>
        this.channel
          .request({ kind: 'drawOnSlice', step, slice, at: [...aim] })
          .then((drawn) => ({ kind: 'drawnOnSlice', drawn })),
      );
    // Where there is no plane, as of three codings on a line, a training is followed all the same.
    return state.slice?.step === step || state.trouble !== undefined;
  }

  /** Once for each key; what was wanted in between of the same part nobody wants any more. */
  private want(part: Part, key: string, ask: () => Promise<ConfidenceMessage | null | undefined>): void {
    if (this.askedFor.get(part) === key) return;
    this.askedFor.set(part, key);
    const work = async () => {
      try {
        const message = await ask();
        if (message) this.send(message);
      } catch (error) {
        // Of a wish that is not the newest any more nobody wants to know why it failed.
        if (this.askedFor.get(part) !== key) return;
        if (part === 'judged') this.fail(error);
        else this.send({ kind: 'troubled', trouble: toProblem(error, 'environment') });
      }
    };
    // Asked at once, so that the inspector lets go of the way to a step that nobody wants to see any more.
    if (part === 'judged') return void work();
    let latest = this.parts.get(part);
    if (!latest) {
      latest = new Latest((wanted) => wanted());
      this.parts.set(part, latest);
    }
    latest.want(work);
  }
}
