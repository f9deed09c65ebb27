import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, test } from 'vitest';
import { encodeModel } from '../../../src/engine/onnx/model-proto';
import { sizeOf } from '../../../src/engine/onnx/onnx-graph';
import { loadOnnxRuntime } from '../../../src/engine/onnx/onnx-runtime';
import type { SessionTensors } from '../../../src/engine/onnx/onnx-session';
import { traceGraph } from '../../../src/engine/onnx/trace-graph';
import { on, startOnnx } from './engines';
import type { TrainedModel } from './trained-model';
import { denseModels, gradientDescent, structuredModels } from './trained-models';

/**
 * The table as a whole: in one graph, lowerings share what they can and multiply in another order, which no test of a
 * kernel alone sees. The step is followed once, so that both sides have the same batch and the same noise.
 */
const engine = await startOnnx();
const runtime = await loadOnnxRuntime();
afterAll(() => engine.dispose());

/**
 * Of a tensor's change in the step. The largest seen is 3e-5 under gradient descent. The floor, an element, is for what
 * adaptive optimizers magnify, and for tensors that shouldn't change at all, such as a bias before a batch norm.
 */
const TOLERANCE = { relative: 5e-5, absolute: 1e-6 };

interface Change {
  readonly name: string;
  readonly before: Float32Array;
  readonly oneByOne: Float32Array;
  readonly inOneGraph: Float32Array;
}

/** Runs a second step, when optimizers have their slots, kernel by kernel and as one graph. */
function changesOf(model: TrainedModel): Change[] {
  model.step();
  return tf.tidy(() => {
    const variables = Object.values(tf.engine().state.registeredVariables).filter(({ dtype }) => dtype === 'float32');
    const before = variables.map((variable) => ({
      dataId: variable.dataId,
      values: variable.dataSync<'float32'>().slice(),
    }));
    const hasChanged = (variable: tf.Variable, at: number) => variable.dataId !== before[at]!.dataId;
    const trace = traceGraph(variables, () => {
      model.step();
      return variables.filter(hasChanged);
    });
    const { graph } = trace.model;
    const dims = new Map(
      [...graph.input, ...graph.output].map(({ name, type }) => [
        name,
        type.tensorType.shape.dim.map((dim) => ('dimValue' in dim ? dim.dimValue : NaN)),
      ]),
    );
    const tensor = (name: string, data: Float32Array) =>
      ({ type: 'float32', data, dims: dims.get(name)!, location: 'cpu' }) as const;
    const feeds: SessionTensors = {};
    trace.inputs.forEach((name, at) => {
      if (dims.has(name)) feeds[name] = tensor(name, before[at]!.values);
    });
    const fetches: SessionTensors = {};
    const results = trace.outputs.map((name) => {
      const data = new Float32Array(sizeOf(dims.get(name)!));
      fetches[name] = tensor(name, data);
      return data;
    });
    const session = runtime.load(encodeModel(trace.model), { threads: 1 });
    session.run(feeds, fetches);
    session.dispose();
    const indices = variables.flatMap((variable, at) => (hasChanged(variable, at) ? [at] : []));
    return indices.map((at, nth) => ({
      name: variables[at]!.name,
      before: before[at]!.values,
      oneByOne: variables[at]!.dataSync<'float32'>().slice(),
      inOneGraph: results[nth]!,
    }));
  });
}

const distance = (a: Float32Array, b: Float32Array): number =>
  Math.hypot(...a.map((value, i) => value - (b[i] ?? NaN)));

const models: Record<string, () => TrainedModel> = {
  ...denseModels,
  ...Object.fromEntries(
    Object.entries(structuredModels).map(([name, { make }]) => [name, () => make(gradientDescent)]),
  ),
};

describe('a step written down as one graph changes everything as its kernels do one by one', () => {
  for (const [name, make] of Object.entries(models)) {
    test(`of ${name}`, async () => {
      await on('onnx', () => {
        const model = make();
        const changes = changesOf(model);
        model.dispose();
        expect(changes.length).toBeGreaterThan(3);
        for (const { name: variable, before, oneByOne, inOneGraph } of changes) {
          const change = distance(oneByOne, before);
          const allowed = TOLERANCE.relative * change + TOLERANCE.absolute * Math.sqrt(before.length);
          expect(distance(inOneGraph, oneByOne), `${variable}, which changed by ${change}`).toBeLessThanOrEqual(
            allowed,
          );
        }
      });
    });
  }
});
