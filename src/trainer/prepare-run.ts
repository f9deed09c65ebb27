/** From a job to a run that is ready to train: a new one from an experiment file, or an old one from its own folder. */
import path from 'node:path';
import { unwrap } from '../base/result';
import type { RunManifest, RunNote, Segment } from '../protocol/manifest';
import type { TrainerJob, TrainTask } from '../protocol/trainer-job';
import { discardCheckpointsAfter, loadNewestCheckpoint } from '../store/checkpoints';
import { EventFileWriter, eventFileName } from '../store/event-file-writer';
import { reserveSpace } from '../store/reserved-space';
import { createRunFolder, storeSources } from '../store/run-folder';
import { RunReader } from '../store/run-reader';
import {
  assemble,
  type Assembled,
  assembleRecorded,
  type AssemblySurroundings,
  explained,
} from '../training/assemble-run';
import { bundleExperiment } from '../loading/bundle-experiment';
import { claimRun } from './claim-run';
import type { Clock } from './clock';
import { ClassifierStarter } from './classifier-process';
import { describeTracks } from './describe-tracks';
import { engineChange, engineRecord, engineRemarks } from './engine-notes';
import { gibbonVersion } from './gibbon-version';
import { describeLayerTracks } from './layer-tracks';
import { describeFeatureMaps } from '../looking/feature-maps';
import { LayerStatistics } from '../looking/layer-statistics';
import { looksOf } from '../looking/looks';
import { LookingLedger } from './looking-ledger';
import { summarizeModels } from '../loading/model-roles';
import { PictureDrawer } from '../looking/picture-drawer';
import { PcaComparison } from '../looking/pca-comparison';
import { PreparedRun } from './prepared-run';
import { Recorder } from './recorder';
import { rehearse } from './rehearsal';
import { noteFallbacks } from './fallback-notes';
import { METRICS_WINDOW, StepStatistics } from './step-statistics';
import { storeBundle } from '../training/stored-bundle';

const LOOKING_BUDGET = 0.05;

export interface Surroundings {
  readonly job: TrainerJob;
  readonly clock: Clock;
  /** Says what is going on. */
  readonly onActivity: (activity: string) => void;
  /** Says something that people should know about this run. */
  readonly onNote: (message: string) => void;
}

/** @throws ProblemError: whatever is wrong with the experiment, its data, the engine or the disk */
export function prepareRun(
  job: TrainerJob,
  clock: Clock,
  onActivity: (activity: string) => void,
  onNote: (message: string) => void,
): Promise<PreparedRun> {
  const surroundings = { job, clock, onActivity, onNote };
  return job.task.kind === 'train'
    ? prepareNewRun(job.task, surroundings)
    : prepareResumedRun(job.task.runFolder, surroundings);
}

async function prepareNewRun(task: TrainTask, surroundings: Surroundings): Promise<PreparedRun> {
  const { clock, onActivity, onNote } = surroundings;
  const bundle = await bundleExperiment(task.experimentFile);
  const baseFolder = path.dirname(task.experimentFile);
  const assembled = await assemble(
    bundle,
    { experimentFile: task.experimentFile, baseFolder, engine: task.engine, threads: task.threads, seed: task.seed },
    assembly(surroundings),
  );
  const { loaded, dataset, engine, state, trainingStep } = assembled;
  const { experiment } = loaded;
  const notes = noteFallbacks(assembled, onNote);

  onActivity('trying the first step');
  const { observation, replayable } = explained(loaded, () => rehearse(state, trainingStep));
  if (!replayable)
    onNote(
      'Two replays of one step differ: the step keeps something outside of ctx.state. It trains, but it has no step back and resume is not exact.',
    );
  const drawer = new PictureDrawer(experiment, trainingStep, loaded.seed);
  const tracks = explained(loaded, () =>
    describeTracks(
      loaded,
      observation,
      dataset,
      trainingStep,
      drawer,
      describeLayerTracks(loaded, assembled.origins, new LayerStatistics(experiment, state)),
    ),
  );
  const featureMaps = drawer.aside(() => describeFeatureMaps({ experiment, step: trainingStep, seed: loaded.seed }));

  const name = path.basename(task.experimentFile).replace(/\.gibbon\.[^.]+$|\.[^.]+$/, '');
  const runFolder = unwrap(createRunFolder(task.runsFolder, name, clock.now()));
  const { stepsPerEpoch, namedStages: stages } = trainingStep.plan;
  const wanted = task.epochs === undefined ? trainingStep.plan.totalSteps : task.epochs * stepsPerEpoch;
  const totalSteps = task.steps ?? wanted;
  const segment = newSegment(0, 0, clock);
  const manifest: RunManifest = {
    format: 1,
    id: path.basename(runFolder),
    name,
    createdAt: clock.now().toISOString(),
    gibbonVersion,
    experiment: { file: task.experimentFile, family: experiment.family },
    sources: storeSources(runFolder, bundle.sources),
    bundle: storeBundle(runFolder, bundle),
    seed: loaded.seed,
    engine: engineRecord(engine),
    dataset: {
      name: dataset.name,
      description: dataset.description,
      trainCount: dataset.train.count,
      shape: [...dataset.train.shape],
      classNames: [...dataset.classNames],
      ...(dataset.fingerprint !== undefined && { fingerprint: dataset.fingerprint }),
    },
    batchSize: experiment.batchSize,
    stepsPerEpoch,
    ...(stages.length > 0 && { stages }),
    epochs: totalSteps / stepsPerEpoch,
    totalSteps,
    // The rehearsal has just taken a step.
    phases: trainingStep.phases,
    lookingBudget: LOOKING_BUDGET,
    models: summarizeModels(experiment.models, assembled.origins, loaded.positions),
    tracks,
    featureMaps,
    replayable,
    segments: [segment],
    baseFolder,
    process: { pid: process.pid, socket: surroundings.job.socket },
    end: null,
  };
  const run = openRun(runFolder, manifest, segment, assembled, surroundings);
  run.updateManifest({});
  tell(engineRemarks(engine, 0), run, onNote);
  notes.belongTo(run);
  run.checkpoint();
  return run;
}

