/**
 * What the panel asks of its host, and when: what layers give out at the moment that is shown, their figures, and what is known of
 * the unit that is chosen. The newest wish wins; nothing piles up.
 */
import type { Channel } from '../../src/protocol/channel';
import type { FromLayersPanel, LayersPanelEvent, ToLayersPanel } from '../../src/protocol/layers-panel-messages';
import { Latest } from '../common/latest';
import { MomentWork } from '../common/moment-work';
import { isSame, type LayersMessage, type LayersState, type Unit, type UnitFacts } from './state';

export type LayersChannel = Channel<FromLayersPanel, ToLayersPanel>;

/** Samples that are gone through for those that make a unit largest. */
const AMONG = 1000;

export class LayersWork extends MomentWork {
  private seenFor = '';
  private factsFor: { readonly unit: Unit; readonly step: number } | undefined;
  private readonly facts = new Latest<{ unit: Unit; step: number }>((wanted) => this.readFacts(wanted));

  constructor(
    private readonly channel: LayersChannel,
    private readonly state: () => LayersState,
    private readonly send: (message: LayersMessage) => void,
  ) {
    super(channel, () => state().moment, send);
  }

  again(): void {
    this.seenFor = '';
    void this.begin();
  }

  override update(): void {
    const { moment, description, samples, seen, chosen } = this.state();
    if (!moment || !description) return;
    const wanted = `${moment.step}/${samples.join()}`;
    if (wanted !== this.seenFor) {
      this.seenFor = wanted;
      void this.look(wanted, moment.step, samples);
      return;
    }
    if (!seen || seen.step !== moment.step) return;
    const isKnown = isSame(this.factsFor?.unit, chosen) && this.factsFor?.step === seen.step;
    if (chosen && !isKnown) {
      this.factsFor = { unit: chosen, step: seen.step };
      this.facts.want(this.factsFor);
    }
    this.rideOn(moment);
  }

  receive(event: LayersPanelEvent): void {
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

  protected override async describe(): Promise<void> {
    if (!this.state().description)
      this.send({ kind: 'described', description: await this.channel.request({ kind: 'describeLayers' }) });
  }

  private async look(wanted: string, step: number, samples: readonly number[]): Promise<void> {
    try {
      const [seen, inputs, figures] = await Promise.all([
        this.channel.request({ kind: 'runLayers', step, samples: [...samples] }),
        this.channel.request({ kind: 'readInputs', indices: [...samples] }),
        this.channel.request({ kind: 'readFigures', step }),
      ]);
      if (wanted !== this.seenFor || !seen) return;
      this.send({ kind: 'figuresRead', figures });
      this.send({ kind: 'seen', seen, inputs });
    } catch (error) {
      if (wanted === this.seenFor) this.fail(error);
    }
  }

  /** One after the other, each shown when it comes; what can't be had is left out. */
  private async readFacts({ unit, step }: { unit: Unit; step: number }): Promise<void> {
    const { layer, call } = unit;
    let facts: UnitFacts = { of: unit, step };
    const add = (more: Partial<UnitFacts>) => {
      facts = { ...facts, ...more };
      this.send({ kind: 'factsCame', facts });
    };
    const attempt = <T>(asked: Promise<T>): Promise<T | undefined> => asked.catch(() => undefined);
    const weights = await attempt(this.channel.request({ kind: 'readWeights', step, layer }));
    if (weights) add({ weights });
    const isTransposed = this.state().run?.manifest.models.some(({ layers }) =>
      layers.some((one) => one.name === layer && one.className === 'Conv2DTranspose'),
    );
    if (isTransposed) {
      const painted = await attempt(this.channel.request({ kind: 'paintFrom', step, layer, channel: unit.unit }));
      if (painted) add({ painted });
    }
    const asked = { kind: 'findLargest', step, layer, call, unit: unit.unit, among: AMONG } as const;
    const largest = await attempt(this.channel.request(asked));
    if (!largest) return;
    const samples = await attempt(this.channel.request({ kind: 'readInputs', indices: [...largest.samples] }));
    add({ largest, ...(samples && { samples }) });
  }
}
