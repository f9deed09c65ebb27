/**
 * What the panel asks of its host, and when: the images that are shown, the attack on one of them at the moment that is shown,
 * and, when the user asks for it, how many fall. Of attacks on one image the newest wish wins; nothing piles up.
 */
import type { Channel } from '../../src/protocol/channel';
import type {
  AdversarialPanelEvent,
  FromAdversarialPanel,
  ToAdversarialPanel,
} from '../../src/protocol/adversarial-panel-messages';
import { Latest } from '../common/latest';
import { MomentWork } from '../common/moment-work';
import { sizeOf } from '../common/sample-picture';
import { type Curve, epsilonsFor, withoutAttack } from './robustness';
import { type AdversarialMessage, type AdversarialState, optionsOf, PAGE, type Wish } from './state';

export type AdversarialChannel = Channel<FromAdversarialPanel, ToAdversarialPanel>;

/** Images a question while a curve is counted: between two of them, what a slider asks for has its turn. */
const CHUNK = { oneStep: 100, manySteps: 25 } as const;
/** Of random starts: the same image is attacked in the same way again. */
const SEED = 1;

interface Look {
  readonly step: number;
  readonly image: number;
  readonly wish: Wish;
}

export class AdversarialWork extends MomentWork {
  private shownFor = '';
  private seenFor = '';
  /** The curve that is being counted. */
  private measuring: Curve | undefined;
  private readonly looks = new Latest<Look>((look) => this.attack(look));

  constructor(
    private readonly channel: AdversarialChannel,
    private readonly state: () => AdversarialState,
    private readonly send: (message: AdversarialMessage) => void,
  ) {
    super(channel, () => state().moment, send);
  }

  again(): void {
    this.shownFor = '';
    this.seenFor = '';
    void this.begin();
  }

  override update(): void {
    const { moment, description, label, from, shown, image, wish, seen } = this.state();
    if (!moment || !description) return;
    const { step } = moment;
    const images = `${step}/${label}/${from}`;
    if (images !== this.shownFor) {
      this.shownFor = images;
      void this.show(images, step, label, from);
    }
    // Of a class without images nothing more is to be seen at this moment.
    if (shown?.step === step && shown.all === 0) return this.rideOn(moment);
    if (image === undefined || !wish) return;
    const wanted = JSON.stringify({ step, image, wish });
    if (wanted !== this.seenFor) {
      this.seenFor = wanted;
      this.looks.want({ step, image, wish });
      return;
    }
    if (seen?.step === step) this.rideOn(moment);
  }

  receive(event: AdversarialPanelEvent): void {
    switch (event.kind) {
      case 'momentMoved':
      case 'layerSelected':
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

  /** Counts, for the attack that is chosen, how many images are told right at each of some epsilons: some more at a time. */
  async measure(): Promise<void> {
    const { moment, description, wish, sampleSize } = this.state();
    if (!moment || !description || !wish || this.measuring) return;
    const { attack, norm, target, steps } = wish;
    const curve: Curve = { attack, norm, target, steps, step: moment.step, points: [] };
    const all = Math.min(sampleSize, description.images);
    const [least, most] = description.range;
    const epsilons = epsilonsFor(norm, sizeOf(description.sampleShape), most - least);
    const chunk = steps === 1 ? CHUNK.oneStep : CHUNK.manySteps;
    this.measuring = curve;
    this.send({ kind: 'measuringBegan', curve, all });
    try {
      for (let from = 0; from < all && this.measuring === curve; from += chunk)
        for (const epsilon of epsilons) {
          const count = Math.min(chunk, all - from);
          const options = optionsOf({ ...wish, epsilon });
          const asked = { kind: 'attackMany', step: curve.step, attack, options, from, count, seed: SEED } as const;
          const attacked = await this.channel.request(asked);
          // It was stopped, and perhaps another one begun, while this was attacked.
          if (!attacked || this.measuring !== curve) break;
          const done = from + count;
          if (epsilon === epsilons[0]) this.send({ kind: 'counted', curve, attacked: withoutAttack(attacked), done });
          this.send({ kind: 'counted', curve, attacked, done });
        }
    } catch (error) {
      if (this.measuring === curve) this.fail(error);
    }
    if (this.measuring === curve) this.stopMeasuring();
  }

  /** What was counted stays. */
  stopMeasuring(): void {
    this.measuring = undefined;
    this.send({ kind: 'measuringEnded' });
  }

  protected override async describe(): Promise<void> {
    if (!this.state().description)
      this.send({ kind: 'described', description: await this.channel.request({ kind: 'describeAttacks' }) });
  }

  private async show(wanted: string, step: number, label: number | undefined, from: number): Promise<void> {
    try {
      const asked = { kind: 'showImages', step, from, count: PAGE, ...(label !== undefined && { label }) } as const;
      const shown = await this.channel.request(asked);
      if (shown && wanted === this.shownFor) this.send({ kind: 'imagesShown', shown });
    } catch (error) {
      if (wanted === this.shownFor) this.fail(error);
    }
  }

  private async attack({ step, image, wish }: Look): Promise<void> {
    try {
      const { attack } = wish;
      const asked = { kind: 'attackOne', step, image, attack, options: optionsOf(wish), seed: SEED } as const;
      const seen = await this.channel.request(asked);
      if (seen) this.send({ kind: 'seen', seen });
    } catch (error) {
      this.fail(error);
    }
  }
}
