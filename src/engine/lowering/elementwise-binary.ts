/** Lowerings of kernels that combine tensors element by element, with broadcasting. */
import { broadcast_util } from '@tensorflow/tfjs-core';
import type { DataType } from '@tensorflow/tfjs-core';
import { sameShape, sizeOf } from '../onnx/onnx-graph';
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';
import { graphDType, hasDType, specOf } from './lowering';
import type { KernelCall, Lowering, LoweringTable, TensorSpec } from './lowering';
import { clip } from './elementwise-unary';
import { multiply } from './products';
import { seluGradient } from './selu';
import { add } from './sums';

/** What an element costs tfjs' JavaScript when an axis of length 1 is stretched. Scalars and biases cost nothing more. */
const STRETCHED_WORK = 10;

const broadcastShape = (...shapes: readonly (readonly number[])[]): number[] =>
  shapes.reduce<number[]>((a, b) => broadcast_util.assertAndGetBroadcastShape(a, [...b]), []);

function combinationWork(call: KernelCall, outputs: readonly TensorSpec[]): number {
  const output = outputs[0]?.shape ?? [];
  const stretched = Object.values(call.inputs).some(({ shape }) =>
    shape.some((length, axis) => length === 1 && output[axis + output.length - shape.length] !== 1),
  );
  return sizeOf(output) * (stretched ? STRETCHED_WORK : 1);
}

type Combine = (graph: OnnxGraph, a: GraphValue, b: GraphValue, output: TensorSpec) => GraphValue;

function combining(combine: Combine, accepted: readonly DataType[], result?: DataType): Lowering {
  const infer = (call: KernelCall): readonly [TensorSpec] => {
    const [a, b] = [specOf(call, 'a'), specOf(call, 'b')];
    return [{ shape: broadcastShape(a.shape, b.shape), dtype: result ?? a.dtype }];
  };
  return {
    accepts: (call) => hasDType(call, ...accepted) && specOf(call, 'a').dtype === specOf(call, 'b').dtype,
    infer,
    lower: (graph, inputs, call) => {
      const { shape, dtype } = infer(call)[0];
      // What is the same along an axis is computed once for it.
      const [a, b] = [graph.compact(inputs.get('a')), graph.compact(inputs.get('b'))];
      const combined = combine(graph, a, b, { shape: broadcastShape(a.shape, b.shape), dtype });
      return [graph.stretch(combined, shape)];
    },
    work: combinationWork,
  };
}

const named =
  (opType: string): Combine =>
  (graph, a, b, { shape, dtype }) =>
    graph.node(opType, [a, b], { shape, dtype: graphDType(dtype) });

const floatArithmetic = (opType: string): Lowering => combining(named(opType), ['float32']);
const arithmetic = (opType: string): Lowering => combining(named(opType), ['float32', 'int32']);
const comparison = (opType: string): Lowering => combining(named(opType), ['float32', 'int32'], 'bool');
const logical = (opType: string): Lowering => combining(named(opType), ['bool'], 'bool');

const squaredDifference: Combine = (graph, a, b, { shape }) => {
  const difference = graph.node('Sub', [a, b], { shape, dtype: 'float32' });
  return graph.node('Mul', [difference, difference], difference);
};

/**
 * Gradients of clipped values, as those of a hard sigmoid, ask whether x is at least the one bound and at most the other:
 * whether it is equal to what it was clipped to, which is known from the forward pass.
 */
const and: Combine = (graph, a, b, { shape }) => {
  const [above, below] = [graph.makerOf(a), graph.makerOf(b)];
  const [[x, low], [sameX, high]] = [above?.inputs ?? [], below?.inputs ?? []];
  const areBounds = above?.opType === 'GreaterOrEqual' && below?.opType === 'LessOrEqual' && x?.name === sameX?.name;
  if (areBounds && x && low && high && [low, high].every((bound) => sizeOf(bound.shape) === 1)) {
    const bounds = [graph.reshape(low, []), graph.reshape(high, [])] as const;
    return graph.node('Equal', [clip(graph, x, ...bounds), x], { shape, dtype: 'bool' });
  }
  return graph.node('And', [a, b], { shape, dtype: 'bool' });
};

