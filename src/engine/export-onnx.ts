/**
 * A tfjs model as an ONNX file: its forward pass, for any batch size where that can be, tried against the model itself
 * before it is given away. Knows nothing of runs, and writes no file.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { NoiseGenerator } from '../noise/noise-generator';
import { failure, ok, type Result } from '../base/result';
import { freeBatch, renameValues } from './onnx/free-batch';
import { encodeModel, type ModelProto } from './onnx/model-proto';
import { sizeOf } from './onnx/onnx-graph';
import { loadOnnxRuntime } from './onnx/onnx-runtime';
import type { OnnxRuntime, SessionTensors } from './onnx/onnx-session';
import { type Trace, traceGraph, UntraceableKernel } from './onnx/trace-graph';

/** Two sizes that no layer is likely to have: where the traces differ by them, the batch is meant. */
const TRACED_BATCHES = [97, 101] as const;
/** And sizes to try the result at, the smallest among them, which many a rule treats apart. */
const TRIED_BATCHES = [1, 5];
/** Sums are taken in another order, so that the last bits differ. Relative to the larger of 1 and the value. */
const TOLERANCE = 1e-4;

export interface OnnxFile {
  readonly bytes: Uint8Array;
  /** Absent when it takes any. */
  readonly batchSize?: number;
}

/**
 * @param weights names for the model's weights in the file, by variable
 * @returns a problem that names what can't be written as ONNX, or that the result differs from the model
 */
export async function exportOnnx(
  model: LayersModel,
  weights: readonly { readonly name: string; readonly variable: tf.Variable }[],
): Promise<Result<OnnxFile>> {
  const runtime = await loadOnnxRuntime();
  try {
    const [one, other] = TRACED_BATCHES.map((batch) => named(trace(model, batch), weights));
    const free = one && other && freeBatch(one, other);
    const anyBatch = free && encodeModel(free);
    if (anyBatch && TRIED_BATCHES.every((batch) => computesAlike(runtime, anyBatch, model, batch)))
      return ok({ bytes: anyBatch });
    const single = encodeModel(named(trace(model, 1), weights));
    if (computesAlike(runtime, single, model, 1)) return ok({ bytes: single, batchSize: 1 });
  } catch (error) {
    if (!(error instanceof UntraceableKernel)) throw error;
    return cantExport(`it uses ${error.kernel}, which has no translation here yet`);
  }
  return cantExport('what was written computes something else than the model');
}

const cantExport = (why: string): Result<never> =>
  failure({
    message: `This model can't be saved as ONNX: ${why}.`,
    remedy: 'Save it as a TensorFlow.js model, or its weights as safetensors.',
    blame: 'environment',
  });

function trace(model: LayersModel, batch: number): Trace {
  tf.engine().startScope();
  try {
    const inputs = inputsOf(model, batch);
    return traceGraph(inputs, () => outputsOf(model, inputs));
  } finally {
    tf.engine().endScope();
  }
}

/** Weights by their roles; inputs and outputs by what they are. */
function named(
  { model, inputs, outputs, constants }: Trace,
  weights: readonly { readonly name: string; readonly variable: tf.Variable }[],
): ModelProto {
  const numbered = (stem: string, names: readonly string[]): [string, string][] =>
    names.map((name, at) => [name, names.length === 1 ? stem : `${stem}_${at + 1}`]);
  const names = new Map([...numbered('input', inputs), ...numbered('output', outputs)]);
  for (const { name, variable } of weights) {
    const constant = constants.get(variable.dataId);
    // Two small weights with the same values are one constant: it has the name of the first.
    if (constant !== undefined && !names.has(constant)) names.set(constant, name);
  }
  const renamed = renameValues(model, names);
  // Every operator is one of ONNX' own: no other domain has to be known to whoever reads it.
  return { ...renamed, opsetImport: renamed.opsetImport.filter(({ domain }) => domain === '') };
}

/** The same random numbers at each call, of the model's input shapes. @throws RangeError when more than the batch is open */
function inputsOf(model: LayersModel, batch: number): tf.Tensor[] {
  const noise = new NoiseGenerator(1);
  return model.inputs.map(({ shape, dtype }) => {
    const whole = [batch, ...shape.slice(1).map((length) => length ?? NaN)];
    if (whole.some(Number.isNaN)) throw new RangeError(`The model's input [${shape.join(', ')}] has no fixed size.`);
    return tf.tensor<tf.Rank>(noise.uniform(new Float32Array(sizeOf(whole))), whole).cast(dtype);
  });
}

function outputsOf(model: LayersModel, inputs: tf.Tensor[]): tf.Tensor[] {
  const [first] = inputs;
  const result = model.apply(inputs.length === 1 && first ? first : inputs) as tf.Tensor | tf.Tensor[];
  return Array.isArray(result) ? result : [result];
}

function computesAlike(runtime: OnnxRuntime, file: Uint8Array, model: LayersModel, batch: number): boolean {
  return tf.tidy(() => {
    const inputs = inputsOf(model, batch);
    const expected = outputsOf(model, inputs);
    const session = runtime.load(file, { threads: 1 });
    try {
      const feeds = sessionTensors('input', inputs);
      const got = sessionTensors('output', expected.map(tf.zerosLike));
      session.run(feeds, got);
      return Object.values(got).every(({ data }, at) => {
        const values = expected[at]?.dataSync() ?? [];
        return data.every((value, i) => isClose(value, values[i] ?? NaN));
      });
    } catch {
      // ONNX Runtime refuses what a wrong merge of two batch sizes makes: then it is no model for any batch.
      return false;
    } finally {
      session.dispose();
    }
  });
}

const isClose = (a: number, b: number): boolean =>
  a === b || (Number.isNaN(a) && Number.isNaN(b)) || Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(b));

function sessionTensors(stem: string, tensors: readonly tf.Tensor[]): SessionTensors {
  return Object.fromEntries(
    tensors.map((tensor, at) => [
      tensors.length === 1 ? stem : `${stem}_${at + 1}`,
      { type: tensor.dtype as 'float32', data: tensor.dataSync().slice(), dims: tensor.shape, location: 'cpu' },
    ]),
  );
}
