/**
 * Records a run while it trains: numbers of every step, what the discriminator believes, pictures. Everything is on disk
 * before anyone is told of it.
 */
import type { EventRecord, RecordedHistogram } from '../store/event-messages';
import type { EventFileWriter } from '../store/event-file-writer';
import type { Clock } from './clock';
import type { DrawnClasses } from './drawn-classes';
import { Cadence, type LookingLedger, type Purse } from './looking-ledger';
import type { ReconstructionErrors } from './reconstruction-errors';
import type { PictureDrawer } from './picture-drawer';
import type { LayerStatistics } from '../training/layer-statistics';
import type { StepProbes } from '../training/step-probes';
import type { Observation } from '../training/training-step';

/** Tags of the belief histograms; their means are the scalars dReal and dFake. */
export const beliefTags = { real: 'beliefs/real', generated: 'beliefs/generated' } as const;
const meanTags = { real: 'dReal', generated: 'dFake' } as const;
type Side = keyof typeof beliefTags;
const sides: readonly Side[] = ['real', 'generated'];

const BELIEF_BINS = 32;
const BELIEF_STEPS = 10;
const FIRST_PICTURE_CADENCE = 25;
/** Hundreds of images are drawn and told apart for each: it takes as long as some pictures do. */
const FIRST_CLASS_CADENCE = 100;
/** Of what looking may take: the rest is there for all that is cheap. */
const CLASS_SHARE = 0.4;
/** Layers change more slowly than losses do. */
const FIRST_LAYER_CADENCE = 50;

/** Edges of the bins over [0, 1]. */
const binLimits = Array.from({ length: BELIEF_BINS }, (_, i) => (i + 1) / BELIEF_BINS);

/** What only some experiments show: the classes that a generator draws, the errors of reconstructions. */
export interface PictureLooks {
  readonly classes?: Pick<DrawnClasses, 'count'> | undefined;
  readonly reconstructions?: (() => ReconstructionErrors | undefined) | undefined;
}

export class Recorder {
  private readonly beliefs: Record<Side, BeliefHistogram> = {
    real: new BeliefHistogram(),
    generated: new BeliefHistogram(),
  };
  private readonly pictureCadence: Cadence;
  private readonly layerCadence: Cadence;
  private readonly classPurse: Purse;
  private readonly classCadence: Cadence;
  private lastPictureStep = -1;
  private lastClassStep = -1;
  /** Of steps that are done, for the next `write`. */
  private waiting: EventRecord[] = [];

  constructor(
    private readonly drawer: PictureDrawer,
    private readonly writer: EventFileWriter,
    private readonly ledger: LookingLedger,
    private readonly clock: Clock,
    private readonly layers: LayerStatistics,
    private readonly looks: PictureLooks = {},
  ) {
    this.layerCadence = new Cadence(ledger, FIRST_LAYER_CADENCE);
    this.pictureCadence = new Cadence(ledger, FIRST_PICTURE_CADENCE);
    this.classPurse = looks.classes ? ledger.apart(CLASS_SHARE) : ledger;
    this.classCadence = new Cadence(this.classPurse, FIRST_CLASS_CADENCE);
  }

  /** How many steps after `step` nobody wants to look into, or at what they have come to; one at least. */
  stepsToNextLook(step: number): number {
    const toClasses = this.looks.classes ? this.classCadence.stepsToNext(step) : Infinity;
    const toPictures = this.pictureCadence.stepsToNext(step);
    return Math.max(1, Math.min(toPictures, toClasses, this.layerCadence.stepsToNext(step) - 1));
  }

  /** What to look into in the step that comes after `step`, if anything is due. */
  probesAfter(step: number): StepProbes | undefined {
    return this.layerCadence.isDue(step + 1) ? this.layers.probes : undefined;
  }

