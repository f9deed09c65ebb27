/**
 * One run as this window knows it: what is on disk, read as it grows, and the living trainer, if there is one. Live and
 * recorded runs are one case: everything that is shown comes from the run folder.
 */
import * as vscode from 'vscode';
import { type Problem, ProblemError } from '../base/problem';
import { unwrap } from '../base/result';
import { attachTrainer, isWriterAlive } from '../client/attach-trainer';
import { PATIENCE_MS, type TrainerClient } from '../client/trainer-client';
import type { RunManifest, RunState } from '../protocol/manifest';
import type { TrainerStatus } from '../protocol/trainer-messages';
import type { Playhead, RunProgress, StepView } from '../protocol/training-panel-messages';
import type { ShownMoment } from '../protocol/run-panel-messages';
import { listCheckpoints } from '../store/checkpoint-folder';
import { readManifest } from '../store/manifest-file';
import { readRunState } from '../store/run-list';
import type { RunReader } from '../store/run-reader';
import type { RunFigures } from './moments/moment-reader';
import { LiveStates } from './moments/live-states';
import { type InspectorSource, RunInspection } from './moments/run-inspection';
import type { StepInspector } from './moments/step-inspector';

/** How often the folder of a run that nobody here trains is looked at, while it is shown. */
const POLL_MS = 2000;

export class RunSession implements vscode.Disposable {
  private readonly advanced = new vscode.EventEmitter<RunProgress>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly told = new vscode.EventEmitter<void>();
  private readonly moved = new vscode.EventEmitter<void>();
  private readonly viewed = new vscode.EventEmitter<void>();
  private readonly layerSelected = new vscode.EventEmitter<void>();
  private client: TrainerClient | undefined;
  private refreshing: Promise<void> | undefined;
  private refreshAgain = false;
  private currentState: RunState = 'crashed';
  /** Why a trainer that this window listened to died, where that is known. */
  private death: Problem | undefined;
  private readonly poll: NodeJS.Timeout;
  private watchers = 0;
  private currentPlayhead: Playhead = { kind: 'live' };
  private stepInspector: StepInspector | undefined;
  private currentLayer: string | undefined;
  private readonly liveStates = new LiveStates();

  /** New records or a new state; only while somebody watches. */
  readonly onAdvanced = this.advanced.event;
  /** The manifest is another one: resumed, ended. */
  readonly onChanged = this.changed.event;
  /** The trainer said how it goes, whether or not somebody watches; nothing was read for it. */
  readonly onStatus = this.told.event;
  /** The playhead stands elsewhere. While it rides at the end, `onAdvanced` tells how it moves. */
  readonly onPlayhead = this.moved.event;
  /** The step under the playhead is shown in another way: `stepView` and `figures` are others. */
  readonly onStepViewed = this.viewed.event;
  /** `selectedLayer` is another one. */
  readonly onLayerSelected = this.layerSelected.event;
  /** Answers about any moment of the run. */
  readonly inspection: RunInspection;

  private constructor(
    readonly runFolder: string,
    private currentManifest: RunManifest,
    readonly reader: RunReader,
    inspectors: InspectorSource,
  ) {
    this.inspection = new RunInspection(runFolder, inspectors);
    this.poll = setInterval(() => void this.lookAtFolder(), POLL_MS);
  }

  /** @throws ProblemError when the manifest can't be read; damaged records are told by the reader */
  static async open(runFolder: string, inspectors: InspectorSource): Promise<RunSession> {
    // Loaded with the first run that is opened: reading records takes a third of all of the extension's code.
    const [{ RunReader }, { StepInspector }] = await Promise.all([
      import('../store/run-reader'),
      import('./moments/step-inspector'),
    ]);
    const manifest = unwrap(readManifest(runFolder));
    const session = new RunSession(runFolder, manifest, unwrap(RunReader.open(runFolder)), inspectors);
    await session.reader.refreshAsync();
    void session.reader.keepIndex();
    session.currentState = await session.deriveState();
    session.stepInspector = new StepInspector(session, session.inspection);
    session.stepInspector.onDidChange(() => session.viewed.fire());
    return session;
  }

