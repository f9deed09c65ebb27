import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, test } from 'vitest';
import { accepts, GraphInputs, graphDType } from '../../../src/engine/lowering/lowering';
import { loweringTable } from '../../../src/engine/lowering/lowering-table';
import { OnnxGraph, sizeOf } from '../../../src/engine/onnx/onnx-graph';
import type { GraphDType, GraphValue } from '../../../src/engine/onnx/onnx-graph';
import { loadOnnxRuntime } from '../../../src/engine/onnx/onnx-runtime';
import type { SessionArray, SessionTensors } from '../../../src/engine/onnx/onnx-session';
import { denseAutoencoder, denseClassifier, denseGan } from './dense-models';
import { on, startOnnx } from './engines';
import { expectClose } from './expect-close';
import { recordKernels } from './kernel-recorder';
import type { RecordedCall } from './kernel-recorder';

/**
 * The table as the compiler uses it: every call, also those that plain JavaScript serves in eager mode, lowered into a
 * graph and run, against what tfjs' plain JavaScript made of it.
 */
const engine = await startOnnx();
const runtime = await loadOnnxRuntime();
afterAll(() => engine.dispose());

const TOLERANCE = { absolute: 2e-6, relative: 2e-5 };

function arrayOf(dtype: GraphDType, values: ArrayLike<number> | number): SessionArray {
  const list = typeof values === 'number' ? { length: values } : values;
  if (dtype === 'float32') return Float32Array.from(list, (value) => value ?? 0);
  return dtype === 'bool' ? Uint8Array.from(list, (value) => value ?? 0) : Int32Array.from(list, (value) => value ?? 0);
}

/** Lowers one recorded call and runs it. @returns the outputs' values */
function runLowered({ call, inputs }: RecordedCall): SessionArray[] {
  const lowering = loweringTable.get(call.kernel);
  if (!lowering) throw new Error(`No lowering of ${call.kernel}.`);
  const graph = new OnnxGraph();
  const values: Record<string, GraphValue> = {};
  for (const [name, { shape, dtype }] of Object.entries(call.inputs)) {
    values[name] = graph.input({ shape, dtype: graphDType(dtype) });
  }
  const outputs: GraphValue[] = [];
  for (const value of lowering.lower(graph, new GraphInputs(call.kernel, values), call)) {
    outputs.push(graph.asOutput(value, outputs));
  }
  const model = graph.encode(outputs);
  const session = runtime.load(model.bytes, { threads: 1 });
  const feeds: SessionTensors = {};
  for (const [name, value] of Object.entries(values)) {
    if (!model.inputs.includes(value)) continue;
    feeds[value.name] = {
      type: value.dtype,
      data: arrayOf(value.dtype, inputs[name]!),
      dims: value.shape,
      location: 'cpu',
    };
  }
  const fetches: SessionTensors = {};
  const results = outputs.map(({ name, shape, dtype }) => {
    const data = arrayOf(dtype, sizeOf(shape));
    fetches[name] = { type: dtype, data, dims: shape, location: 'cpu' };
    return data;
  });
  session.run(feeds, fetches);
  session.dispose();
  return results;
}

function checkLowered(recorded: RecordedCall): void {
  const what = JSON.stringify(recorded.call);
  const lowering = loweringTable.get(recorded.call.kernel);
  expect(lowering && accepts(lowering, recorded.call), what).toBe(true);
  const specs = lowering!.infer(recorded.call);
  expect(specs, what).toEqual(recorded.outputs.map(({ shape, dtype }) => ({ shape, dtype })));
  runLowered(recorded).forEach((values, at) => expectClose(values, recorded.outputs[at]!.values, TOLERANCE, what));
}

const x = (): tf.Tensor =>
  tf.tensor([
    [1, -2, 3],
    [4, 5.5, -6.5],
  ]);