  /** Records one step that is done; `write` puts it on disk. @returns the numbers recorded, the means of the beliefs among them */
  recordStep(step: number, observation: Observation, extra: Readonly<Record<string, number>>): Record<string, number> {
    return this.ledger.look(() => {
      const { beliefs, probed } = observation;
      const recorded = { ...observation.scalars, ...extra };
      for (const side of sides) {
        const values = beliefs[side];
        if (!values) continue;
        recorded[meanTags[side]] = this.beliefs[side].add(values) / values.length;
      }
      const histograms: RecordedHistogram[] =
        step % BELIEF_STEPS === 0
          ? sides
              .filter((side) => this.beliefs[side].count > 0)
              .map((side) => this.beliefs[side].take(beliefTags[side]))
          : [];
      const scalars = Object.entries(recorded).map(([tag, value]) => ({ tag, value }));
      if (Object.keys(probed).length > 0) {
        const layers = this.layers.read(observation);
        scalars.push(...layers.scalars);
        histograms.push(...layers.histograms);
      }
      this.waiting.push({
        step,
        wallTime: this.clock.now().getTime() / 1000,
        scalars,
        ...(histograms.length > 0 && { histograms }),
      });
      return recorded;
    });
  }

  /** Writes what was recorded. @throws ProblemError when the disk refuses; the next call tries it again */
  write(): void {
    this.ledger.look(() => {
      this.writer.append(...this.waiting);
      this.waiting = [];
    });
  }

  /** Draws and records the pictures, and what is seen at the same moments, if they are due at this step, or in any case when `always`. */
  recordPictures(step: number, always = false): void {
    this.recordClasses(step, always);
    if (this.lastPictureStep === step || !(always || this.pictureCadence.isDue(step))) return;
    this.lastPictureStep = step;
    this.ledger.look(() => {
      const errors = this.looks.reconstructions?.();
      const images = [...this.drawer.drawAll(), ...(errors ? [errors.picture] : [])];
      const record = { step, wallTime: this.clock.now().getTime() / 1000 };
      if (images.length > 0) this.writer.append({ ...record, images, ...(errors && { scalars: errors.scalars }) });
    });
  }

  /** Not before the first step: what the classifier takes to load would keep it waiting. */
  private recordClasses(step: number, always: boolean): void {
    const { classes } = this.looks;
    if (!classes || step === 0 || this.lastClassStep === step || !(always || this.classCadence.isDue(step))) return;
    this.lastClassStep = step;
    this.classPurse.look(() => {
      const scalars = classes.count(step);
      if (scalars.length > 0) this.writer.append({ step, wallTime: this.clock.now().getTime() / 1000, scalars });
    });
  }
}

/** Counts of probabilities in equal bins over [0, 1], gathered over a few steps. */
class BeliefHistogram {
  count = 0;
  private counts = new Float64Array(BELIEF_BINS);
  private min = Infinity;
  private max = -Infinity;
  private sum = 0;
  private sumSquares = 0;

  /** Every step does this: it takes no function and no object for a value. @returns their sum */
  add(values: Float32Array): number {
    let [min, max, sum, sumSquares] = [this.min, this.max, 0, 0];
    let finiteCount = 0;
    let finiteSum = 0;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      sum += value;
      if (!(value > -Infinity && value < Infinity)) continue;
      const bin = value <= 0 ? 0 : value >= 1 ? BELIEF_BINS - 1 : Math.floor(value * BELIEF_BINS);
      this.counts[bin]!++;
      finiteCount++;
      if (value < min) min = value;
      if (value > max) max = value;
      finiteSum += value;
      sumSquares += value * value;
    }
    [this.min, this.max] = [min, max];
    this.count += finiteCount;
    this.sum += finiteSum;
    this.sumSquares += sumSquares;
    return sum;
  }

  take(tag: string) {
    const taken = {
      tag,
      min: this.min,
      max: this.max,
      count: this.count,
      sum: this.sum,
      sumSquares: this.sumSquares,
      bucketLimits: binLimits,
      bucketCounts: [...this.counts],
    };
    this.counts.fill(0);
    [this.count, this.min, this.max, this.sum, this.sumSquares] = [0, Infinity, -Infinity, 0, 0];
    return taken;
  }
}