  get manifest(): RunManifest {
    return this.currentManifest;
  }

  get state(): RunState {
    return this.currentState;
  }

  get isLive(): boolean {
    return this.client !== undefined;
  }

  /** What the living trainer last said. */
  get status(): TrainerStatus | undefined {
    return this.client?.status;
  }

  get progress(): RunProgress {
    const status = this.client?.status;
    const { end, stepsPerEpoch } = this.currentManifest;
    const lastStep = this.reader.lastStep;
    const problem = status?.problem ?? end?.problem ?? (this.currentState === 'crashed' ? this.death : undefined);
    return {
      state: this.currentState,
      activity: status?.activity ?? this.currentState,
      lastStep,
      epoch: lastStep / stepsPerEpoch,
      stepsPerSecond: this.currentState === 'training' ? (status?.stepsPerSecond ?? 0) : 0,
      stepMsMedian: status?.stepMsMedian ?? end?.stepMsMedian ?? 0,
      lookingShare: status?.lookingShare ?? 0,
      ...(problem && { problem }),
    };
  }

  /** The one playhead of all that show this run. */
  get playhead(): Playhead {
    return this.currentPlayhead;
  }

  /** The step that everything about this run is shown at; 0 while nothing is recorded. */
  get playheadStep(): number {
    const lastStep = Math.max(0, this.reader.lastStep);
    return this.currentPlayhead.kind === 'live' ? lastStep : Math.min(this.currentPlayhead.step, lastStep);
  }

  movePlayhead(playhead: Playhead): void {
    this.currentPlayhead = playhead;
    this.moved.fire();
    this.stepInspector?.follow();
  }

  /** Steps of which a state is kept, ascending. */
  get keptSteps(): number[] {
    return listCheckpoints(this.runFolder).map(({ step }) => step);
  }

  /** What those show that show a moment of the run: while it trains and the playhead rides, the newest state that is kept. */
  get moment(): ShownMoment {
    const isMoving = this.currentPlayhead.kind === 'live' && this.currentState === 'training';
    const step = isMoving ? (this.keptSteps.at(-1) ?? 0) : this.playheadStep;
    return { step, playhead: this.currentPlayhead, isMoving };
  }

  /** The moment after the one of step `after`: while the run trains its state is kept anew for it, now and then. */
  async nextMoment(after: number): Promise<ShownMoment> {
    const { isMoving, step } = this.moment;
    if (isMoving && step <= after) await this.liveStates.next(() => this.findTrainer());
    return this.moment;
  }

  /** @throws ProblemError when the state after `step` steps is not kept, and can't be computed again */
  checkReachable(step: number): void {
    const obstacle = this.inspection.source.obstacleToReplay(this.currentManifest);
    if (obstacle && !this.keptSteps.includes(step)) throw new ProblemError(obstacle);
  }

  /** The layer on whose line the cursor in the source rests; undefined: on none. */
  get selectedLayer(): string | undefined {
    return this.currentLayer;
  }

  selectLayer(layer: string | undefined): void {
    if (layer === this.currentLayer) return;
    this.currentLayer = layer;
    this.layerSelected.fire();
  }

  /** How the step under the playhead is shown; undefined while it rides at the end. */
  get stepView(): StepView | undefined {
    return this.stepInspector?.view;
  }

  /** The records, with what was computed again of the step under the playhead. */
  get figures(): RunFigures {
    return this.stepInspector?.figures ?? this.reader;
  }

  /** Settings or the workspace's trust are others. */
  lookAgain(): void {
    this.stepInspector?.follow();
  }

  get isWatched(): boolean {
    return this.watchers > 0;
  }

  /** Somebody shows this run until the returned thing is disposed; nobody, no work. */
  watch(): vscode.Disposable {
    this.watchers++;
    void this.refresh();
    this.stepInspector?.follow();
    return new vscode.Disposable(() => {
      this.watchers--;
      this.stepInspector?.follow();
    });
  }