/** Kernels that only move data, in the ways that tfjs writes their attributes. */
const movements: Record<string, () => unknown> = {
  'a reshape to a shape that leaves one length open': () => tf.reshape(x(), [3, -1]),
  'a reshape to a scalar': () => tf.reshape(tf.ones([1, 1]), []),
  'a new axis in front, inside and at the end': () => [0, 1, 2, -1, -3].map((axis) => tf.expandDims(x(), axis)),
  'dropped axes': () => tf.squeeze(tf.ones([1, 3, 1])),
  'a clone': () => tf.clone(x()),
  'a slice from the middle, and one to the end': () => [
    tf.slice(x(), [0, 1], [2, 1]),
    tf.slice(x(), [1]),
    tf.slice(x(), [0, 1], [-1, 2]),
  ],
  'zeros and ones like another, and a constant': () => [
    tf.zerosLike(x()),
    tf.onesLike(x()),
    tf.fill([2, 3], 0.25),
    tf.zerosLike(x().greater(0)),
  ],
  'casts that tfjs does without touching the data': () => [
    tf.cast(x(), 'float32'),
    tf.cast(x().greater(0), 'float32'),
    tf.cast(x().greater(0), 'int32'),
  ],
  'casts that lose something': () => [
    tf.cast(x(), 'int32'),
    tf.cast(x(), 'bool'),
    tf.cast(tf.tensor([0, 2], [2], 'int32'), 'bool'),
  ],
  'a transposition': () => tf.transpose(tf.ones([2, 3, 4]), [2, 0, 1]),
  'concatenation along the last axis': () => tf.concat([x(), x(), x()], -1),
  'rows picked by indices, along each axis': () => [
    tf.gather(x(), tf.tensor1d([1, 0, 1, 1], 'int32')),
    tf.gather(x(), tf.tensor2d([[2, 0]], [1, 2], 'int32'), 1),
    tf.gather(x(), tf.scalar(1, 'int32'), -1),
  ],
  'slices with strides, backwards, with axes dropped and added': () => [
    tf.stridedSlice(x(), [0, 0], [2, 3], [1, 2]),
    tf.stridedSlice(x(), [1, 2], [-3, -4], [-1, -1]),
    tf.stridedSlice(x(), [0, 1], [1, 3], [1, 1], 0, 0, 0, 0, 1),
    tf.stridedSlice(x(), [0, 0, 1], [1, 2, 3], [1, 1, 1], 0, 0, 0, 1),
    tf.stridedSlice(x(), [1], [0], [1], 0, 1),
  ],
  'parts, of a single one, too, and of truth values': () => [
    tf.split(x(), 3, 1),
    tf.split(x(), 1, 1),
    tf.split(x().greater(0), [1, 2], -1),
    tf.unstack(x(), 0),
    tf.unstack(tf.ones([1, 3])),
    tf.unstack(x().greater(0), 1),
    tf.stack([x().greater(0), x().less(3)], 1),
    tf.stack([x()]),
  ],
  'padding, of whole numbers, too': () => [
    tf.pad(x(), [
      [0, 1],
      [2, 0],
    ]),
    tf.pad(tf.tensor1d([1, 2], 'int32'), [[1, 1]], 7),
  ],
  'reversal along no axis, one and all': () => [tf.reverse(x(), []), tf.reverse(x(), 0), tf.reverse(x())],
  'one-hot codes, of indices out of bounds, too': () => [
    tf.oneHot(tf.tensor1d([1, 0, 3, -1], 'int32'), 3),
    tf.oneHot(tf.tensor2d([[1, 2]], [1, 2], 'int32'), 3, 5, -5, 'float32'),
  ],
  'a choice between elements': () => tf.where(x().greater(0), x(), tf.neg(x())),
  'sums over axes of length 1': () => [tf.sum(tf.ones([1, 3]), 0), tf.sum(tf.ones([3, 1, 2]), 1, true)],
};

describe('lowered alone, each kernel gives what plain JavaScript gives', () => {
  for (const [name, work] of Object.entries(movements)) {
    test(`for ${name}`, async () => {
      await on('onnx', () => {
        const recorded = recordKernels('onnx', () => tf.tidy(() => void work()));
        expect(recorded.length).toBeGreaterThan(0);
        recorded
          .filter(({ call }) => Object.keys(call.inputs).length > 0 || call.kernel === 'Fill')
          .forEach(checkLowered);
      });
    });
  }
});

