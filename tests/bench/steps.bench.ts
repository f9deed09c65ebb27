/**
 * What a training step costs, model by model: compiled, by threads and by steps a call, and with every default probe in every
 * step. In-process, without recording: what is measured is the step alone.
 */
import * as tf from '@tensorflow/tfjs';
import { NoiseGenerator } from '../../src/base/noise-generator';
import { loadDataset } from '../../src/data/load-dataset';
import { type Engine, startEngine } from '../../src/engine/engine';
import { installRandomness, noiseStreams, type RandomnessSource } from '../../src/loading/tfjs-randomness';
import { knownClasses, runsKnownCode } from '../../src/training/known-code';
import { LayerStatistics } from '../../src/training/layer-statistics';
import { TrainingState } from '../../src/training/training-state';
import { TrainingStep } from '../../src/training/training-step';
import { models } from '../models/models';
import { bench } from './bench';
import { formatSpread, type Spread, spreadOf } from './spread';

const ROUNDS = 5;
/** Measured steps of a round take about so long. */
const ROUND_MS = 400;
const SEED = 7;

interface StepCost {
  readonly model: string;
  readonly threads: number;
  /** One step a call, and as many as the engine puts into one. */
  readonly oneMs: Spread;
  readonly manyMs: Spread;
  readonly probedMs: Spread;
  /** From nothing to the first step done compiled. */
  readonly firstStepMs: number;
}

export default bench<{ readonly rows: readonly StepCost[] }>({
  name: 'steps',
  title: 'Training steps, compiled',

  async run({ progress, samples = ROUNDS }) {
    const randomness: RandomnessSource = { current: new NoiseGenerator(0) };
    installRandomness(randomness);
    const rows: StepCost[] = [];
    const wanted = process.env.GIBBON_BENCH_MODELS?.split(',');
    for (const [model, make] of Object.entries(models)) {
      if (wanted && !wanted.some((name) => model.includes(name))) continue;
      for (const threads of [1, 2]) {
        const row = await measure(model, make, threads, samples, randomness);
        progress.say(lineOf(row));
        rows.push(row);
      }
    }
    return { rows };
  },

  describe: ({ rows }) => rows.map(lineOf),
});

const lineOf = ({ model, threads, oneMs, manyMs, probedMs, firstStepMs }: StepCost): string =>
  `${model}, ${threads} threads: ${formatSpread(oneMs, 'ms')}; many a call ${formatSpread(manyMs, 'ms')}; probed ${formatSpread(probedMs, 'ms')}; first step ${firstStepMs.toFixed(0)} ms`;

async function measure(
  model: string,
  make: (typeof models)[string],
  threads: number,
  rounds: number,
  randomness: RandomnessSource,
): Promise<StepCost> {
  const engine = await start(threads);
  try {
    const startedAt = performance.now();
    const { step, probes } = await build(make, engine, randomness);
    step.run();
    const firstStepMs = performance.now() - startedAt;
    for (let i = 0; i < 3; i++) step.run();
    for (let i = 0; i < 3; i++) step.run(probes);
    step.runSome(8);
    const [one, many, probed] = [[], [], []] as [number[], number[], number[]];
    for (let round = 0; round < rounds; round++) {
      one.push(timeOf(() => step.runSome(1).length));
      many.push(timeOf(() => step.runSome(8).length));
      probed.push(timeOf(() => (step.run(probes), 1)));
    }
    step.dispose();
    return { model, threads, oneMs: spreadOf(one), manyMs: spreadOf(many), probedMs: spreadOf(probed), firstStepMs };
  } finally {
    engine.dispose();
  }
}

/** Milliseconds a step. @param run does some steps and says how many */
function timeOf(run: () => number): number {
  const startedAt = performance.now();
  let steps = 0;
  while (performance.now() - startedAt < ROUND_MS) steps += run();
  return (performance.now() - startedAt) / steps;
}

async function start(threads: number): Promise<Engine> {
  const started = await startEngine('onnx', { threads });
  if (!started.ok) throw new Error(started.problem.message);
  return started.value;
}

async function build(make: (typeof models)[string], engine: Engine, randomness: RandomnessSource) {
  randomness.current = new NoiseGenerator(SEED, noiseStreams.initialWeights);
  const before = new Set(Object.values(tf.engine().state.registeredVariables));
  const known = knownClasses();
  const experiment = make();
  const made = Object.values(tf.engine().state.registeredVariables).filter((variable) => !before.has(variable));
  const places = { baseFolder: '.', searchFolders: [], cacheFolder: '.', allowDownload: false };
  const dataset = await loadDataset(experiment.dataset, places);
  if (!dataset.ok) throw new Error(dataset.problem.message);
  const state = new TrainingState(experiment, randomness, SEED, made);
  const isKnownCode = runsKnownCode(experiment, known);
  const parts = { experiment, state, dataset: dataset.value, engine, randomness, seed: SEED, isKnownCode };
  return { step: new TrainingStep(parts), probes: new LayerStatistics(experiment, state).probes };
}