  /** Listens to a trainer of this run from now on. */
  follow(client: TrainerClient): void {
    this.client?.dispose();
    this.client = client;
    this.death = undefined;
    client.onStatus(() => this.onNewStatus());
    client.onClosed(() => void this.onTrainerGone(client));
    // While the run was being read its trainer may have died: nobody tells that a second time.
    if (client.isGone) void this.onTrainerGone(client);
    else void this.reload();
  }

  async pause(): Promise<void> {
    await (await this.findTrainer())?.pause();
  }

  async stop(): Promise<void> {
    const client = await this.findTrainer();
    if (!client || (await client.stop())) return;
    const { file } = this.currentManifest.experiment;
    this.death = { ...endedByForce, file };
    await this.refresh();
  }

  dispose(): void {
    clearInterval(this.poll);
    this.client?.dispose();
    this.stepInspector?.dispose();
    this.inspection.dispose();
    this.reader.dispose();
    this.layerSelected.dispose();
    this.viewed.dispose();
    this.advanced.dispose();
    this.changed.dispose();
    this.told.dispose();
    this.moved.dispose();
  }

  private onNewStatus(): void {
    const { state = 'crashed' } = this.client?.status ?? {};
    const stateChanged = this.currentState !== state;
    this.currentState = state;
    if (stateChanged && ['finished', 'stopped', 'failed'].includes(state)) void this.reload();
    else if (this.watchers > 0 || stateChanged) void this.refresh();
    this.told.fire();
  }

  private async onTrainerGone(client: TrainerClient): Promise<void> {
    if (this.client !== client) return;
    this.client = undefined;
    const words = client.readLastWords();
    if (words) this.death ??= { message: words, blame: 'experiment', file: this.currentManifest.experiment.file };
    const manifest = readManifest(this.runFolder);
    await this.lookForTrainer(manifest.ok ? manifest.value : this.currentManifest);
  }

  /** The trainer of this run. One that this window doesn't hear yet, just after a reload, obeys all the same. */
  private async findTrainer(): Promise<TrainerClient | undefined> {
    if (!this.client && this.currentState === 'training') await this.lookForTrainer(this.currentManifest);
    return this.client;
  }

  /** Only an answer says that a trainer lives: one that is just dying may have closed its connections, and listen still. */
  private async lookForTrainer(manifest: RunManifest): Promise<void> {
    const client = await attachTrainer(manifest).catch(() => undefined);
    if (this.client) client?.dispose();
    else if (client) this.follow(client);
    else await this.reload();
  }

  /** Reads what is new, and says so. Calls that come while one is under way make one more, not many. */
  private async refresh(): Promise<void> {
    if (this.refreshing) {
      this.refreshAgain = true;
      return;
    }
    try {
      do {
        this.refreshAgain = false;
        this.refreshing = this.reader.refreshAsync().then(() => undefined);
        await this.refreshing;
        this.advanced.fire(this.progress);
      } while (this.refreshAgain);
    } finally {
      this.refreshing = undefined;
    }
  }

  /** Reads the manifest again: somebody changed it who is no trainer. */
  async reload(): Promise<void> {
    const manifest = readManifest(this.runFolder);
    if (manifest.ok) this.currentManifest = manifest.value;
    this.currentState = await this.deriveState();
    await this.refresh();
    this.changed.fire();
  }

  private async deriveState(): Promise<RunState> {
    if (this.client) return this.client.status.state;
    return readRunState(this.currentManifest, isWriterAlive);
  }

  /**
   * A run may be resumed by another window or by the CLI: then its manifest names a new writer. One that seems to be
   * trained, by a trainer that this window doesn't hear, is looked for again.
   */
  private async lookAtFolder(): Promise<void> {
    if (this.client || this.watchers === 0) return;
    const manifest = readManifest(this.runFolder);
    if (!manifest.ok) return;
    const isSameWriter = JSON.stringify(manifest.value.process) === JSON.stringify(this.currentManifest.process);
    if (!isSameWriter || this.currentState === 'training') await this.lookForTrainer(manifest.value);
  }
}

const endedByForce: Problem = {
  message: `Training did not stop within ${PATIENCE_MS / 1000} s, so its process was ended.`,
  remedy: 'Look for a loop that never ends in what the experiment does in a step.',
  blame: 'experiment',
};
