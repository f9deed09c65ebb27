/** Lowerings of kernels that reduce axes: sums, means, extremes, and softmax, which divides by such a sum. */
import { backend_util, util } from '@tensorflow/tfjs-core';
import { sizeOf } from '../onnx/onnx-graph';
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';
import { onesMatrix } from './gather-pixels';
import { graphDType, hasDType, numberAttribute, numbersAttribute, specOf, workPerElement } from './lowering';
import type { KernelCall, Lowering, LoweringTable, TensorSpec } from './lowering';
import { sumOfProduct } from './products';

/** Up to this length a GEMM with a column of ones beats ONNX Runtime's ReduceSum over the last axes. Measured. */
const SHORT_ROW = 64;

/** tfjs' JavaScript runs through the last axes quickly, and transposes first for any others. Measured. */
const LAST_AXES_WORK = 0.15;
const OTHER_AXES_WORK = 2.5;
/** It divides each element before it sums. */
const MEAN_WORK = 1;
const SOFTMAX_WORK = 14;

interface Reduction {
  readonly x: TensorSpec;
  /** Sorted, non-negative. */
  readonly axes: readonly number[];
  readonly output: TensorSpec;
}

function reductionOf(call: KernelCall, axesName: string, dtype?: TensorSpec['dtype']): Reduction {
  const x = specOf(call, 'x');
  const axes = util.parseAxisParam([...(numbersAttribute(call, axesName) ?? x.shape.keys())], [...x.shape]);
  axes.sort((a, b) => a - b);
  const [kept] = backend_util.computeOutAndReduceShapes([...x.shape], axes);
  const shape = call.attrs['keepDims'] === true ? backend_util.expandShapeToKeepDim(kept, axes) : kept;
  return { x, axes, output: { shape, dtype: dtype ?? x.dtype } };
}

/** The axes that have to be summed and those that are left; an axis of length 1 can be either: it changes nothing. */
function partedAxes(x: GraphValue, axes: readonly number[]) {
  const long = [...x.shape.keys()].filter((axis) => x.shape[axis] !== 1);
  const summed = long.filter((axis) => axes.includes(axis));
  const kept = long.filter((axis) => !axes.includes(axis));
  const size = (list: readonly number[]): number => sizeOf(list.map((axis) => x.shape[axis] ?? 1));
  return { summed, kept, summedSize: size(summed), keptSize: size(kept) };
}

/**
 * A sum by GEMM, where it can be one: gradients of biases and batch statistics sum over the leading axes, which a row of
 * ones times the matrix does several times faster than ReduceSum; so does a column of ones for short rows.
 * @param weight of each addend
 */
function sumByProduct(graph: OnnxGraph, x: GraphValue, axes: readonly number[], weight = 1): GraphValue | undefined {
  const { summed, kept, summedSize, keptSize } = partedAxes(x, axes);
  const dtype = x.dtype;
  if (dtype !== 'float32' || kept.length === 0 || summed.length === 0) return undefined;
  if ((summed.at(-1) ?? -1) < (kept[0] ?? -1)) {
    const sumRows = (addends: GraphValue): GraphValue =>
      graph.once(`Sum of ${addends.name} to ${keptSize}, by ${weight}`, () => {
        const matrix = graph.reshape(addends, [summedSize, keptSize]);
        return graph.node('Gemm', [onesMatrix(graph, 1, summedSize, weight), matrix], { shape: [1, keptSize], dtype });
      });
    return sumOfProduct(graph, x, x.shape.slice(kept[0]), sumRows) ?? sumRows(x);
  }
  if ((kept.at(-1) ?? -1) < (summed[0] ?? -1) && summedSize <= SHORT_ROW) {
    const matrix = graph.reshape(x, [keptSize, summedSize]);
    return graph.node('Gemm', [matrix, onesMatrix(graph, summedSize, 1, weight)], { shape: [keptSize, 1], dtype });
  }
  return undefined;
}

function sum(graph: OnnxGraph, x: GraphValue, { axes, output }: Reduction): GraphValue {
  if (partedAxes(x, axes).summed.length === 0) return x;
  return sumByProduct(graph, x, axes) ?? reduced(graph, 'ReduceSum', x, [graph.integers(axes)], output.shape, {});
}

/** @param shape of the output, by whose rank the operator is told whether to keep the axes */
function reduced(
  graph: OnnxGraph,
  opType: string,
  x: GraphValue,
  axesInput: readonly GraphValue[],
  shape: readonly number[],
  attributes: Readonly<Record<string, { ints: readonly number[] }>>,
): GraphValue {
  const keepdims = { int: Number(shape.length === x.shape.length) };
  return graph.node(opType, [x, ...axesInput], { shape, dtype: x.dtype }, { attributes: { ...attributes, keepdims } });
}

function reductionWork(axesName: string, lastAxesWork = LAST_AXES_WORK) {
  return (call: KernelCall): number => {
    const { x, axes } = reductionOf(call, axesName);
    const areLast = axes.every((axis, at) => axis === x.shape.length - axes.length + at);
    return sizeOf(x.shape) * (areLast ? lastAxesWork : OTHER_AXES_WORK);
  };
}

