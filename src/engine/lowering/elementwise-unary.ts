/** Lowerings of kernels that map each element of one tensor by itself. */
import type { GraphValue, NodeOptions, OnnxGraph } from '../onnx/onnx-graph';
import { hasDType, numberAttribute, specOf } from './lowering';
import type { KernelCall, Lowering, LoweringTable } from './lowering';
import { selu } from './selu';

type Map = (graph: OnnxGraph, x: GraphValue, call: KernelCall) => GraphValue;

const mapping = (map: Map): Lowering => ({
  infer: (call) => [specOf(call, 'x')],
  lower: (graph, inputs, call) => {
    const x = inputs.get('x');
    // What is the same along an axis is computed once for it.
    return [graph.stretch(map(graph, graph.compact(x), call), x.shape)];
  },
});

const named = (opType: string, options?: NodeOptions): Lowering =>
  mapping((graph, x) => graph.node(opType, [x], x, options));

/**
 * log(1 + x) without the loss of a small x in the sum: with u = 1 + x as rounded, log(u) · x / (u − 1) makes up for
 * what was rounded away. Where all of x was lost it is x; where all of the 1 was (infinity, too) it is log(u).
 * Source: Goldberg, "What every computer scientist should know about floating-point arithmetic", 1991, theorem 4.
 */
const log1p: Map = (graph, x) => {
  const truth = { shape: x.shape, dtype: 'bool' } as const;
  const u = graph.node('Add', [x, graph.scalar(1)], x);
  const log = graph.node('Log', [u], x);
  const kept = graph.node('Sub', [u, graph.scalar(1)], x);
  const isTiny = graph.node('Equal', [kept, graph.scalar(0)], truth);
  const isHuge = graph.node('Equal', [u, x], truth);
  const divisor = graph.node('Where', [isTiny, graph.scalar(1), kept], x);
  const corrected = graph.node('Mul', [log, graph.node('Div', [x, divisor], x)], x);
  return graph.node('Where', [isTiny, x, graph.node('Where', [isHuge, log, corrected], x)], x);
};

/** 1 where x > 0, alpha elsewhere; a NaN stays one, so that a diverged net is seen to be diverged. */
const step: Map = (graph, x, call) => {
  const alpha = numberAttribute(call, 'alpha');
  const positive = graph.node('Greater', [x, graph.scalar(0)], { shape: x.shape, dtype: 'bool' });
  const stepped = graph.node('Where', [positive, graph.scalar(1), graph.scalar(alpha)], x);
  const isNaN = graph.node('IsNaN', [x], { shape: x.shape, dtype: 'bool' });
  return graph.node('Where', [isNaN, x, stepped], x);
};

/** exp(x) − 1 without the loss of a small x: by tanh(x / 2), which is exact there. exp(x) − 1 = 2t / (1 − t). */
const expm1: Map = (graph, x) => {
  const t = graph.node('Tanh', [graph.node('Mul', [x, graph.scalar(0.5)], x)], x);
  const small = graph.node('Div', [graph.node('Add', [t, t], x), graph.node('Sub', [graph.scalar(1), t], x)], x);
  const large = graph.node('Sub', [graph.node('Exp', [x], x), graph.scalar(1)], x);
  const isSmall = graph.node('Less', [graph.node('Abs', [x], x), graph.scalar(0.5)], { shape: x.shape, dtype: 'bool' });
  return graph.node('Where', [isSmall, small, large], x);
};

/** x, but not below `low` and not above `high`, two scalars; once in the graph, because the gradient asks for it again. */
export const clip = (graph: OnnxGraph, x: GraphValue, low: GraphValue, high: GraphValue): GraphValue =>
  graph.once(`Clip ${x.name} ${low.name} ${high.name}`, () => graph.node('Clip', [x, low, high], x));

const isNaN: Lowering = {
  infer: (call) => [{ shape: specOf(call, 'x').shape, dtype: 'bool' }],
  lower: (graph, inputs) => {
    const x = inputs.get('x');
    return [graph.node('IsNaN', [x], { shape: x.shape, dtype: 'bool' })];
  },
};

const logicalNot: Lowering = { ...named('Not'), accepts: (call) => hasDType(call, 'bool') };

export const elementwiseUnary: LoweringTable = {
  Abs: named('Abs'),
  Neg: named('Neg'),
  Exp: named('Exp'),
  Log: named('Log'),
  Log1p: mapping(log1p),
  Sqrt: named('Sqrt'),
  Rsqrt: mapping((graph, x) => graph.node('Reciprocal', [graph.node('Sqrt', [x], x)], x)),
  Square: mapping((graph, x) => graph.node('Mul', [x, x], x)),
  Reciprocal: named('Reciprocal'),
  Floor: named('Floor'),
  Ceil: named('Ceil'),
  Round: named('Round'),
  Sign: named('Sign'),
  Sin: named('Sin'),
  Cos: named('Cos'),
  Erf: named('Erf'),
  Expm1: mapping(expm1),
  Sigmoid: named('Sigmoid'),
  Tanh: named('Tanh'),
  Softplus: named('Softplus'),
  Relu: named('Relu'),
  Relu6: mapping((graph, x) => graph.node('Clip', [x, graph.scalar(0), graph.scalar(6)], x)),
  Elu: named('Elu', { attributes: { alpha: { float: 1 } } }),
  Selu: mapping(selu),
  LeakyRelu: mapping((graph, x, call) =>
    graph.node('LeakyRelu', [x], x, { attributes: { alpha: { float: numberAttribute(call, 'alpha') } } }),
  ),
  Step: mapping(step),
  ClipByValue: mapping((graph, x, call) => {
    const [low, high] = ['clipValueMin', 'clipValueMax'].map((name) => graph.scalar(numberAttribute(call, name)));
    return low && high ? clip(graph, x, low, high) : x;
  }),
  IsNan: isNaN,
  LogicalNot: logicalNot,
};
