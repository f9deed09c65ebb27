/**
 * The one process that computes moments of a run again, for all that ask about them: started with the first question, kept
 * warm between questions, ended when none has come for a while.
 */
import { type Disposable, Emitter } from '../../base/disposable';
import { type Problem, ProblemError } from '../../base/problem';
import { unwrap } from '../../base/result';
import type { RunInspectorClient } from '../../client/run-inspector-client';
import type { InspectorEvent, PanelAnswers, PanelQuestionOf } from '../../protocol/inspector-messages';
import type { RunManifest } from '../../protocol/manifest';

/** How long the process waits for another question. */
const IDLE_MS = 5 * 60 * 1000;

export interface InspectorSource {
  /** Whether the user wants steps to be computed again where nobody asked for more than to see them. */
  isWanted(): boolean;
  /** Why no code of a run may run, if so: the workspace is not trusted. */
  obstacle(): Problem | undefined;
  /** Why steps between its checkpoints can't be computed again, if so. */
  obstacleToReplay(manifest: RunManifest): Problem | undefined;
  start(runFolder: string): RunInspectorClient;
}

export class RunInspection implements Disposable {
  private readonly told = new Emitter<InspectorEvent>();
  private client: RunInspectorClient | undefined;
  private idle: NodeJS.Timeout | undefined;

  /** How far the process has come with what it was asked. */
  readonly onEvent = this.told.event;

  constructor(
    private readonly runFolder: string,
    readonly source: InspectorSource,
  ) {}

  /** The process, warm for a while from now. @throws ProblemError where nothing may be started */
  wake(): RunInspectorClient {
    const problem = this.source.obstacle();
    if (problem) throw new ProblemError(problem);
    if (this.client?.isGone) this.end();
    if (!this.client) {
      this.client = this.source.start(this.runFolder);
      this.client.onEvent((event) => this.told.fire(event));
    }
    this.keepWarm();
    return this.client;
  }

  /** @throws ProblemError where nothing may be started, and what the inspector answers instead */
  async ask<Kind extends keyof PanelAnswers>(question: PanelQuestionOf<Kind>): Promise<PanelAnswers[Kind]> {
    const answer = await this.wake().ask(question);
    this.keepWarm();
    return unwrap(answer);
  }

  dispose(): void {
    this.end();
    this.told.dispose();
  }

  private keepWarm(): void {
    clearTimeout(this.idle);
    if (this.client) this.idle = setTimeout(() => this.end(), IDLE_MS);
  }

  private end(): void {
    clearTimeout(this.idle);
    this.client?.dispose();
    this.client = undefined;
  }
}
