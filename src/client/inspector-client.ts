/**
 * A client's way to the inspector: one process kept warm, one question at a time, and patience with an end, since the
 * experiment that is built there may never come to one. Whoever asks has made sure that its code may be run.
 */
import type { Cancellation } from '../base/cancellation';
import type { Disposable } from '../base/disposable';
import { type Problem, ProblemError, toProblem } from '../base/problem';
import { failure, type Result } from '../base/result';
import { type ExperimentDescription, readDescriptionAnswer } from '../protocol/inspector-messages';
import { InspectorProcess, type InspectorProgram } from './inspector-process';

export interface Patience {
  /** With the start of a process, which reads tfjs. */
  readonly startMs: number;
  /** With an experiment that is being built. */
  readonly buildMs: number;
  /** With one whose answer nobody waits for any more. */
  readonly cancelledMs: number;
}

const PATIENCE: Patience = { startMs: 30_000, buildMs: 10_000, cancelledMs: 1000 };

export class InspectorClient implements Disposable {
  private process: InspectorProcess | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private disposed = false;

  constructor(
    private readonly program: InspectorProgram,
    private readonly patience: Patience = PATIENCE,
  ) {}

  /**
   * Builds an experiment without training it.
   * @param source what the file is taken to hold, where that isn't on disk
   * @returns what its models are, or the problem: with the experiment, or with this machine. Never rejects.
   */
  describe(
    experimentFile: string,
    source: string | undefined,
    signal?: Cancellation,
  ): Promise<Result<ExperimentDescription>> {
    const answer = this.queue.then(() => this.describeNow(experimentFile, source, signal));
    this.queue = answer;
    return answer;
  }

  /** Ends the process; the next question starts another. */
  rest(): void {
    this.process?.dispose();
    this.process = undefined;
  }

  dispose(): void {
    this.disposed = true;
    this.rest();
  }

  private async describeNow(
    experimentFile: string,
    source: string | undefined,
    signal: Cancellation | undefined,
  ): Promise<Result<ExperimentDescription>> {
    if (this.disposed || signal?.aborted) return failure(nobodyAsks);
    const started = await this.start();
    if (!started.ok) return started;
    const inspector = started.value;
    let outOfPatience = false;
    const giveUp = () => {
      outOfPatience = true;
      inspector.dispose();
    };
    const timers = [setTimeout(giveUp, this.patience.buildMs)];
    const onAbort = () => timers.push(setTimeout(giveUp, this.patience.cancelledMs));
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const request = { kind: 'describe', experimentFile, ...(source !== undefined && { source }) } as const;
      return readDescriptionAnswer(await inspector.request(request));
    } catch (error) {
      if (signal?.aborted || this.disposed) return failure(nobodyAsks);
      if (outOfPatience) return failure(endless(experimentFile, this.patience.buildMs / 1000));
      return failure(inspector.isGone ? died(experimentFile, error) : toProblem(error, 'environment'));
    } finally {
      signal?.removeEventListener('abort', onAbort);
      timers.forEach(clearTimeout);
    }
  }

  private async start(): Promise<Result<InspectorProcess>> {
    if (this.process && !this.process.isGone) return { ok: true, value: this.process };
    const inspector = new InspectorProcess(this.program);
    this.process = inspector;
    const timer = setTimeout(() => inspector.dispose(), this.patience.startMs);
    try {
      await inspector.request({ kind: 'start' });
      return { ok: true, value: inspector };
    } catch (error) {
      inspector.dispose();
      return failure(this.disposed ? nobodyAsks : notStarted(this.program, error));
    } finally {
      clearTimeout(timer);
    }
  }
}

const nobodyAsks: Problem = { message: 'Nobody waits for this answer any more.', blame: 'environment' };

const endless = (file: string, seconds: number): Problem => ({
  message: `Building this experiment had not ended after ${seconds} s, so it was given up.`,
  remedy: 'Look for a loop that never ends, and for long work outside of the training step.',
  file,
  blame: 'experiment',
});

/** It died while it ran the user's code, and comes back for every other experiment. */
const died = (file: string, error: unknown): Problem => ({
  message: `Building this experiment ended its process (${toProblem(error, 'experiment').message}).`,
  remedy: 'Look at what it does before training begins.',
  file,
  blame: 'experiment',
});

const notStarted = (program: InspectorProgram, error: unknown): Problem => ({
  message: `The inspector could not be started (${error instanceof ProblemError ? error.problem.message : String(error)}).`,
  remedy: `It runs ${program.execPath}; check that this is a Node of version 20 or newer, or set gibbon.nodePath.`,
  blame: 'environment',
});
