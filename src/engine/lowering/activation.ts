/** The activations that tfjs fuses into matrix products and convolutions. */
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';
import { numberAttribute } from './lowering';
import type { KernelCall } from './lowering';

type Activation = (graph: OnnxGraph, y: GraphValue, call: KernelCall) => GraphValue;

/** By tfjs' names. PReLU brings a tensor of its own and is left to JavaScript; tfjs-layers never fuses it. */
const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  linear: (_graph, y) => y,
  relu: (graph, y) => graph.node('Relu', [y], y),
  relu6: (graph, y) => graph.node('Clip', [y, graph.scalar(0), graph.scalar(6)], y),
  elu: (graph, y) => graph.node('Elu', [y], y),
  sigmoid: (graph, y) => graph.node('Sigmoid', [y], y),
  leakyrelu: (graph, y, call) =>
    graph.node('LeakyRelu', [y], y, { attributes: { alpha: { float: numberAttribute(call, 'leakyreluAlpha') } } }),
};

function activationOf(call: KernelCall): Activation | undefined {
  const name = call.attrs['activation'] ?? 'linear';
  return typeof name === 'string' ? ACTIVATIONS[name] : undefined;
}

/** Whether the call's activation is known here. */
export const activates = (call: KernelCall): boolean => activationOf(call) !== undefined;

/** What the call's activation makes of y. */
export const activate = (graph: OnnxGraph, y: GraphValue, call: KernelCall): GraphValue =>
  activationOf(call)?.(graph, y, call) ?? y;
