/** Lowerings of kernels that take tensors apart, put them together along new axes, stride and turn them. */
import { backend_util, slice_util } from '@tensorflow/tfjs-core';
import { sizeOf } from '../onnx/onnx-graph';
import { graphDType, hasDType, numberAttribute, numbersAttribute, specOf, workPerElement } from './lowering';
import type { KernelCall, Lowering, LoweringTable, TensorSpec } from './lowering';

/** tfjs' JavaScript finds the place of each element anew, and copies runs where they lie together. */
const REORDERING_WORK = 3;
const COPYING_WORK = 0.4;

const anyNumbers = (call: KernelCall): boolean => hasDType(call, 'float32', 'int32', 'bool');

/** One axis, counted from the front. */
function axisOf(call: KernelCall, rank: number): number {
  const axis = numberAttribute(call, 'axis');
  return axis < 0 ? axis + rank : axis;
}

/** Parts along the first axis (or behind axes of length 1) lie together: tfjs gives out views of them. */
const splittingWork = (x: TensorSpec, axis: number): number =>
  sizeOf(x.shape.slice(0, axis)) === 1 ? 0 : sizeOf(x.shape) * REORDERING_WORK;

interface Split {
  readonly x: TensorSpec;
  readonly axis: number;
  readonly sizes: readonly number[];
}

function splitOf(call: KernelCall): Split {
  const x = specOf(call, 'x');
  const axis = axisOf(call, x.shape.length);
  // Sizes, or the number of equal ones.
  const asked = call.attrs['numOrSizeSplits'];
  const sizes = backend_util.prepareSplitSize(
    { shape: [...x.shape] } as Parameters<typeof backend_util.prepareSplitSize>[0],
    typeof asked === 'number' ? asked : [...(numbersAttribute(call, 'numOrSizeSplits') ?? [])],
    axis,
  );
  return { x, axis, sizes };
}

const inferSplit = (call: KernelCall): readonly TensorSpec[] => {
  const { x, axis, sizes } = splitOf(call);
  return sizes.map((size) => ({ shape: x.shape.with(axis, size), dtype: x.dtype }));
};

const splitV: Lowering = {
  accepts: anyNumbers,
  infer: inferSplit,
  work: (call) => splittingWork(splitOf(call).x, splitOf(call).axis),
  lower: (graph, inputs, call) => {
    const { axis, sizes } = splitOf(call);
    const x = inputs.get('x');
    if (sizes.length === 1) return [x];
    const parts = inferSplit(call).map(({ shape, dtype }) => ({ shape, dtype: graphDType(dtype) }));
    return graph.nodeOf('Split', [x, graph.integers(sizes)], parts, { attributes: { axis: { int: axis } } });
  },
};

const unpackedAxis = (call: KernelCall): number => axisOf(call, specOf(call, 'value').shape.length);

const unpack: Lowering = {
  accepts: anyNumbers,
  infer: (call) => {
    const { shape, dtype } = specOf(call, 'value');
    const axis = unpackedAxis(call);
    return Array.from({ length: shape[axis] ?? 0 }, () => ({ shape: shape.toSpliced(axis, 1), dtype }));
  },
  work: (call) => splittingWork(specOf(call, 'value'), unpackedAxis(call)),
  lower: (graph, inputs, call) => {
    const value = inputs.get('value');
    const axis = unpackedAxis(call);
    const count = value.shape[axis] ?? 1;
    if (count === 1) return [value];
    const part = { shape: value.shape.with(axis, 1), dtype: value.dtype };
    const sizes = graph.integers(new Array<number>(count).fill(1));
    return graph.nodeOf('Split', [value, sizes], new Array<typeof part>(count).fill(part), {
      attributes: { axis: { int: axis } },
    });
  },
};

function packed(call: KernelCall): TensorSpec & { readonly axis: number } {
  const { shape, dtype } = specOf(call, '0');
  const axis = axisOf(call, shape.length + 1);
  return { shape: shape.toSpliced(axis, 0, Object.keys(call.inputs).length), dtype, axis };
}

const pack: Lowering = {
  accepts: anyNumbers,
  infer: (call) => [{ shape: packed(call).shape, dtype: packed(call).dtype }],
  work: workPerElement(COPYING_WORK),
  lower: (graph, inputs, call) => {
    const { shape, axis } = packed(call);
    const parts = inputs.all().map((part) => graph.reshape(part, part.shape.toSpliced(axis, 0, 1)));
    return [graph.concat(parts, axis, shape)];
  },
};

/** What stands for "to the very beginning" where a step goes backwards. */
const BEFORE_ALL = -(2 ** 31);

function stridedSliceOf(call: KernelCall): ReturnType<typeof slice_util.sliceInfo> {
  const list = (name: string): number[] => [...(numbersAttribute(call, name) ?? [])];
  const [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] = [
    'beginMask',
    'endMask',
    'ellipsisMask',
    'newAxisMask',
    'shrinkAxisMask',
  ].map((name) => numberAttribute(call, name)) as [number, number, number, number, number];
  return slice_util.sliceInfo(
    [...specOf(call, 'x').shape],
    list('begin'),
    list('end'),
    list('strides'),
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
}

/** As a slice it is never a session of its own: its beginnings may differ at every step. */
const stridedSlice: Lowering = {
  accepts: (call) => anyNumbers(call) && sizeOf(stridedSliceOf(call).finalShape) > 0,
  eager: false,
  infer: (call) => [{ shape: stridedSliceOf(call).finalShape, dtype: specOf(call, 'x').dtype }],
  lower: (graph, inputs, call) => {
    const { begin, end, strides } = stridedSliceOf(call);
    const x = inputs.get('x');
    // Axes that are dropped in the end are still there, with length 1.
    const shape = begin.map((from, axis) => Math.ceil(((end[axis] ?? 0) - from) / (strides[axis] ?? 1)));
    const ends = end.map((at, axis) => ((strides[axis] ?? 1) < 0 && at < 0 ? BEFORE_ALL : at));
    const bounds = [begin, ends, [...begin.keys()], strides].map((list) => graph.integers(list));
    return [graph.node('Slice', [x, ...bounds], { shape, dtype: x.dtype })];
  },
};

const reverse: Lowering = {
  accepts: anyNumbers,
  infer: (call) => [specOf(call, 'x')],
  work: workPerElement(REORDERING_WORK),
  lower: (graph, inputs, call) => {
    const x = inputs.get('x');
    const dims = numbersAttribute(call, 'dims') ?? [...x.shape.keys()];
    const axes = dims.map((axis) => (axis < 0 ? axis + x.shape.length : axis));
    if (axes.length === 0) return [x];
    const bounds = [axes.map(() => -1), axes.map(() => BEFORE_ALL), axes, axes.map(() => -1)];
    return [graph.node('Slice', [x, ...bounds.map((list) => graph.integers(list))], x)];
  },
};

export const splitting: LoweringTable = {
  SplitV: splitV,
  Unpack: unpack,
  Pack: pack,
  StridedSlice: stridedSlice,
  Reverse: reverse,
};
