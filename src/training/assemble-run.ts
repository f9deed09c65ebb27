/** What any run needs before it can train, new or resumed: engine, experiment, data, state, each needing the one before. */
import { NoiseGenerator } from '../noise/noise-generator';
import { ProblemError } from '../base/problem';
import { unwrap } from '../base/result';
import type { Dataset } from '../data/dataset';
import { type Engine, startEngine } from '../engine/engine';
import type { RunManifest } from '../protocol/manifest';
import type { DataPlaces, TrainTask } from '../protocol/trainer-job';
import type { Bundle } from '../loading/bundle-experiment';
import { impurityOf } from '../loading/pure-code';
import { type LayerOrigins, watchLayers } from '../loading/layer-origins';
import { type LoadedExperiment, loadExperiment } from '../loading/load-experiment';
import { installRandomness, type RandomnessSource } from '../loading/tfjs-randomness';
import { loadDataOf } from './load-data';
import { readBundle } from './stored-bundle';
import { knownClasses, runsKnownCode, tensorMethods } from './known-code';
import { TrainingState } from './training-state';
import { TrainingStep } from './training-step';

export interface Assembled {
  readonly loaded: LoadedExperiment;
  readonly dataset: Dataset;
  readonly engine: Engine;
  readonly state: TrainingState;
  readonly trainingStep: TrainingStep;
  readonly origins: LayerOrigins;
  readonly randomness: RandomnessSource;
  /** Whether nothing runs in its models and its step but code that does the same each time. */
  readonly isKnownCode: boolean;
}

export interface Wanted {
  readonly experimentFile: string;
  readonly baseFolder: string;
  readonly engine: TrainTask['engine'];
  readonly threads: number | undefined;
  readonly seed: number | undefined;
}

export interface AssemblySurroundings {
  /** Where the bundle is put for the moment of its import. */
  readonly scratchFolder: string;
  readonly dataPlaces: DataPlaces;
  /** Says what is going on. */
  readonly onActivity: (activity: string) => void;
}

/** Engine, experiment and data together, in the order in which each needs the one before. */
export async function assemble(
  bundle: Bundle,
  wanted: Wanted,
  { scratchFolder, dataPlaces, onActivity }: AssemblySurroundings,
): Promise<Assembled> {
  onActivity('starting the engine');
  const engine = unwrap(
    await startEngine(wanted.engine, wanted.threads === undefined ? {} : { threads: wanted.threads }),
  );
  try {
    return await assembleOn(engine, bundle, wanted, { scratchFolder, dataPlaces, onActivity });
  } catch (error) {
    // One process has one engine: another experiment may be tried in this one.
    engine.dispose();
    throw error;
  }
}

async function assembleOn(
  engine: Engine,
  bundle: Bundle,
  wanted: Wanted,
  { scratchFolder, dataPlaces, onActivity }: AssemblySurroundings,
): Promise<Assembled> {
  const randomness: RandomnessSource = { current: new NoiseGenerator(0) };
  installRandomness(randomness);
  const origins = watchLayers();
  const known = knownClasses();
  onActivity('building the models');
  const loaded = await loadExperiment(bundle, {
    experimentFile: wanted.experimentFile,
    scratchFolder,
    randomness,
    origins,
    ...(wanted.seed !== undefined && { seed: wanted.seed }),
  });
  onActivity('reading the data');
  const dataset = await loadDataOf(loaded, wanted.baseFolder, dataPlaces, onActivity);
  return explained(loaded, () => {
    const { train, classNames, range } = dataset;
    loaded.experiment.checkData({ shape: train.shape, classCount: classNames.length, range });
    const state = new TrainingState(loaded.experiment, randomness, loaded.seed, loaded.variables);
    const isKnownCode =
      runsKnownCode(loaded.experiment, known) || impurityOf(bundle.code, tensorMethods()) === undefined;
    const trainingStep = new TrainingStep({
      experiment: loaded.experiment,
      state,
      dataset,
      engine,
      randomness,
      seed: loaded.seed,
      isKnownCode,
    });
    return { loaded, dataset, engine, state, trainingStep, origins, randomness, isKnownCode };
  });
}

/** A run as its folder holds it: its own bundle, on its own engine, with the same data. @throws ProblemError */
export async function assembleRecorded(
  runFolder: string,
  manifest: RunManifest,
  surroundings: AssemblySurroundings,
): Promise<Assembled> {
  const { experiment, engine, baseFolder, seed } = manifest;
  const assembled = await assemble(
    await readBundle(runFolder, manifest),
    { experimentFile: experiment.file, baseFolder, engine: engine.name, threads: engine.threads, seed },
    surroundings,
  );
  const { name, train, samples, fingerprint, origin } = assembled.dataset;
  const recorded = manifest.dataset;
  if (name !== recorded.name || train.count !== recorded.trainCount)
    throw new ProblemError({
      message: `The run was trained on ${recorded.name} (${recorded.trainCount} ${samples}); found now: ${name} (${train.count} ${samples}).`,
      remedy: 'Make the same data available again.',
      file: runFolder,
      blame: 'environment',
    });
  if (recorded.fingerprint !== undefined && fingerprint !== recorded.fingerprint)
    throw new ProblemError({
      message: `The run expected the ${samples} that it was trained on, and some of ${origin} have changed since.`,
      remedy: 'Put back what was there, or start a new run.',
      file: runFolder,
      blame: 'environment',
    });
  return assembled;
}

/** What runs the user's code, with whatever it throws as a problem at the user's line. */
export function explained<T>(loaded: LoadedExperiment, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new ProblemError(loaded.explain(error), { cause: error });
  }
}