describe('lowered alone, each kernel of a training step gives what plain JavaScript gives', () => {
  const models = {
    'the dense GAN': () => denseGan(3, 4, 56),
    'a dense autoencoder': () => denseAutoencoder(4, 'adam', 'binaryCrossentropy', 4, 56),
    'the dense classifier': () => denseClassifier(5, 4, 20, 3),
  };
  for (const [name, make] of Object.entries(models)) {
    test(`for ${name}`, async () => {
      await on('cpu', () => {
        const model = make();
        const recorded = recordKernels('cpu', () => void model.step());
        model.dispose();
        const seen = new Map(recorded.map((call) => [JSON.stringify(call.call), call]));
        expect(seen.size).toBeGreaterThan(20);
        seen.forEach(checkLowered);
      });
    });
  }
});

test('log1p keeps its accuracy for tiny numbers, and infinities and NaN stay what they are', async () => {
  await on('onnx', () => {
    const repeated = (wanted: readonly number[]) =>
      Float32Array.from({ length: 2000 }, (_unused, i) => wanted[i % wanted.length]!);
    const logs = (inputs: Float32Array) => tf.log1p(tf.tensor1d(inputs)).dataSync();
    const finite = repeated([1e-20, -1e-9, 1e-4, -0.5, 1e30]);
    expectClose(logs(finite), Array.from(finite, Math.log1p), { absolute: 0, relative: 3e-7 }, 'log1p');
    const special = [Infinity, NaN, -1, -2];
    expect([...logs(repeated(special)).slice(0, 4)]).toEqual([Infinity, NaN, -Infinity, NaN]);
  });
});

test('a NaN in a large tensor comes out of every activation and its gradient: divergence stays visible', async () => {
  await on('onnx', () => {
    const inputs = new Float32Array(2000).fill(0.5);
    inputs[1234] = NaN;
    for (const activation of [tf.relu, tf.elu, tf.selu, tf.sigmoid, tf.tanh, tf.softplus, tf.leakyRelu]) {
      const run = (tensor: tf.Tensor): tf.Tensor => activation(tensor);
      const values = run(tf.tensor1d(inputs)).dataSync();
      const gradient = tf
        .grad((tensor) => tf.square(run(tensor)))(tf.tensor1d(inputs))
        .dataSync();
      expect([activation.name, values[1234], gradient[1234]]).toEqual([activation.name, NaN, NaN]);
      expect([values[0], gradient[0]].every(Number.isFinite)).toBe(true);
    }
  });
});

test('an index that is negative or too large is refused, not counted from the end', () => {
  const graph = new OnnxGraph();
  const rows = graph.input({ shape: [3, 2], dtype: 'float32' });
  const indices = graph.input({ shape: [1], dtype: 'int32' });
  const call = {
    kernel: 'GatherV2',
    inputs: { x: { shape: [3, 2], dtype: 'float32' }, indices: { shape: [1], dtype: 'int32' } },
    attrs: { axis: 0, batchDims: 0 },
  } as const;
  const lowering = loweringTable.get('GatherV2')!;
  const [picked] = lowering.lower(graph, new GraphInputs('GatherV2', { x: rows, indices }), call);
  const session = runtime.load(graph.encode([picked!]).bytes, { threads: 1 });
  const output = new Float32Array(2);
  const pick = (index: number) =>
    session.run(
      {
        [rows.name]: { type: 'float32', data: Float32Array.of(1, 2, 3, 4, 5, 6), dims: [3, 2], location: 'cpu' },
        [indices.name]: { type: 'int32', data: Int32Array.of(index), dims: [1], location: 'cpu' },
      },
      { [picked!.name]: { type: 'float32', data: output, dims: [1, 2], location: 'cpu' } },
    );
  pick(2);
  expect([...output]).toEqual([5, 6]);
  for (const index of [-1, 3]) expect(() => pick(index)).toThrow(/out of data bounds/);
  session.dispose();
});