async function prepareResumedRun(runFolder: string, surroundings: Surroundings): Promise<PreparedRun> {
  const { clock, onNote, job } = surroundings;
  const manifest = await claimRun(runFolder, job.socket);
  const assembled = await assembleRecorded(runFolder, manifest, assembly(surroundings));
  const { loaded, engine, state, trainingStep } = assembled;
  const notes = noteFallbacks(assembled, onNote);
  const checkpoint = unwrap(loadNewestCheckpoint(runFolder));
  for (const sentence of checkpoint.damage) onNote(sentence);
  state.restore(checkpoint.state);
  discardCheckpointsAfter(runFolder, state.step);
  const change = engineChange(engine, manifest.engine, state.step);
  // An engine knows how it computes when it has tried; the one of before has been tried already.
  if (change) explained(loaded, () => rehearse(state, trainingStep));
  const segment = newSegment(manifest.segments.length, state.step, clock);
  const run = openRun(runFolder, manifest, segment, assembled, surroundings);
  await primeStatistics(run);
  run.updateManifest({
    ...(change && { engine: engineRecord(engine) }),
    segments: [...manifest.segments, segment],
    process: { pid: process.pid, socket: job.socket },
    end: null,
  });
  if (change) tell([change, ...engineRemarks(engine, state.step)], run, onNote);
  notes.belongTo(run);
  return run;
}

function tell(notes: readonly RunNote[], run: PreparedRun, onNote: (message: string) => void): void {
  for (const { message } of notes) onNote(message);
  run.addNotes(notes);
}

function openRun(
  runFolder: string,
  manifest: RunManifest,
  segment: Segment,
  assembled: Assembled,
  { clock, job }: Surroundings,
): PreparedRun {
  const { loaded, state, trainingStep } = assembled;
  const writer = EventFileWriter.create(
    path.join(runFolder, segment.eventFile),
    clock.now().getTime() / 1000,
    () => clock.elapsedMs(),
    // A segment that the manifest lacks yet takes an earlier one up again.
    manifest.segments.includes(segment) ? {} : { resumedFromStep: segment.fromStep },
  );
  const ledger = new LookingLedger(clock, manifest.lookingBudget);
  const starter = new ClassifierStarter(job, loaded.experiment.dataset, manifest.baseFolder);
  const looks = looksOf(assembled, {
    tracks: manifest.tracks,
    featureMaps: manifest.featureMaps,
    cacheFolder: job.cacheFolder,
    onClassifierMissing: (step) => starter.startAfter(step),
  });
  const recorder = new Recorder(looks, writer, ledger, clock);
  reserveSpace(runFolder);
  return new PreparedRun({
    runFolder,
    manifest,
    loaded,
    state,
    trainingStep,
    writer,
    recorder,
    ledger,
    statistics: new StepStatistics(),
    pca: PcaComparison.of(loaded.experiment, assembled.dataset, trainingStep.heldOut),
    clock,
    quotaBytes: job.quotaBytes,
  });
}

const assembly = ({ job, onActivity }: Surroundings): AssemblySurroundings => ({
  scratchFolder: path.dirname(job.socket),
  dataPlaces: job,
  onActivity,
});

const newSegment = (index: number, fromStep: number, clock: Clock): Segment => ({
  eventFile: eventFileName(clock.now(), index),
  fromStep,
  startedAt: clock.now().toISOString(),
});

/** The means of a status span the last steps, also those of before the interruption. */
async function primeStatistics({ runFolder, state, statistics }: PreparedRun): Promise<void> {
  const reader = unwrap(RunReader.open(runFolder));
  await reader.refreshAsync();
  const tags = reader.scalarTags();
  for (let step = Math.max(0, state.step - METRICS_WINDOW); step <= state.step; step++)
    for (const { tag, step: recordedAt, value } of reader.values(tags, step))
      statistics.addNumbers(recordedAt, { [tag]: value });
  reader.dispose();
}
