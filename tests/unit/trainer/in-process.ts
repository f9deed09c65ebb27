/** A trainer's inside without a process: an experiment value, its state and its step, on tfjs' plain backend. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import type { Experiment } from '../../../src/authoring/experiment';
import { NoiseGenerator } from '../../../src/base/noise-generator';
import { loadDataset } from '../../../src/data/load-dataset';
import { runEagerly } from '../../../src/engine/engine-types';
import { installRandomness, noiseStreams, type RandomnessSource } from '../../../src/loading/tfjs-randomness';
import { TrainingState } from '../../../src/trainer/training-state';
import { TrainingStep } from '../../../src/trainer/training-step';

export const randomness: RandomnessSource = { current: new NoiseGenerator(0) };

/** To be awaited before anything else of a test file. */
export async function startPlainEngine(): Promise<void> {
  await tf.setBackend('cpu');
  installRandomness(randomness);
}

const engine = {
  name: 'onnx' as const,
  threads: 1,
  detail: 'plain, for tests',
  versions: {},
  prepare: runEagerly,
  dispose: () => undefined,
};

export async function build(
  make: () => Experiment,
  seed = 7,
): Promise<{ experiment: Experiment; state: TrainingState; step: TrainingStep }> {
  randomness.current = new NoiseGenerator(seed, noiseStreams.initialWeights);
  const before = new Set(Object.values(tf.engine().state.registeredVariables));
  const experiment = make();
  const made = Object.values(tf.engine().state.registeredVariables).filter((variable) => !before.has(variable));
  const dataset = await loadDataset(experiment.dataset, {
    baseFolder: '.',
    searchFolders: [],
    cacheFolder: '.',
    allowDownload: false,
  });
  if (!dataset.ok) throw new Error(dataset.problem.message);
  const state = new TrainingState(experiment, randomness, seed, made);
  return { experiment, state, step: new TrainingStep(experiment, state, dataset.value, engine, seed) };
}
