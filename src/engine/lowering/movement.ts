/** Lowerings of kernels that move, repeat, retype or make up data without computing any. */
import type { DataType } from '@tensorflow/tfjs-core';
import { sizeOf } from '../onnx/onnx-graph';
import { graphDType, hasDType, numberAttribute, numbersAttribute, specOf, workPerElement } from './lowering';
import type { KernelCall, Lowering, LoweringTable, TensorSpec } from './lowering';

const ANY_NUMBERS: readonly DataType[] = ['float32', 'int32', 'bool'];
/** tfjs' JavaScript finds the place of each element anew where they change order, and copies runs where they don't. */
const REORDERING_WORK = 3;
const COPYING_WORK = 0.4;

const anyNumbers = (call: KernelCall): boolean => hasDType(call, ...ANY_NUMBERS);

/** The same data, perhaps in another shape. tfjs itself moves nothing here; a compiled step needn't either. */
const sameData = (input: string, shape: (call: KernelCall) => readonly number[]): Lowering => ({
  accepts: anyNumbers,
  eager: false,
  infer: (call) => [{ shape: shape(call), dtype: specOf(call, input).dtype }],
  lower: (_graph, inputs) => [inputs.get(input)],
});

/** A length of -1 stands for whatever is left. */
function reshaped(call: KernelCall): readonly number[] {
  const asked = numbersAttribute(call, 'shape') ?? [];
  const known = sizeOf(asked.filter((length) => length !== -1));
  return asked.map((length) => (length === -1 ? sizeOf(specOf(call, 'x').shape) / known : length));
}

function expanded(call: KernelCall): readonly number[] {
  const { shape } = specOf(call, 'input');
  const dim = numberAttribute(call, 'dim');
  return shape.toSpliced(dim < 0 ? dim + shape.length + 1 : dim, 0, 1);
}

/** The type that attribute "dtype" asks for; whatever can't be lowered counts as strings. */
const askedDType = (call: KernelCall): DataType =>
  ANY_NUMBERS.find((dtype) => dtype === (call.attrs['dtype'] ?? 'float32')) ?? 'string';

/** Towards zero for integers, "is not zero" for truth values: in ONNX as in tfjs. */
const cast: Lowering = {
  accepts: (call) => anyNumbers(call) && ANY_NUMBERS.includes(askedDType(call)),
  infer: (call) => [{ shape: specOf(call, 'x').shape, dtype: askedDType(call) }],
  lower: (graph, inputs, call) => [graph.cast(inputs.get('x'), graphDType(askedDType(call)))],
  // To its own type nothing is moved.
  work: (call) => (specOf(call, 'x').dtype === askedDType(call) ? 0 : sizeOf(specOf(call, 'x').shape)),
};

const permuted = (call: KernelCall): TensorSpec => {
  const x = specOf(call, 'x');
  return { shape: (numbersAttribute(call, 'perm') ?? []).map((axis) => x.shape[axis] ?? 1), dtype: x.dtype };
};

const transpose: Lowering = {
  accepts: anyNumbers,
  infer: (call) => [permuted(call)],
  work: workPerElement(REORDERING_WORK),
  lower: (graph, inputs, call) => {
    const { shape, dtype } = permuted(call);
    const attributes = { perm: { ints: numbersAttribute(call, 'perm') ?? [] } };
    return [graph.node('Transpose', [inputs.get('x')], { shape, dtype: graphDType(dtype) }, { attributes })];
  },
};

function concatenated(call: KernelCall): TensorSpec & { readonly axis: number } {
  const parts = Object.values(call.inputs);
  const { shape, dtype } = specOf(call, '0');
  const asked = numberAttribute(call, 'axis');
  const axis = asked < 0 ? asked + shape.length : asked;
  const length = parts.reduce((total, part) => total + (part.shape[axis] ?? 0), 0);
  return { shape: shape.with(axis, length), dtype, axis };
}

