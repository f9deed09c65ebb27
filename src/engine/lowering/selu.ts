/** SELU and its gradient, which tfjs computes from the input and compiled steps from what the SELU has made of it. */
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';

/** Klambauer et al., "Self-normalizing neural networks", 2017; tfjs' SELU_SCALEALPHA and SELU_SCALE are these. */
const ALPHA = 1.6732632423543772;
const SCALE = 1.0507009873554805;

const outputKey = (x: GraphValue): string => `Selu ${x.name}`;

/** scale · x where x > 0, and scale · alpha · (exp(x) − 1) elsewhere; once in the graph, for its gradient. */
export const selu = (graph: OnnxGraph, x: GraphValue): GraphValue =>
  graph.once(outputKey(x), () =>
    graph.node('Selu', [x], x, { attributes: { alpha: { float: ALPHA }, gamma: { float: SCALE } } }),
  );

/**
 * tfjs' gradient of a SELU: Where(x > 0, dy · scale, (dy · scaleAlpha) · exp(x)). With y = scaleAlpha · exp(x) − scaleAlpha
 * at hand it is dy · Where(x > 0, scale, y + scaleAlpha): no exponential, and one product in place of three.
 * @returns undefined where these choices are something else
 */
export function seluGradient(
  graph: OnnxGraph,
  condition: GraphValue,
  linear: GraphValue,
  curved: GraphValue,
): GraphValue | undefined {
  const comparison = graph.makerOf(condition);
  const [x] = comparison?.opType === 'Greater' ? comparison.inputs : [];
  const y = x && graph.madeBefore(outputKey(x));
  const [dy, scale] = factorsOf(graph, linear);
  const [slope, exponential] = factorsOf(graph, curved);
  const [sameDy, scaleAlpha] = slope ? factorsOf(graph, slope) : [];
  const raised = exponential && graph.makerOf(exponential);
  const isOfX = raised?.opType === 'Exp' && raised.inputs[0]?.name === x?.name;
  if (!y || !dy || !scale || !scaleAlpha || !isOfX || sameDy?.name !== dy.name) return undefined;
  if (!isNumber(graph, scale, SCALE) || !isNumber(graph, scaleAlpha, SCALE * ALPHA)) return undefined;
  const bent = graph.node('Add', [y, scaleAlpha], y);
  return graph.node('Mul', [dy, graph.node('Where', [condition, scale, bent], y)], y);
}

function factorsOf(graph: OnnxGraph, value: GraphValue): readonly GraphValue[] {
  const maker = graph.makerOf(value);
  return maker?.opType === 'Mul' ? maker.inputs : [];
}

const isNumber = (graph: OnnxGraph, value: GraphValue, expected: number): boolean =>
  graph.numberOf(value) !== undefined && Math.fround(graph.numberOf(value) ?? NaN) === Math.fround(expected);
