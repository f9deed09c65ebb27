/**
 * Records a run while it trains: numbers of every step, what the discriminator believes, pictures. Everything is on disk
 * before anyone is told of it.
 */
import type { EventRecord, RecordedHistogram } from '../store/event-messages';
import type { EventFileWriter } from '../store/event-file-writer';
import type { Clock } from './clock';
import { BeliefHistogram, type BeliefSide, beliefSides, beliefTags, meanTags } from '../looking/beliefs';
import type { Looks } from '../looking/looks';
import { Cadence, type LookingLedger, type Purse } from './looking-ledger';
import type { StepProbes } from '../training/step-probes';
import type { Observation } from '../training/training-step';

const BELIEF_STEPS = 10;
const FIRST_PICTURE_CADENCE = 25;
/** Hundreds of images are told apart for each: it takes as long as some pictures do. */
const FIRST_CLASS_CADENCE = 100;
/** Of what looking may take: the rest is there for all that is cheap. */
const CLASS_SHARE = 0.4;
/** Layers change more slowly than losses do. */
const FIRST_LAYER_CADENCE = 50;

export class Recorder {
  private readonly beliefs: Record<BeliefSide, BeliefHistogram> = {
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
    private readonly looks: Looks,
    private readonly writer: EventFileWriter,
    private readonly ledger: LookingLedger,
    private readonly clock: Clock,
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
    return this.layerCadence.isDue(step + 1) ? this.looks.layers.probes : undefined;
  }

  /** Records one step that is done; `write` puts it on disk. @returns the numbers recorded, the means of the beliefs among them */
  recordStep(step: number, observation: Observation, extra: Readonly<Record<string, number>>): Record<string, number> {
    return this.ledger.look(() => {
      const { beliefs, probed } = observation;
      const recorded = { ...observation.scalars, ...extra };
      for (const side of beliefSides) {
        const values = beliefs[side];
        if (!values) continue;
        recorded[meanTags[side]] = this.beliefs[side].add(values) / values.length;
      }
      const histograms: RecordedHistogram[] =
        step % BELIEF_STEPS === 0
          ? beliefSides
              .filter((side) => this.beliefs[side].count > 0)
              .map((side) => this.beliefs[side].take(beliefTags[side]))
          : [];
      const scalars = Object.entries(recorded).map(([tag, value]) => ({ tag, value }));
      if (Object.keys(probed).length > 0) {
        const layers = this.looks.layers.read(observation);
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
      const { images, scalars } = this.looks.pictures();
      const record = { step, wallTime: this.clock.now().getTime() / 1000 };
      if (images.length > 0) this.writer.append({ ...record, images, ...(scalars.length > 0 && { scalars }) });
    });
  }

  /** Not before the first step: what the classifier takes to load would keep it waiting. */
  private recordClasses(step: number, always: boolean): void {
    const { classes } = this.looks;
    if (!classes || step === 0 || this.lastClassStep === step || !(always || this.classCadence.isDue(step))) return;
    this.lastClassStep = step;
    this.classPurse.look(() => {
      const counts = classes(step);
      if (counts.scalars.length > 0)
        this.writer.append({ step, wallTime: this.clock.now().getTime() / 1000, ...counts });
    });
  }
}
