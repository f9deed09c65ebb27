/**
 * A client's way to the inspector of one run: a process of its own, kept warm between questions, which it answers
 * one after the other. Whoever asks has made sure that the run's code may be run.
 */
import type { Disposable } from '../base/disposable';
import { toProblem } from '../base/problem';
import { failure, type Result } from '../base/result';
import {
  type InspectorEvent,
  type InspectorRequest,
  type Moment,
  type OpenedRun,
  type PanelAnswers,
  type PanelQuestionOf,
  type Prediction,
  type ProbeRequest,
  readMoment,
  readOpenedRun,
  readPanelAnswer,
  readPrediction,
  readStepInspection,
  type StepInspection,
} from '../protocol/inspector-messages';
import type { PlainTensor } from '../protocol/plain-tensor';
import type { DataPlaces } from '../protocol/trainer-job';
import { InspectorProcess, type InspectorProgram } from './inspector-process';

export class RunInspectorClient implements Disposable {
  private readonly process: InspectorProcess;
  /** What it has opened, or why it could not. */
  readonly opened: Promise<Result<OpenedRun>>;

  constructor(
    program: InspectorProgram,
    runFolder: string,
    { datasetFolders, cacheFolder, allowDownload }: DataPlaces,
  ) {
    this.process = new InspectorProcess(program);
    const dataPlaces = { datasetFolders, cacheFolder, allowDownload };
    this.opened = this.request({ kind: 'openRun', runFolder, dataPlaces }, readOpenedRun);
  }

  /** How far it has come with what it was asked. */
  onEvent(listener: (event: InspectorEvent) => void): Disposable {
    return this.process.onEvent(listener);
  }

  /** What step `step` shows, 1 being the first. Never rejects. */
  inspectStep(step: number, probes: readonly ProbeRequest[]): Promise<Result<StepInspection>> {
    return this.askOpened({ kind: 'inspectStep', step, probes: [...probes] }, readStepInspection);
  }

  /** What a model makes of inputs with the weights that it has after `step` steps. Never rejects. */
  predict(step: number, role: string, inputs: PlainTensor): Promise<Result<Prediction>> {
    return this.askOpened({ kind: 'predict', step, role, inputs }, readPrediction);
  }

  /**
   * All that the run shows of a step; 0 is before the first. An older such question that is not answered yet is then
   * answered with null. Never rejects.
   * @param onward told now and then how many of how many steps on the way there are done
   */
  async lookAt(step: number, onward: (done: number, all: number) => void): Promise<Result<Moment | null>> {
    const listening = this.onEvent((event) => {
      if (event.kind === 'replaying') onward(event.done, event.all);
    });
    try {
      return await this.askOpened({ kind: 'lookAt', step }, readMoment);
    } finally {
      listening.dispose();
    }
  }

  /** What a panel asks of the run beside that. Never rejects. */
  ask<Kind extends keyof PanelAnswers>(question: PanelQuestionOf<Kind>): Promise<Result<PanelAnswers[Kind]>> {
    return this.askOpened(question, (answer) => readPanelAnswer<Kind>(question.kind, answer));
  }

  /** Whether it has ended, and has to be started anew. */
  get isGone(): boolean {
    return this.process.isGone;
  }

  dispose(): void {
    this.process.dispose();
  }

  private async askOpened<T>(question: InspectorRequest, read: (answer: unknown) => Result<T>): Promise<Result<T>> {
    const opened = await this.opened;
    return opened.ok ? this.request(question, read) : opened;
  }

  private async request<T>(question: InspectorRequest, read: (answer: unknown) => Result<T>): Promise<Result<T>> {
    try {
      return read(await this.process.request(question));
    } catch (error) {
      return failure(toProblem(error, 'environment'));
    }
  }
}
