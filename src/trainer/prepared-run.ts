/** A run that is ready to train: everything that belongs to it, and how it is put on disk at its checkpoints and its end. */
import { type Problem, toProblem } from '../base/problem';
import type { RunEnd, RunManifest, RunNote } from '../protocol/manifest';
import { writeCheckpoint } from '../store/checkpoints';
import type { EventFileWriter } from '../store/event-file-writer';
import { writeManifest } from '../store/manifest-file';
import { freeReservedSpace } from '../store/reserved-space';
import { hashState } from '../store/state-hash';
import { thinCheckpoints } from '../store/thin-checkpoints';
import type { Clock } from './clock';
import type { LoadedExperiment } from '../loading/load-experiment';
import type { PcaComparison } from '../looking/pca-comparison';
import type { LookingLedger } from './looking-ledger';
import type { Recorder } from './recorder';
import type { StepStatistics } from './step-statistics';
import type { TrainingState } from '../training/training-state';
import type { TrainingStep } from '../training/training-step';

export interface RunParts {
  readonly runFolder: string;
  readonly manifest: RunManifest;
  readonly loaded: LoadedExperiment;
  readonly state: TrainingState;
  readonly trainingStep: TrainingStep;
  readonly writer: EventFileWriter;
  readonly recorder: Recorder;
  readonly ledger: LookingLedger;
  readonly statistics: StepStatistics;
  readonly clock: Clock;
  /** Of a linear autoencoder that is compared with principal component analysis. */
  readonly pca?: PcaComparison | undefined;
  /** What the run may take on disk before old checkpoints are thinned out. */
  readonly quotaBytes: number;
}

export class PreparedRun {
  readonly runFolder: string;
  readonly loaded: LoadedExperiment;
  readonly state: TrainingState;
  readonly trainingStep: TrainingStep;
  readonly recorder: Recorder;
  readonly ledger: LookingLedger;
  readonly statistics: StepStatistics;
  private currentManifest: RunManifest;
  private newestCheckpoint = -1;

  constructor(private readonly parts: RunParts) {
    ({ runFolder: this.runFolder, loaded: this.loaded, state: this.state, trainingStep: this.trainingStep } = parts);
    ({
      recorder: this.recorder,
      ledger: this.ledger,
      statistics: this.statistics,
      manifest: this.currentManifest,
    } = parts);
  }

  get manifest(): RunManifest {
    return this.currentManifest;
  }

  get lastCheckpointStep(): number {
    return this.newestCheckpoint;
  }

  /** What is known of the model on held-out images as it is now, by tag; at the end of the training on test images, too. */
  evaluate(): Record<string, number> {
    const isOver = this.state.step >= this.manifest.totalSteps;
    return {
      ...this.trainingStep.evaluate(),
      ...(isOver && this.trainingStep.evaluateTest()),
      ...this.parts.pca?.measure(),
    };
  }

  /** A checkpoint of this very step; the records before it are on disk first. @returns the state's hash @throws ProblemError */
  checkpoint(): string {
    const { runFolder, writer, state, quotaBytes } = this.parts;
    writer.sync();
    const value = state.capture();
    if (this.newestCheckpoint !== state.step) {
      writeCheckpoint(runFolder, state.step, value, { run: this.manifest.id, step: String(state.step) });
      this.newestCheckpoint = state.step;
      thinCheckpoints(runFolder, quotaBytes);
    }
    return hashState(value);
  }

  /** Changes the manifest in memory and on disk. @throws ProblemError */
  updateManifest(change: Partial<RunManifest>): void {
    this.currentManifest = { ...this.currentManifest, ...change };
    writeManifest(this.runFolder, this.currentManifest);
  }

  /** Writes down what people should know of this run. @throws ProblemError */
  addNotes(notes: readonly RunNote[]): void {
    if (notes.length > 0) this.updateManifest({ notes: [...(this.manifest.notes ?? []), ...notes] });
  }

  /**
   * The end: a last checkpoint unless the state is what failed, then the manifest. A checkpoint that can't be written makes
   * it a failure; the manifest says so as long as it can be written itself.
   * @returns how it ended in fact @throws ProblemError when not even the manifest could be written
   */
  finish(wanted: RunEnd['state'], problem?: Problem): { state: RunEnd['state']; problem?: Problem } {
    const { writer, clock, statistics } = this.parts;
    let [state, trouble, stateSha256] = [wanted, problem, undefined as string | undefined];
    try {
      // A step that threw may have moved half of the weights: only whole steps are kept.
      if (wanted !== 'failed') stateSha256 = this.checkpoint();
      writer.close();
    } catch (error) {
      state = 'failed';
      trouble ??= toProblem(error, 'environment');
    }
    freeReservedSpace(this.runFolder);
    this.updateManifest({
      process: null,
      end: {
        state,
        step: this.state.step,
        at: clock.now().toISOString(),
        stepMsMedian: statistics.stepMsMedian,
        metrics: statistics.metrics,
        ...(stateSha256 && { stateSha256 }),
        ...(trouble && { problem: trouble }),
      },
    });
    return { state, ...(trouble && { problem: trouble }) };
  }
}
