/** What any run needs before it can train, new or resumed: engine, experiment, data, state, each needing the one before. */
import { NoiseGenerator } from '../noise/noise-generator';
import { ProblemError } from '../base/problem';
import { unwrap } from '../base/result';
import type { Dataset } from '../data/dataset';
import { systemDatasetFolders } from '../data/fashion-mnist-files';
import { loadDataset } from '../data/load-dataset';
import { type Engine, startEngine } from '../engine/engine';
import type { RunManifest } from '../protocol/manifest';
import type { DataPlaces, TrainTask } from '../protocol/trainer-job';
import type { Bundle } from '../loading/bundle-experiment';
import { impurityOf } from '../loading/pure-code';
import { type LayerOrigins, watchLayers } from '../loading/layer-origins';
import { type LoadedExperiment, loadExperiment } from '../loading/load-experiment';
import { installRandomness, type RandomnessSource } from '../loading/tfjs-randomness';
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
  const dataset = unwrap(
    await loadDataset(loaded.experiment.dataset, {
      baseFolder: wanted.baseFolder,
      searchFolders: [...dataPlaces.datasetFolders, ...systemDatasetFolders],
      cacheFolder: dataPlaces.cacheFolder,
      allowDownload: dataPlaces.allowDownload,
      onProgress: onActivity,
    }),
  );
  return explained(loaded, () => {
    loaded.experiment.checkShapes(dataset.train.shape, dataset.classNames.length);
    const state = new TrainingState(loaded.experiment, randomness, loaded.seed, loaded.variables);
    const trainingStep = new TrainingStep({
      experiment: loaded.experiment,
      state,
      dataset,
      engine,
      randomness,
      seed: loaded.seed,
      isKnownCode: runsKnownCode(loaded.experiment, known) || impurityOf(bundle.code, tensorMethods()) === undefined,
    });
    return { loaded, dataset, engine, state, trainingStep, origins, randomness };
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
  const { name, train } = assembled.dataset;
  if (name !== manifest.dataset.name || train.count !== manifest.dataset.trainCount)
    throw new ProblemError({
      message: `The run was trained on ${manifest.dataset.name} (${manifest.dataset.trainCount} images); found now: ${name} (${train.count} images).`,
      remedy: 'Make the same data available again.',
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
