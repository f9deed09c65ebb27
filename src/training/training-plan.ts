/**
 * Which images each step of a run sees, in which stage of the training, and where its epochs end: a pure function of the
 * experiment, the seed and the step.
 */
import type { Stage } from '../authoring/experiment';
import { ExperimentError } from '../authoring/experiment-error';
import { BatchPlan } from './batches';

/** Over few images an epoch is short: evaluation comes once in so large a share of a pass over all of them at most. */
const LEAST_EVALUATED_SHARE = 0.1;

interface PlannedStage {
  readonly name: string;
  /** The first step of the stage comes after so many. */
  readonly start: number;
  readonly end: number;
  readonly batches: BatchPlan;
  readonly evaluateEvery: number;
}

export class TrainingPlan {
  /** Of a pass over all training images, whatever a stage sees of them. */
  readonly stepsPerEpoch: number;
  private readonly stages: readonly PlannedStage[];

  /**
   * @param trainCount images that are not held out
   * @param stages one after the other; the last goes on for as long as the training does
   * @throws ExperimentError when a stage asks for more images than there are
   */
  constructor(trainCount: number, batchSize: number, seed: number, stages: readonly Stage[]) {
    this.stepsPerEpoch = Math.ceil(trainCount / batchSize);
    let start = 0;
    this.stages = stages.map(({ name, epochs, images = trainCount }) => {
      if (images > trainCount)
        throw new ExperimentError(
          `The stage ${name} expected at most the ${trainCount} training images, and got ${images}.`,
          'Train it on fewer images.',
        );
      const batches = new BatchPlan(images, batchSize, seed);
      const { stepsPerEpoch } = batches;
      const epochsBetween = Math.ceil((LEAST_EVALUATED_SHARE * this.stepsPerEpoch) / stepsPerEpoch);
      const stage = {
        name,
        start,
        end: start + epochs * stepsPerEpoch,
        batches,
        evaluateEvery: epochsBetween * stepsPerEpoch,
      };
      start = stage.end;
      return stage;
    });
  }

  get totalSteps(): number {
    return this.stages.at(-1)?.end ?? 0;
  }

  /** Stages that have names, with the first and the last step of each; none for an experiment without stages. */
  get namedStages(): { name: string; firstStep: number; lastStep: number }[] {
    return this.stages.flatMap(({ name, start, end }) =>
      name === '' ? [] : [{ name, firstStep: start + 1, lastStep: end }],
    );
  }

  /** The stage of the step that comes after `step` done ones. */
  stageAt(step: number): string {
    return this.at(step).name;
  }

  /** How many images the step after `step` done ones sees. */
  batchSizeAt(step: number): number {
    const { batches, start } = this.at(step);
    return batches.batchSizeAt(step - start);
  }

  /** Indices into the training images for the step after `step` done ones. */
  indices(step: number): Uint32Array {
    const { batches, start } = this.at(step);
    return batches.indices(step - start);
  }

  /** Epochs completed before the step after `step` done ones, those of its stage. */
  epochAt(step: number): number {
    const { batches, start } = this.at(step);
    return Math.floor((step - start) / batches.stepsPerEpoch);
  }

  /** Whether held-out images are evaluated after `step` steps: an epoch, or several short ones, or a stage has ended. */
  isEvaluatedAfter(step: number): boolean {
    return step > 0 && this.stepsToEvaluation(step - 1) === 1;
  }

  /** How many steps after `step` done ones held-out images are evaluated next; one at least. */
  stepsToEvaluation(step: number): number {
    const { start, end, evaluateEvery } = this.at(step);
    const toNext = evaluateEvery - ((step - start) % evaluateEvery);
    return step < end ? Math.min(toNext, end - step) : toNext;
  }

  private at(step: number): PlannedStage {
    const stage = this.stages.find(({ end }) => step < end) ?? this.stages.at(-1);
    if (!stage) throw new Error('A plan has one stage at least.');
    return stage;
  }
}
