/** A trainer's inside without a process: an experiment value, its state and its step, on tfjs' plain backend. */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import type { Experiment } from '../../../src/authoring/experiment';
import { NoiseGenerator } from '../../../src/noise/noise-generator';
import { loadDataset } from '../../../src/data/load-dataset';
import type { Engine } from '../../../src/engine/engine';
import type { Fallback } from '../../../src/engine/step-program';
import { knownClasses, runsKnownCode } from '../../../src/training/known-code';
import { runEagerly } from '../../../src/engine/eager-step';
import { installRandomness, noiseStreams, type RandomnessSource } from '../../../src/loading/tfjs-randomness';
import { TrainingState } from '../../../src/training/training-state';
import { TrainingStep } from '../../../src/training/training-step';

export const randomness: RandomnessSource = { current: new NoiseGenerator(0) };

/** To be awaited before anything else of a test file. */
export async function startPlainEngine(): Promise<void> {
  await tf.setBackend('cpu');
  installRandomness(randomness);
}

const plain: Engine = {
  name: 'onnx' as const,
  threads: 1,
  detail: 'plain, for tests',
  versions: {},
  prepare: runEagerly,
  dispose: () => undefined,
};

/** An experiment that is ready to train, on tfjs' plain backend unless an engine is named. */
export async function build(
  make: () => Experiment,
  seed = 7,
  engine: Engine = plain,
  onFallback: (fallback: Fallback) => void = () => undefined,
  isKnownCode?: boolean,
): Promise<{ experiment: Experiment; state: TrainingState; step: TrainingStep }> {
  const known = knownClasses();
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
  const step = new TrainingStep({
    experiment,
    state,
    dataset: dataset.value,
    engine,
    randomness,
    seed,
    isKnownCode: isKnownCode ?? runsKnownCode(experiment, known),
  });
  step.onFallback = onFallback;
  return { experiment, state, step };
}
