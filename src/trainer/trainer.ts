/**
 * The life of one trainer: prepares its run, trains step by step while it answers its clients, and ends in order, with a
 * checkpoint and a manifest that says how. Every way out goes through `end`.
 */
import { type Problem, ProblemError, toProblem } from '../base/problem';
import type { RunEnd } from '../protocol/manifest';
import type { TrainerJob } from '../protocol/trainer-job';
import {
  startingStatus,
  TRAINER_PROTOCOL_VERSION,
  type TrainerRequest,
  type TrainerStatus,
} from '../protocol/trainer-messages';
import { indexRun } from '../store/index-run';
import { isCheckpointDue } from './checkpoint-cadence';
import type { Clock } from './clock';
import { captureConsole } from '../loading/experiment-process';
import { prepareRun } from './prepare-run';
import type { PreparedRun } from './prepared-run';
import { checkNumbers } from './number-check';
import type { Observation } from '../training/training-step';
import { TrainerServer } from './trainer-server';

/** How long training may keep the event loop, and with it every answer, to itself. */
const YIELD_AFTER_MS = 15;
const STATUS_EVERY_MS = 100;
/** How long whoever started this trainer has to reach it before the experiment's code gets the process to itself. */
const GREETING_MS = 5000;
/** How long a client has to fetch the last status before the trainer leaves. */
const FAREWELL_MS = 2000;

type Wish = 'train' | 'pause' | 'stop' | 'leave';

export class Trainer {
  private prepared: PreparedRun | undefined;
  private server: TrainerServer | undefined;
  private wish: Wish = 'train';
  private wished: (() => void) | undefined;
  private status: TrainerStatus = startingStatus;
  private lastStatusMs = -Infinity;
  private isCheckpointAsked = false;
  private lastCheckpointMs = 0;
  private aloneSinceMs: number;
  /** Steps that were looked into. */
  private looks = 0;

  constructor(
    private readonly job: TrainerJob,
    private readonly clock: Clock,
  ) {
    this.aloneSinceMs = clock.elapsedMs();
  }

  async run(): Promise<void> {
    const server = await TrainerServer.listen(this.job.socket, (request) => this.answer(request));
    this.server = server;
    captureConsole((text) => server.broadcast({ kind: 'printed', text }));
    // A step that never ends answers nobody: by then its client must know where it is, to be able to stop it.
    await server.untilGreeted(GREETING_MS);
    try {
      this.prepared = await prepareRun(
        this.job,
        this.clock,
        (activity) => this.say({ activity }),
        (message) => server.broadcast({ kind: 'noted', message }),
      );
      this.lastCheckpointMs = this.clock.elapsedMs();
      await this.train(this.prepared);
    } catch (error) {
      this.end('failed', this.prepared ? this.prepared.loaded.explain(error) : toProblem(error, 'environment'));
    }
    // The run has ended: whoever opens it meanwhile reads its event files.
    await Promise.all([server.close(FAREWELL_MS), this.prepared && indexRun(this.prepared.runFolder)]);
  }

  /** Ends with a checkpoint as paused: nobody wants this run now, somebody may later. */
  endPaused(): void {
    this.want('leave');
  }

  private async train(run: PreparedRun): Promise<void> {
    run.recorder.recordPictures(run.state.step);
    this.say({ state: 'training', activity: 'training' });
    let lastYieldMs = this.clock.elapsedMs();
    while (run.state.step < run.manifest.totalSteps) {
      if (this.clock.elapsedMs() - lastYieldMs >= YIELD_AFTER_MS) {
        await new Promise(setImmediate);
        lastYieldMs = this.clock.elapsedMs();
        if (this.leaseIsOver()) this.wish = 'leave';
      }
      if (this.wish === 'stop') return this.end('stopped');
      if (this.wish === 'leave') return this.end('paused');
      if (this.wish === 'pause') {
        await this.pause(run);
        continue;
      }
      try {
        this.trainSomeSteps(run);
      } catch (error) {
        // The disk is somebody's to mend: the state is safe in memory, and training goes on when they say so.
        if (!(error instanceof ProblemError) || error.problem.blame !== 'environment') throw error;
        this.want('pause');
        this.say({ problem: error.problem });
      }
    }
    this.end('finished');
  }

  /** Up to where somebody wants to look, or something has to be done; then everything that the steps showed is recorded. */
  private trainSomeSteps(run: PreparedRun): void {
    const startMs = this.clock.elapsedMs();
    const observations = this.compute(run);
    const { totalSteps } = run.manifest;
    const firstStep = run.state.step - observations.length;
    try {
      observations.forEach((observation, at) => {
        const step = firstStep + at + 1;
        // The validation loss is what an experiment asks for, not something that looks at it.
        const isDue = run.trainingStep.plan.isEvaluatedAfter(step);
        const evaluated = isDue ? run.ledger.train(() => run.evaluate()).result : {};
        run.statistics.addNumbers(step, run.recorder.recordStep(step, observation, evaluated));
        checkNumbers(step, observation.scalars, run);
      });
    } finally {
      // Up to the step that failed, if one did.
      run.recorder.write();
    }
    const { step } = run.state;
    run.recorder.recordPictures(step, step === totalSteps);
    if (this.isCheckpointAsked || this.isCheckpointDue(run)) this.checkpoint(run);
    const eachMs = (this.clock.elapsedMs() - startMs) / observations.length;
    for (let i = 0; i < observations.length; i++) run.statistics.addTime(eachMs);
    if (this.clock.elapsedMs() - this.lastStatusMs >= STATUS_EVERY_MS) this.say({});
  }