/** Until opset 18 all reductions but the sum take their axes as an attribute. */
function reducing(opType: string, axesName: string): Lowering {
  return {
    infer: (call) => [reductionOf(call, axesName).output],
    work: reductionWork(axesName),
    lower: (graph, inputs, call) => [reduceBy(opType, graph, inputs.get('x'), reductionOf(call, axesName))],
  };
}

function reduceBy(opType: string, graph: OnnxGraph, x: GraphValue, { axes, output }: Reduction): GraphValue {
  if (axes.length === 0) return x;
  return reduced(graph, opType, x, [], output.shape, { axes: { ints: axes } });
}

/** Of whole numbers and truth values, too, the mean is a float: an accuracy is one. */
const mean: Lowering = {
  accepts: (call) => hasDType(call, 'float32', 'int32', 'bool'),
  infer: (call) => [reductionOf(call, 'axis', 'float32').output],
  work: reductionWork('axis', MEAN_WORK),
  lower: (graph, inputs, call) => {
    const x = graph.cast(inputs.get('x'), 'float32');
    const reduction = reductionOf(call, 'axis', 'float32');
    const weight = 1 / partedAxes(x, reduction.axes).summedSize;
    return [sumByProduct(graph, x, reduction.axes, weight) ?? reduceBy('ReduceMean', graph, x, reduction)];
  },
};

const sumLowering: Lowering = {
  accepts: (call) => hasDType(call, 'float32', 'int32', 'bool'),
  infer: (call) => [reductionOf(call, 'axis', sumDType(call)).output],
  work: reductionWork('axis'),
  lower: (graph, inputs, call) => {
    const dtype = sumDType(call);
    return [sum(graph, graph.cast(inputs.get('x'), graphDType(dtype)), reductionOf(call, 'axis', dtype))];
  },
};

/** Truth values are counted. */
const sumDType = (call: KernelCall): TensorSpec['dtype'] => {
  const { dtype } = specOf(call, 'x');
  return dtype === 'bool' ? 'int32' : dtype;
};

/** The place of the largest or smallest element, the first of several. */
const placing = (opType: 'ArgMax' | 'ArgMin'): Lowering => ({
  infer: (call) => [placeOutput(call)],
  lower: (graph, inputs, call) => {
    const attributes = { axis: { int: axisOf(call, 'x', 'axis') }, keepdims: { int: 0 } };
    const place = { shape: placeOutput(call).shape, dtype: 'int64' } as const;
    return [graph.cast(graph.node(opType, [inputs.get('x')], place, { attributes }), 'int32')];
  },
});

const placeOutput = (call: KernelCall): TensorSpec => {
  const axis = axisOf(call, 'x', 'axis');
  return { shape: specOf(call, 'x').shape.filter((_length, at) => at !== axis), dtype: 'int32' };
};

/** One axis, counted from the front. */
function axisOf(call: KernelCall, input: string, attribute: string): number {
  const axis = numbersAttribute(call, attribute)?.[0] ?? 0;
  return axis < 0 ? axis + specOf(call, input).shape.length : axis;
}

const softmax: Lowering = {
  infer: (call) => [specOf(call, 'logits')],
  work: workPerElement(SOFTMAX_WORK),
  lower: (graph, inputs, call) => {
    const logits = inputs.get('logits');
    return [graph.node('Softmax', [logits], logits, { attributes: { axis: { int: numberAttribute(call, 'dim') } } })];
  },
};

/** Whether all, or any, are true: the least, or the largest, of zeros and ones. */
const truth = (opType: 'ReduceMin' | 'ReduceMax'): Lowering => ({
  accepts: (call) => hasDType(call, 'bool'),
  infer: (call) => [reductionOf(call, 'axis').output],
  work: reductionWork('axis'),
  lower: (graph, inputs, call) => {
    const number = graph.cast(inputs.get('x'), 'int32');
    return [graph.cast(reduceBy(opType, graph, number, reductionOf(call, 'axis')), 'bool')];
  },
});

/** Running sums. */
const cumsum: Lowering = {
  infer: (call) => [specOf(call, 'x')],
  lower: (graph, inputs, call) => {
    const x = inputs.get('x');
    const axis = graph.constant([axisOf(call, 'x', 'axis')], { shape: [], dtype: 'int32' });
    const flag = (name: string) => ({ int: Number(call.attrs[name] === true) });
    const attributes = { exclusive: flag('exclusive'), reverse: flag('reverse') };
    return [graph.node('CumSum', [x, axis], x, { attributes })];
  },
};

export const reduction: LoweringTable = {
  Sum: sumLowering,
  Mean: mean,
  Max: reducing('ReduceMax', 'reductionIndices'),
  Min: reducing('ReduceMin', 'axis'),
  ArgMax: placing('ArgMax'),
  ArgMin: placing('ArgMin'),
  Prod: reducing('ReduceProd', 'axis'),
  All: truth('ReduceMin'),
  Any: truth('ReduceMax'),
  Softmax: softmax,
  Cumsum: cumsum,
};