const concat: Lowering = {
  accepts: anyNumbers,
  infer: (call) => [{ shape: concatenated(call).shape, dtype: concatenated(call).dtype }],
  work: workPerElement(COPYING_WORK),
  lower: (graph, inputs, call) => {
    const { shape, axis } = concatenated(call);
    return [graph.concat(inputs.all(), axis, shape)];
  },
};

const tiled = (call: KernelCall): TensorSpec => {
  const x = specOf(call, 'x');
  const repeats = numbersAttribute(call, 'reps') ?? [];
  return { shape: x.shape.map((length, axis) => length * (repeats[axis] ?? 1)), dtype: x.dtype };
};

const tile: Lowering = {
  accepts: anyNumbers,
  infer: (call) => [tiled(call)],
  work: workPerElement(REORDERING_WORK),
  lower: (graph, inputs, call) => {
    const { shape, dtype } = tiled(call);
    const x = inputs.get('x');
    // As the gradient of a batch norm does it with the deviations, before it multiplies by them.
    const isStretched = shape.every((length, axis) => x.shape[axis] === 1 || x.shape[axis] === length);
    if (isStretched) return [graph.stretch(x, shape)];
    const repeats = graph.integers(numbersAttribute(call, 'reps') ?? []);
    return [graph.node('Tile', [x, repeats], { shape, dtype: graphDType(dtype) })];
  },
};

function sliced(call: KernelCall): TensorSpec & { readonly begin: readonly number[] } {
  const x = specOf(call, 'x');
  const begin = numbersAttribute(call, 'begin') ?? [];
  const size = numbersAttribute(call, 'size') ?? [];
  const from = x.shape.map((_length, axis) => begin[axis] ?? 0);
  // A size that is -1 or absent reaches to the end.
  const shape = x.shape.map((length, axis) => {
    const asked = size[axis] ?? -1;
    return asked === -1 ? length - (from[axis] ?? 0) : asked;
  });
  return { shape, dtype: x.dtype, begin: from };
}

/** Its beginnings are where a batch starts, and so differ at every step: never a session of its own. */
const slice: Lowering = {
  accepts: anyNumbers,
  eager: false,
  infer: (call) => [{ shape: sliced(call).shape, dtype: sliced(call).dtype }],
  lower: (graph, inputs, call) => {
    const { shape, dtype, begin } = sliced(call);
    const ends = begin.map((from, axis) => from + (shape[axis] ?? 0));
    const bounds = [begin, ends, [...shape.keys()]].map((list) => graph.integers(list));
    return [graph.node('Slice', [inputs.get('x'), ...bounds], { shape, dtype: graphDType(dtype) })];
  },
};

/** The same number everywhere. */
const filled = (spec: (call: KernelCall) => TensorSpec, value: (call: KernelCall) => number): Lowering => ({
  accepts: (call) => ANY_NUMBERS.includes(spec(call).dtype),
  eager: false,
  infer: (call) => [spec(call)],
  lower: (graph, _inputs, call) => {
    const { shape, dtype } = spec(call);
    const one = graph.constant([value(call)], { shape: shape.map(() => 1), dtype: graphDType(dtype) });
    // A stretched scalar keeps the model small. Where nothing broadcasts it, ONNX Runtime makes it a constant.
    return [graph.stretch(one, shape)];
  },
});

const likeX = (call: KernelCall): TensorSpec => specOf(call, 'x');

const fillSpec = (call: KernelCall): TensorSpec => ({
  shape: numbersAttribute(call, 'shape') ?? [],
  dtype: askedDType(call),
});

export const movement: LoweringTable = {
  Identity: sameData('x', (call) => specOf(call, 'x').shape),
  Reshape: sameData('x', reshaped),
  ExpandDims: sameData('input', expanded),
  Cast: cast,
  Transpose: transpose,
  Concat: concat,
  Tile: tile,
  Slice: slice,
  ZerosLike: filled(likeX, () => 0),
  OnesLike: filled(likeX, () => 1),
  Fill: filled(fillSpec, (call) => numberAttribute(call, 'value')),
};