  private compute({ state, trainingStep, recorder, ledger, statistics, manifest }: PreparedRun): Observation[] {
    const { step } = state;
    const probes = recorder.probesAfter(step);
    if (probes) {
      const look = () => trainingStep.run(probes);
      // The first two are compiled and proven alike, once and for all.
      if (this.looks++ < 2) return [look()];
      return [ledger.trainWatched(statistics.stepMsMedian, look).result];
    }
    const toEvaluation = trainingStep.plan.stepsToEvaluation(step);
    const atMost = Math.min(recorder.stepsToNextLook(step), toEvaluation, manifest.totalSteps - step);
    return ledger.train(() => trainingStep.runSome(atMost)).result;
  }

  private isCheckpointDue({ state, trainingStep, ledger }: PreparedRun): boolean {
    return isCheckpointDue({
      isEndOfEpoch: trainingStep.plan.isEvaluatedAfter(state.step),
      sinceLastMs: this.clock.elapsedMs() - this.lastCheckpointMs,
      hasRoom: ledger.hasRoom,
    });
  }

  private checkpoint(run: PreparedRun): string {
    this.lastCheckpointMs = this.clock.elapsedMs();
    // Also where the disk refuses: that is told, and who asked must not wait for ever.
    this.isCheckpointAsked = false;
    return run.ledger.look(() => run.checkpoint());
  }

  /** Waits, with the state in memory and on disk, until somebody wants something else. */
  private async pause(run: PreparedRun): Promise<void> {
    try {
      this.checkpoint(run);
    } catch (error) {
      this.say({ problem: toProblem(error, 'environment') });
    }
    this.say({ state: 'paused', activity: 'paused' });
    while (this.wish === 'pause') {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.wished = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (this.leaseIsOver()) this.wish = 'leave';
    }
    if (this.wish === 'train') this.say({ state: 'training', activity: 'training', problem: undefined });
  }

  private leaseIsOver(): boolean {
    const now = this.clock.elapsedMs();
    if (this.server?.hasClients) this.aloneSinceMs = now;
    return now - this.aloneSinceMs > Math.max(this.job.leaseMinutes * 60_000, FAREWELL_MS);
  }

  private async answer(request: TrainerRequest): Promise<TrainerStatus> {
    switch (request.kind) {
      case 'readStatus':
        if (request.protocolVersion !== TRAINER_PROTOCOL_VERSION)
          throw new ProblemError({
            message: 'The trainer of this run and this Gibbon are of different versions.',
            remedy: 'Let it end, or stop it with the version that started it.',
            blame: 'environment',
          });
        return this.status;
      case 'pause':
        this.want('pause');
        return this.until((status) => status.state !== 'training' && status.state !== 'starting');
      case 'resume':
        this.want('train');
        return this.until((status) => status.state !== 'paused');
      case 'stop':
        this.want('stop');
        return this.until(hasEnded);
      case 'checkpoint':
        // Whoever is paused has made one; whoever starts has nothing yet.
        if (this.status.state !== 'training') return this.status;
        this.isCheckpointAsked = true;
        return this.until(({ state }) => !this.isCheckpointAsked || state !== 'training');
    }
  }

  private want(wish: Wish): void {
    // Stop is final: a pause that arrives after it must not keep the trainer.
    if (this.wish === 'stop' || this.wish === 'leave') return;
    this.wish = wish;
    this.wished?.();
  }

  private async until(condition: (status: TrainerStatus) => boolean): Promise<TrainerStatus> {
    while (!condition(this.status) && !hasEnded(this.status)) await new Promise((resolve) => setTimeout(resolve, 5));
    return this.status;
  }

  /** The one way to end: last records and a checkpoint where there is something to keep, then the manifest, then the word. */
  private end(state: RunEnd['state'], problem?: Problem): void {
    let outcome: { state: RunEnd['state']; problem?: Problem } = { state, ...(problem && { problem }) };
    try {
      if (this.prepared) outcome = this.prepared.finish(state, problem);
    } catch (error) {
      outcome = { state: 'failed', problem: problem ?? toProblem(error, 'environment') };
    }
    this.say({ activity: outcome.state, ...outcome });
  }

  private say(change: Partial<TrainerStatus>): void {
    const run = this.prepared;
    const nowMs = this.clock.elapsedMs();
    if (run) {
      const { manifest, state, statistics, ledger } = run;
      const stepMsMedian = statistics.stepMsMedian;
      this.status = {
        ...this.status,
        runFolder: run.runFolder,
        step: state.step,
        totalSteps: manifest.totalSteps,
        epoch: state.step / manifest.stepsPerEpoch,
        epochs: manifest.epochs,
        stepMsMedian,
        stepsPerSecond: stepMsMedian > 0 ? 1000 / stepMsMedian : 0,
        lookingShare: ledger.share,
        metrics: statistics.metrics,
      };
    }
    this.status = { ...this.status, ...change };
    this.lastStatusMs = nowMs;
    this.server?.broadcast({ kind: 'statusChanged', status: this.status }, Object.keys(change).length === 0);
  }
}

const hasEnded = ({ state }: TrainerStatus): boolean =>
  state === 'finished' || state === 'stopped' || state === 'failed';
