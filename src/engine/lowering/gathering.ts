/** Lowerings of kernels that pick rows by indices that are data: embeddings, their gradients, one-hot codes. */
import { sizeOf } from '../onnx/onnx-graph';
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';
import { indexConstant } from './gather-pixels';
import { graphDType, numberAttribute, numbersAttribute, specOf } from './lowering';
import type { KernelCall, Lowering, LoweringTable, TensorSpec } from './lowering';

/** Up to so many numbers, a matrix of zeros and ones is cheaper than adding row by row. */
const LARGEST_SELECTION = 2 ** 16;
/** What tfjs' JavaScript takes for an element of each segment: it goes through all of x for each of them. */
const SEGMENT_WORK = 4;

interface Gathering {
  readonly x: TensorSpec;
  readonly axis: number;
  readonly shape: readonly number[];
}

function gatheringOf(call: KernelCall): Gathering {
  const [x, indices] = [specOf(call, 'x'), specOf(call, 'indices')];
  const asked = numbersAttribute(call, 'axis')?.[0] ?? 0;
  const axis = asked < 0 ? asked + x.shape.length : asked;
  return { x, axis, shape: x.shape.toSpliced(axis, 1, ...indices.shape) };
}

/** Plain JavaScript in eager mode: it says which index is out of bounds. */
const gatherV2: Lowering = {
  accepts: (call) => {
    const { dtype } = specOf(call, 'indices');
    const isNumbers = ['float32', 'int32', 'bool'].includes(specOf(call, 'x').dtype);
    return isNumbers && dtype === 'int32' && (call.attrs['batchDims'] ?? 0) === 0;
  },
  eager: false,
  infer: (call) => [{ shape: gatheringOf(call).shape, dtype: specOf(call, 'x').dtype }],
  lower: (graph, inputs, call) => {
    const { x, axis, shape } = gatheringOf(call);
    const indices = beyondIfNegative(graph, inputs.get('indices'), x.shape[axis] ?? 1);
    const output = { shape, dtype: graphDType(x.dtype) };
    return [graph.node('Gather', [inputs.get('x'), indices], output, { attributes: { axis: { int: axis } } })];
  },
};

/** ONNX counts negative indices from the end, silently; tfjs refuses them. Made too large, they are refused by both. */
function beyondIfNegative(graph: OnnxGraph, indices: GraphValue, count: number): GraphValue {
  const isNegative = graph.node('Less', [indices, wholeNumber(graph, 0)], { shape: indices.shape, dtype: 'bool' });
  return graph.node('Where', [isNegative, wholeNumber(graph, count), indices], indices);
}

const wholeNumber = (graph: OnnxGraph, value: number): GraphValue =>
  graph.constant([value], { shape: [], dtype: 'int32' });

/** 0, 1, 2, … as a row or as a column. */
const counting = (graph: OnnxGraph, shape: readonly number[]): GraphValue =>
  graph.reshape(
    indexConstant(graph, `counting to ${sizeOf(shape)}`, () =>
      Int32Array.from({ length: sizeOf(shape) }, (_u, at) => at),
    ),
    shape,
  );

/**
 * The sum of the rows that have the same id; rows with an id out of bounds are left out. By a matrix that selects them
 * and one GEMM, or, with many ids, row by row: ONNX Runtime's ScatterElements adds in order, on one thread, and so
 * repeats to the bit.
 */
