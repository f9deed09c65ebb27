/** What is decoded for the side pane: walks, strips and samples, made anew only where what they are made of is another one. */
import { arithmetic, type Coding, spherical, straight, traversal, walkBetween, WALKED, widest } from './codings';
import { Latest } from '../common/latest';
import type { LatentState } from './state';
import type { LatentWork } from './work';

/** Chosen samples whose pictures are shown. */
const TILES = 40;
/** Samples that are kept by number: those of glyphs, and those pointed at. */
const MOST_SAMPLES = 3000;

export interface Made {
  readonly between: readonly Float32Array[];
  readonly sum: readonly Float32Array[];
  /** Codings that are walked along, by number, and row by row what they give. */
  readonly axes: readonly number[];
  readonly walk: readonly Float32Array[];
  readonly chosen: readonly Float32Array[];
  readonly samples: ReadonlyMap<number, Float32Array>;
}

/** One thing that is made of others, when these are others. */
class Part<Result> {
  private madeOf: readonly unknown[] = [];
  private readonly latest: Latest<() => Promise<Result>>;

  constructor(
    public value: Result,
    onMade: () => void,
  ) {
    this.latest = new Latest(async (make) => {
      try {
        this.value = await make();
        onMade();
      } catch {
        // What can't be decoded now, as codings of a moment that has gone, is decoded with the next.
      }
    });
  }

  of(facts: readonly unknown[], make: () => Promise<Result>): void {
    if (facts.length === this.madeOf.length && facts.every((fact, at) => fact === this.madeOf[at])) return;
    this.madeOf = facts;
    this.latest.want(make);
  }
}

export class Pictures {
  private readonly between: Part<readonly Float32Array[]>;
  private readonly sum: Part<readonly Float32Array[]>;
  private readonly walk: Part<{ axes: readonly number[]; images: readonly Float32Array[] }>;
  private readonly chosen: Part<readonly Float32Array[]>;
  private readonly samples = new Map<number, Float32Array>();
  /** Of generated images, which are others with other weights. */
  private samplesOf = -1;
  private readonly reading: Latest<readonly number[]>;

  constructor(
    private readonly work: LatentWork,
    private readonly onMade: () => void,
  ) {
    this.between = new Part<readonly Float32Array[]>([], onMade);
    this.sum = new Part<readonly Float32Array[]>([], onMade);
    this.walk = new Part<{ axes: readonly number[]; images: readonly Float32Array[] }>(
      { axes: [], images: [] },
      onMade,
    );
    this.chosen = new Part<readonly Float32Array[]>([], onMade);
    this.reading = new Latest(async (indices) => {
      const missing = indices.filter((index) => !this.samples.has(index));
      if (missing.length === 0) return;
      const read = await work.readSamples(missing).catch(() => []);
      read.forEach((sample, at) => this.samples.set(missing[at]!, sample));
      for (const [oldest] of this.samples) {
        if (this.samples.size <= MOST_SAMPLES) break;
        this.samples.delete(oldest);
      }
      if (read.length > 0) this.onMade();
    });
  }

  get made(): Made {
    return {
      between: this.between.value,
      sum: this.sum.value,
      axes: this.walk.value.axes,
      walk: this.walk.value.images,
      chosen: this.chosen.value,
      samples: this.samples,
    };
  }

  update({ encoded, description, pins, here, hovered, chosen }: LatentState): void {
    if (!encoded || !description || description.source.kind === 'none') return;
    const { step, means, spreads } = encoded;
    const { kind, count } = description.source;
    if (kind === 'chance' && this.samplesOf !== step) this.samples.clear();
    this.samplesOf = step;
    const { work } = this;
    const [a, b, c] = [pins.a?.coding, pins.b?.coding, pins.c?.coding];
    const way = kind === 'chance' ? spherical : straight;
    this.between.of([step, a, b], () => work.decode(a && b ? walkBetween(a, b, way) : []));
    this.sum.of([step, a, b, c], () => work.decode(a && b && c ? [arithmetic(a, b, c)] : []));
    const base: Coding = here?.coding ?? means;
    this.walk.of([step, here?.coding], async () => {
      const axes = widest(spreads, WALKED);
      return { axes, images: await work.decode(traversal(base, axes, means, spreads)) };
    });
    this.chosen.of([step, chosen], () =>
      chosen ? work.readSamples([...chosen.subarray(0, TILES)]) : Promise.resolve([]),
    );
    const pointed = [hovered?.sample, here?.sample].filter((sample) => sample !== undefined && sample < count);
    if (pointed.length > 0) this.want(pointed as number[]);
  }

  /** Samples that are about to be drawn. */
  want(indices: readonly number[]): void {
    if (indices.some((index) => !this.samples.has(index))) this.reading.want(indices);
  }
}
