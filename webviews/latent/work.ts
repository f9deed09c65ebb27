/**
 * What the panel asks of its host, and when: the codings of the moment that is shown, a map of them, and what is decoded. The
 * newest wish wins everywhere; nothing piles up.
 */
import type { Channel } from '../../src/protocol/channel';
import type { FromLatentPanel, LatentPanelEvent, ToLatentPanel } from '../../src/protocol/latent-panel-messages';
import type { Projection } from '../../src/protocol/latent-questions';
import { asTensor, codingAt, type Coding } from './codings';
import { Latest } from '../common/latest';
import { MomentWork } from '../common/moment-work';
import { sampleAt } from '../common/sample-picture';
import { type LatentMessage, type LatentState, type Point, samplesWanted } from './state';

export type LatentChannel = Channel<FromLatentPanel, ToLatentPanel>;

/** A point that was pointed at: a place of the map, or a sample. */
export interface Aim {
  readonly place: readonly number[];
  readonly sample: number | undefined;
}

export class LatentWork extends MomentWork {
  private encodedFor = '';
  private mappedFor = '';
  private readonly hovering = new Latest<Aim>(async (aim) => {
    const point = await this.pointAt(aim).catch(() => undefined);
    if (this.state().isDecoding) this.send({ kind: 'hovered', point });
  });

  constructor(
    private readonly channel: LatentChannel,
    private readonly state: () => LatentState,
    private readonly send: (message: LatentMessage) => void,
  ) {
    super(channel, () => state().moment, send);
  }

  /** A run that failed to be shown is tried again. */
  again(): void {
    this.encodedFor = '';
    this.mappedFor = '';
    void this.begin();
  }

  override update(): void {
    const { moment, description, space, encoded, projection, map } = this.state();
    if (!moment || !description || description.source.kind === 'none') return;
    const samples = samplesWanted(this.state());
    const wanted = `${moment.step}/${samples}/${space}`;
    if (wanted !== this.encodedFor) {
      this.encodedFor = wanted;
      void this.encode(wanted, moment.step, samples, space);
      return;
    }
    const isEncoded = encoded?.step === moment.step && this.mappedFor.startsWith(wanted);
    const wantedMap = `${wanted}/${JSON.stringify(projection)}`;
    if (encoded && isEncoded && wantedMap !== this.mappedFor) {
      this.mappedFor = wantedMap;
      void this.project(wantedMap, projection);
      return;
    }
    const isShown = map?.step === moment.step && this.state().progress === undefined;
    if (isShown) this.rideOn(moment);
  }

  receive(event: LatentPanelEvent): void {
    switch (event.kind) {
      case 'momentMoved':
        return this.send(event);
      case 'runChanged':
        return void this.begin();
      case 'replaying':
      case 'encoding':
        // On the way to what somebody else has asked about, it is none of this panel's business.
        if (this.channel.isWaiting) this.send({ kind: 'progressed', progress: event });
        return;
      case 'projected':
        this.send({ kind: 'progressed', progress: { kind: 'projecting', done: event.done, all: event.all } });
        if (event.places) this.send({ kind: 'placesMoved', places: event.places });
        return;
      default: // Whatever else a newer host may say, this panel has no use for it.
    }
  }

  /** Decodes what is under the pointer, in a moment. */
  hover(aim: Aim | undefined): void {
    if (aim) return this.hovering.want(aim);
    this.hovering.forget();
    this.send({ kind: 'hovered', point: undefined });
  }

  /** The coding at a place, or of a sample, and what is decoded of it. */
  async pointAt({ place, sample }: Aim): Promise<Point> {
    const codings =
      sample === undefined
        ? await this.channel.request({
            kind: 'codingsAt',
            places: { shape: [1, place.length], values: Float32Array.from(place) },
          })
        : await this.channel.request({ kind: 'readCodings', indices: [sample] });
    const coding = codingAt(codings, 0);
    const [image] = await this.decode([coding]);
    return { coding, place, sample, image };
  }

  /** Nothing where there is no decoder. */
  async decode(codings: readonly Coding[]): Promise<Float32Array[]> {
    const { description } = this.state();
    const source = description?.source;
    if (codings.length === 0 || !source || source.kind === 'none' || source.decoder === undefined) return [];
    const images = await this.channel.request({ kind: 'decodeCodings', codings: asTensor(codings) });
    return codings.map((_, at) => sampleAt(images, at).slice());
  }

  async readSamples(indices: readonly number[]): Promise<Float32Array[]> {
    const samples = await this.channel.request({ kind: 'readSamples', indices: [...indices] });
    return indices.map((_, at) => sampleAt(samples, at).slice());
  }

  protected override async describe(): Promise<void> {
    if (!this.state().description)
      this.send({ kind: 'described', description: await this.channel.request({ kind: 'describeLatent' }) });
  }

  private async encode(wanted: string, step: number, samples: number, space: 'codings' | 'images'): Promise<void> {
    try {
      const encoded = await this.channel.request({ kind: 'encode', step, samples, space });
      if (wanted !== this.encodedFor || !encoded) return;
      this.mappedFor = `${wanted}/`;
      this.send({ kind: 'encoded', encoded });
    } catch (error) {
      if (wanted === this.encodedFor) this.fail(error);
    }
  }

  private async project(wanted: string, projection: Projection): Promise<void> {
    try {
      const map = await this.channel.request({ kind: 'project', projection });
      if (wanted === this.mappedFor && map) this.send({ kind: 'mapped', map });
    } catch (error) {
      if (wanted === this.mappedFor) this.fail(error);
    }
  }
}