const unsortedSegmentSum: Lowering = {
  accepts: (call) => {
    const { shape, dtype } = specOf(call, 'segmentIds');
    return specOf(call, 'x').dtype === 'float32' && dtype === 'int32' && shape.length === 1;
  },
  infer: (call) => {
    const { shape, dtype } = specOf(call, 'x');
    return [{ shape: shape.with(0, numberAttribute(call, 'numSegments')), dtype }];
  },
  work: (call) => sizeOf(specOf(call, 'x').shape) * numberAttribute(call, 'numSegments') * SEGMENT_WORK,
  lower: (graph, inputs, call) => {
    const [x, ids] = [inputs.get('x'), inputs.get('segmentIds')];
    const segments = numberAttribute(call, 'numSegments');
    const rows = x.shape[0] ?? 1;
    const columns = sizeOf(x.shape) / rows;
    const matrix = graph.reshape(x, [rows, columns]);
    const sum = rows * segments <= LARGEST_SELECTION ? selectAndMultiply : addRowByRow;
    return [sum(graph, matrix, ids, segments)];
  },
};

function selectAndMultiply(graph: OnnxGraph, matrix: GraphValue, ids: GraphValue, segments: number): GraphValue {
  const [rows = 1, columns = 1] = matrix.shape;
  const isOf = graph.node('Equal', [counting(graph, [segments, 1]), graph.reshape(ids, [1, rows])], {
    shape: [segments, rows],
    dtype: 'bool',
  });
  return graph.node('Gemm', [graph.cast(isOf, 'float32'), matrix], { shape: [segments, columns], dtype: 'float32' });
}

function addRowByRow(graph: OnnxGraph, matrix: GraphValue, ids: GraphValue, segments: number): GraphValue {
  const [rows = 1, columns = 1] = matrix.shape;
  // A last row, cut off in the end, takes what is out of bounds.
  const notAbove = graph.node('Min', [ids, wholeNumber(graph, segments)], ids);
  const bounded = beyondIfNegative(graph, notAbove, segments);
  const places = graph.node('Expand', [graph.reshape(bounded, [rows, 1]), graph.integers([rows, columns])], {
    shape: [rows, columns],
    dtype: 'int32',
  });
  const all = { shape: [segments + 1, columns], dtype: 'float32' } as const;
  const nothing = graph.constant([0], { shape: [1, 1], dtype: 'float32' });
  const zeros = graph.node('Expand', [nothing, graph.integers(all.shape)], all);
  const sums = graph.node('ScatterElements', [zeros, places, matrix], all, {
    attributes: { axis: { int: 0 }, reduction: { string: 'add' } },
  });
  const bounds = [[0], [segments], [0]].map((list) => graph.integers(list));
  return graph.node('Slice', [sums, ...bounds], { shape: [segments, columns], dtype: 'float32' });
}

/** The type that attribute "dtype" asks for. */
const codeDType = (call: KernelCall): TensorSpec['dtype'] => (call.attrs['dtype'] ?? 'int32') as TensorSpec['dtype'];

/** All off where the index is out of bounds, as in tfjs; ONNX's own OneHot counts negative ones from the end. */
const oneHot: Lowering = {
  accepts: (call) => specOf(call, 'indices').dtype === 'int32' && ['float32', 'int32'].includes(codeDType(call)),
  infer: (call) => [
    { shape: [...specOf(call, 'indices').shape, numberAttribute(call, 'depth')], dtype: codeDType(call) },
  ],
  lower: (graph, inputs, call) => {
    const indices = inputs.get('indices');
    const depth = numberAttribute(call, 'depth');
    const shape = [...indices.shape, depth];
    const dtype = graphDType(codeDType(call));
    const isOn = graph.node('Equal', [graph.reshape(indices, [...indices.shape, 1]), counting(graph, [depth])], {
      shape,
      dtype: 'bool',
    });
    const [on, off] = [numberAttribute(call, 'onValue'), numberAttribute(call, 'offValue')];
    if (on === 1 && off === 0) return [graph.cast(isOn, dtype)];
    const values = [on, off].map((value) => graph.constant([value], { shape: [], dtype }));
    return [graph.node('Where', [isOn, ...values], { shape, dtype })];
  },
};

export const gathering: LoweringTable = {
  GatherV2: gatherV2,
  UnsortedSegmentSum: unsortedSegmentSum,
  OneHot: oneHot,
};
