/**
 * A client's way to the inspector of one run: a process of its own, kept warm between questions, which are answered in the
 * order in which they are asked. Whoever asks has made sure that the run's code may be run.
 */
import type { Disposable } from '../base/disposable';
import { toProblem } from '../base/problem';
import { failure, type Result } from '../base/result';
import {
  type OpenedRun,
  type PlainTensor,
  type Prediction,
  type ProbeRequest,
  type Moment,
  readMoment,
  readOpenedRun,
  readPrediction,
  readStepInspection,
  type StepInspection,
} from '../protocol/inspector-messages';
import type { DataPlaces } from '../protocol/trainer-job';
import { InspectorProcess, type InspectorProgram } from './inspector-process';

export class RunInspectorClient implements Disposable {
  private readonly process: InspectorProcess;
  private queue: Promise<unknown> = Promise.resolve();
  /** What it has opened, or why it could not. */
  readonly opened: Promise<Result<OpenedRun>>;

  constructor(
    program: InspectorProgram,
    runFolder: string,
    { datasetFolders, cacheFolder, allowDownload }: DataPlaces,
  ) {
    this.process = new InspectorProcess(program);
    const dataPlaces = { datasetFolders, cacheFolder, allowDownload };
    this.opened = this.ask(async () =>
      readOpenedRun(await this.process.request({ kind: 'openRun', runFolder, dataPlaces })),
    );
  }

  /** What step `step` shows, 1 being the first. Never rejects. */
  inspectStep(step: number, probes: readonly ProbeRequest[]): Promise<Result<StepInspection>> {
    return this.askOpened(async () =>
      readStepInspection(await this.process.request({ kind: 'inspectStep', step, probes: [...probes] })),
    );
  }

  /** What a model makes of inputs with the weights that it has after `step` steps. Never rejects. */
  predict(step: number, role: string, inputs: PlainTensor): Promise<Result<Prediction>> {
    return this.askOpened(async () =>
      readPrediction(await this.process.request({ kind: 'predict', step, role, inputs })),
    );
  }

  /**
   * All that the run shows of a step; 0 is before the first. Asked at once, whatever else waits: an older such question is
   * then answered with null. Never rejects.
   * @param onward told now and then how many of how many steps on the way there are done
   */
  async lookAt(step: number, onward: (done: number, all: number) => void): Promise<Result<Moment | null>> {
    const opened = await this.opened;
    if (!opened.ok) return opened;
    const listening = this.process.onEvent((event) => {
      if (event.kind === 'replaying') onward(event.done, event.all);
    });
    try {
      return readMoment(await this.process.request({ kind: 'lookAt', step }));
    } catch (error) {
      return failure(toProblem(error, 'environment'));
    } finally {
      listening.dispose();
    }
  }

  /** Whether it has ended, and has to be started anew. */
  get isGone(): boolean {
    return this.process.isGone;
  }

  dispose(): void {
    this.process.dispose();
  }

  private async askOpened<T>(question: () => Promise<Result<T>>): Promise<Result<T>> {
    const opened = await this.opened;
    return opened.ok ? this.ask(question) : opened;
  }

  private ask<T>(question: () => Promise<Result<T>>): Promise<Result<T>> {
    const answer = this.queue.then(question).catch((error: unknown) => failure(toProblem(error, 'environment')));
    this.queue = answer;
    return answer;
  }
}
