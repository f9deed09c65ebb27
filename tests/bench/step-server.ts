/**
 * Gibbon's own steps, measured in a process of their own, as the peers' are and asked in the same way (peers/serve.py): a
 * line of JSON in, one out. One process for each count of threads, because an engine keeps to one. Nothing is recorded:
 * what is measured is the step alone, with its losses read.
 */
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import { NoiseGenerator } from '../../src/noise/noise-generator';
import { loadDataset } from '../../src/data/load-dataset';
import { type Engine, startEngine } from '../../src/engine/engine';
import { followStep } from '../../src/engine/onnx/follow-step';
import type { OnnxBackend } from '../../src/engine/onnx/onnx-backend';
import { OnnxGraph } from '../../src/engine/onnx/onnx-graph';
import { loadOnnxRuntime } from '../../src/engine/onnx/onnx-runtime';
import { stepsPerCall, threadsFor } from '../../src/engine/onnx/step-size';
import type { StepProgram } from '../../src/engine/step-program';
import { installRandomness, noiseStreams, type RandomnessSource } from '../../src/loading/tfjs-randomness';
import { LayerStatistics } from '../../src/looking/layer-statistics';
import type { StepProbes } from '../../src/training/step-probes';
import { TrainingState } from '../../src/training/training-state';
import { TrainingStep } from '../../src/training/training-step';
import { models } from '../models/models';
import { countMultiplyAdds } from './multiply-adds';
import { benchData, type StepAnswer, type StepDescription, type StepRequest } from './step-request';

const SEED = 7;
/** A square product of this size is bound by arithmetic, not by memory. */
const GEMM_SIZE = 1024;

interface Prepared {
  readonly model: string;
  readonly step: TrainingStep;
  readonly probes: StepProbes;
}

const randomness: RandomnessSource = { current: new NoiseGenerator(0) };

async function build(model: string, engine: Engine): Promise<Prepared> {
  const make = models[model];
  if (!make) throw new Error(`There is no model ${model}.`);
  randomness.current = new NoiseGenerator(SEED, noiseStreams.initialWeights);
  const experiment = { ...make(), dataset: benchData, validation: 0 };
  const places = { baseFolder: '.', searchFolders: [], cacheFolder: '.', allowDownload: false };
  const dataset = await loadDataset(experiment.dataset, places);
  if (!dataset.ok) throw new Error(dataset.problem.message);
  const made = Object.values(tf.engine().state.registeredVariables);
  const state = new TrainingState(experiment, randomness, SEED, made);
  // These models' own steps and layers do nothing but call tfjs on what they are given, so they may run without their
  // JavaScript: Gibbon recognises such code by reading it (src/training/known-code.ts), which needs its source.
  const isKnownCode = true;
  const parts = { experiment, state, dataset: dataset.value, engine, randomness, seed: SEED, isKnownCode };
  return { model, step: new TrainingStep(parts), probes: new LayerStatistics(experiment, state).probes };
}

/** What a step computes and what the engine would choose for it: from its trace, which computes nothing. */
async function describe(model: string, engine: Engine): Promise<StepDescription> {
  const programs: StepProgram<StepProbes>[] = [];
  const catching: Engine = {
    ...engine,
    prepare: (program, onFallback) => {
      programs.push(program as unknown as StepProgram<StepProbes>);
      return engine.prepare(program, onFallback);
    },
  };
  const { step } = await build(model, catching);
  const followed = followStep(tf.backend() as OnnxBackend, (recorder) => {
    const [program] = programs;
    if (!program) throw new Error('No step was prepared.');
    return program.trace(recorder, undefined);
  });
  if ('fallback' in followed) throw new Error(`${model} is not compiled: ${followed.fallback.message}`);
  const { trace } = followed;
  const multiplyAdds = countMultiplyAdds(followed);
  step.dispose();
  tf.disposeVariables();
  return { multiplyAdds, threads: threadsFor(trace), stepsPerCall: stepsPerCall(trace) };
}

/** @returns milliseconds a step */
function train({ step, probes }: Prepared, request: StepRequest): number {
  const startedAt = performance.now();
  let done = 0;
  while (done < request.steps) {
    if (request.probed) {
      step.run(probes);
      done++;
    } else done += step.runSome(request.stepsPerCall ?? 1).length;
  }
  return (performance.now() - startedAt) / done;
}

/** This machine's SGEMM through ONNX Runtime. @returns a function of a count of products: GFLOP/s */
async function gemm(threads: number): Promise<(products: number) => number> {
  const runtime = await loadOnnxRuntime();
  const graph = new OnnxGraph();
  const spec = { shape: [GEMM_SIZE, GEMM_SIZE], dtype: 'float32' as const };
  const [a, b] = [graph.input(spec), graph.input(spec)];
  const product = graph.node('Gemm', [a, b], spec);
  const session = runtime.load(graph.encode([product]).bytes, { threads, purpose: 'step' });
  const matrix = () => ({
    type: 'float32' as const,
    data: new Float32Array(GEMM_SIZE ** 2).fill(0.5),
    dims: spec.shape,
    location: 'cpu' as const,
  });
  const [feeds, fetches] = [{ [a.name]: matrix(), [b.name]: matrix() }, { [product.name]: matrix() }];
  session.run(feeds, fetches);
  return (products) => {
    const startedAt = performance.now();
    for (let i = 0; i < products; i++) session.run(feeds, fetches);
    return (2 * GEMM_SIZE ** 3 * products) / (performance.now() - startedAt) / 1e6;
  };
}

async function serve(threads: number): Promise<void> {
  installRandomness(randomness);
  const started = await startEngine('onnx', { threads });
  if (!started.ok) throw new Error(started.problem.message);
  const engine = started.value;
  const multiply = await gemm(threads);
  let prepared: Prepared | undefined;
  const clear = () => {
    prepared?.step.dispose();
    prepared = undefined;
    tf.disposeVariables();
  };
  const answer = async (request: StepRequest): Promise<StepAnswer> => {
    if (request.products) return { gflops: multiply(request.products) };
    if (request.describe) {
      clear();
      return { description: await describe(request.model, engine) };
    }
    if (prepared?.model !== request.model) {
      clear();
      prepared = await build(request.model, engine);
    }
    return { stepMs: train(prepared, request) };
  };
  const say = (message: StepAnswer) => process.stdout.write(`${JSON.stringify(message)}\n`);
  say({ versions: { ...engine.versions, node: process.version } });
  for await (const line of createInterface(process.stdin)) {
    try {
      say(await answer(JSON.parse(line) as StepRequest));
    } catch (error) {
      say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  }
}

void serve(Number(process.argv[2]));