const notEqual: Combine = (graph, a, b, { shape }) => {
  const equal = graph.node('Equal', [a, b], { shape, dtype: 'bool' });
  return graph.node('Not', [equal], equal);
};

/** dy where the ELU's output y is at least 0, and dy · (y + 1) elsewhere. */
const eluGrad: Lowering = {
  infer: (call) => [specOf(call, 'y')],
  lower: (graph, inputs) => {
    const [dy, y] = [inputs.get('dy'), inputs.get('y')];
    const linear = graph.node('GreaterOrEqual', [y, graph.scalar(0)], { shape: y.shape, dtype: 'bool' });
    const slope = graph.node('Add', [y, graph.scalar(1)], y);
    return [graph.node('Where', [linear, dy, graph.node('Mul', [dy, slope], y)], y)];
  },
};

/** x where it is not negative, and x · alpha elsewhere; alpha is broadcast to x, never the other way. */
const prelu: Lowering = {
  accepts: (call) => {
    const [x, alpha] = [specOf(call, 'x').shape, specOf(call, 'alpha').shape];
    return hasDType(call, 'float32') && sameShape(broadcastShape(x, alpha), x);
  },
  infer: (call) => [specOf(call, 'x')],
  work: combinationWork,
  lower: (graph, inputs) => {
    const x = inputs.get('x');
    return [graph.node('PRelu', [x, inputs.get('alpha')], x)];
  },
};

/** tfjs broadcasts the three before it calls the kernel. */
const select: Lowering = {
  accepts: (call) => {
    const [condition, t, e] = ['condition', 't', 'e'].map((name) => specOf(call, name));
    const choices: readonly (DataType | undefined)[] = ['float32', 'int32'];
    return (
      condition?.dtype === 'bool' &&
      choices.includes(t?.dtype) &&
      t?.dtype === e?.dtype &&
      Object.values(call.inputs).every((spec) => sameShape(spec.shape, condition.shape))
    );
  },
  infer: (call) => [specOf(call, 't')],
  lower: (graph, inputs) => {
    const t = inputs.get('t');
    const selu = seluGradient(graph, inputs.get('condition'), t, inputs.get('e'));
    if (selu) return [selu];
    const choices = [inputs.get('condition'), t, inputs.get('e')].map((value) => graph.compact(value));
    const shape = broadcastShape(...choices.map((choice) => choice.shape));
    return [graph.stretch(graph.node('Where', choices, { shape, dtype: t.dtype }), t.shape)];
  },
};

/** The sum of any number of tensors of one shape. */
const addN: Lowering = {
  infer: (call) => [specOf(call, '0')],
  lower: (graph, inputs) => [graph.node('Sum', inputs.all(), inputs.get('0'))],
};

export const elementwiseBinary: LoweringTable = {
  Add: combining((graph, a, b, { shape }) => add(graph, a, b, shape), ['float32', 'int32']),
  Sub: arithmetic('Sub'),
  Multiply: combining(multiply, ['float32', 'int32']),
  RealDiv: floatArithmetic('Div'),
  Pow: floatArithmetic('Pow'),
  Maximum: arithmetic('Max'),
  Minimum: arithmetic('Min'),
  SquaredDifference: combining(squaredDifference, ['float32']),
  Greater: comparison('Greater'),
  GreaterEqual: comparison('GreaterOrEqual'),
  Less: comparison('Less'),
  LessEqual: comparison('LessOrEqual'),
  Equal: comparison('Equal'),
  NotEqual: combining(notEqual, ['float32', 'int32'], 'bool'),
  LogicalAnd: combining(and, ['bool'], 'bool'),
  LogicalOr: logical('Or'),
  EluGrad: eluGrad,
  Prelu: prelu,
  Select: select,
  AddN: addN,
};
