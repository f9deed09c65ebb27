/**
 * Algebra on products inside of a compiled step. tfjs' gradients, above all those of a batch norm, multiply whole images
 * by one number a channel, again and again, before they sum them up. Numbers a channel are multiplied among themselves
 * here, and with the sums; the images are gone through twice in place of eight times. A kernel alone in its graph, as in
 * eager mode, has no factors, and is left as it is.
 */
import { broadcast_util } from '@tensorflow/tfjs-core';
import { sameShape, sizeOf } from '../onnx/onnx-graph';
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';

/** A factor is small against another when it has so many times fewer elements. */
const MUCH_SMALLER = 8;

const isSmallBeside = (small: { shape: readonly number[] }, large: { shape: readonly number[] }): boolean =>
  sizeOf(small.shape) * MUCH_SMALLER <= sizeOf(large.shape);

const broadcast = (a: GraphValue, b: GraphValue): number[] =>
  broadcast_util.assertAndGetBroadcastShape([...a.shape], [...b.shape]);

/** The product of two values, once in the graph whoever asks and in whichever order. */
function productOf(graph: OnnxGraph, a: GraphValue, b: GraphValue): GraphValue {
  return graph.once(`Product ${[a.name, b.name].sort().join()}`, () =>
    graph.node('Mul', [a, b], { shape: broadcast(a, b), dtype: a.dtype }),
  );
}

/** (large · small) · small as large · (small · small), and a product with ones as what is multiplied, stretched. */
export function multiply(graph: OnnxGraph, a: GraphValue, b: GraphValue): GraphValue {
  const output = { shape: broadcast(a, b), dtype: a.dtype };
  for (const [ones, other] of [[a, b] as const, [b, a] as const]) {
    // Only where they do no more than to stretch: other ones may be weights that haven't been trained yet.
    const isStretching = sameShape(ones.shape, output.shape) && !sameShape(other.shape, output.shape);
    if (isStretching && graph.isOnes(ones)) return graph.stretch(other, output.shape);
    if (sizeOf(ones.shape) === 1 && sameShape(other.shape, output.shape) && graph.isOnes(ones)) return other;
  }
  const [large, small] = sizeOf(a.shape) >= sizeOf(b.shape) ? [a, b] : [b, a];
  const maker = graph.makerOf(large);
  if (maker?.opType === 'Mul' && isSmallBeside(small, large)) {
    const [inner, outer] = maker.inputs.toSorted((one, other) => sizeOf(one.shape) - sizeOf(other.shape));
    if (
      inner &&
      outer &&
      sameShape(outer.shape, large.shape) &&
      isSmallBeside({ shape: broadcast(inner, small) }, large)
    ) {
      return graph.node('Mul', [outer, productOf(graph, inner, small)], output);
    }
  }
  return graph.node('Mul', [a, b], output);
}

/** A large value without the small factors that it was multiplied by, and those. */
interface Peeled {
  readonly core: GraphValue;
  readonly constants: readonly GraphValue[];
}

function peel(graph: OnnxGraph, value: GraphValue, isConstant: (factor: GraphValue) => boolean): Peeled {
  const maker = graph.makerOf(value);
  const constant = maker?.opType === 'Mul' ? maker.inputs.find(isConstant) : undefined;
  const rest = maker?.inputs.find((factor) => factor !== constant);
  if (!constant || !rest || !sameShape(rest.shape, value.shape)) return { core: value, constants: [] };
  const { core, constants } = peel(graph, rest, isConstant);
  return { core, constants: [constant, ...constants] };
}

/** Whether a value has one number for each of the last axes that a sum over all others keeps, or one for all. */
function isConstantAlong(value: GraphValue, kept: readonly number[]): boolean {
  const shape = value.shape.slice(value.shape.findIndex((length) => length !== 1));
  return sizeOf(value.shape) === 1 || sameShape(shape, kept);
}

/**
 * Takes out of a sum what is constant along it: Σ (x · a) as a · Σ x.
 * @param kept lengths of the last axes, which the sum keeps
 * @param sum over all other axes, giving [1, numbers kept]
 * @returns undefined when nothing can be taken out
 */
export function sumOfProduct(
  graph: OnnxGraph,
  x: GraphValue,
  kept: readonly number[],
  sum: (addends: GraphValue) => GraphValue,
): GraphValue | undefined {
  const isConstant = (factor: GraphValue): boolean => isSmallBeside(factor, x) && isConstantAlong(factor, kept);
  const whole = peel(graph, x, isConstant);
  const maker = graph.makerOf(whole.core);
  const isProduct = maker?.opType === 'Mul' && maker.inputs.every((factor) => sameShape(factor.shape, x.shape));
  const factors = isProduct ? maker.inputs.map((factor) => peel(graph, factor, isConstant)) : [];
  const inner = factors.flatMap((factor) => factor.constants);
  const constants = [...whole.constants, ...inner];
  if (constants.length === 0) return undefined;
  const [first, second] = factors;
  // A new product of large factors takes the place of the one that had the small ones in it.
  const addends = inner.length > 0 && first && second ? productOf(graph, first.core, second.core) : whole.core;
  return constants.reduce((total, constant) => {
    const flat = sizeOf(constant.shape) === 1 ? [1, 1] : total.shape;
    return graph.node('Mul', [total, graph.reshape(constant, flat)], total);
  }, sum(addends));
}
