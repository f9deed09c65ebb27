/**
 * Sums of matrix products inside of a compiled step. The gradient of a weight that a recurrent layer uses at each time
 * step is a sum of as many products, which tfjs adds up one by one: Σ Aₜᵀ · Bₜ. One product of all Aₜ, one below the
 * other, with all Bₜ is the same, and writes the result once. The same goes for biases, whose gradients are rows of ones
 * times Bₜ. Where the factors are larger than the result, as those of a convolution, adding the results is less to do than
 * to put the factors below one another.
 */
import { sameShape, sizeOf } from '../onnx/onnx-graph';
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';
import { onesMatrix } from './gather-pixels';

/** Each addition writes down all terms so far, of which only the last one is computed: more would cost memory. */
const MOST_TERMS = 64;

/** As many numbers are copied while ONNX Runtime comes from one node to the next but one. Measured. */
const WORTH_TWO_NODES = 16384;

/** Σ leftsᵀ · rights, or Σ 1ᵀ · rights where there are no lefts. All have their rows along the first axis. */
interface Terms {
  readonly lefts: readonly GraphValue[] | undefined;
  readonly rights: readonly GraphValue[];
}

const total = (values: readonly GraphValue[]): number => values.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

const rowsOf = (value: GraphValue): number => value.shape[0] ?? 1;

/** What was put below one another to make this value: itself alone where nothing was. */
function stackedIn(graph: OnnxGraph, value: GraphValue): readonly GraphValue[] {
  const maker = graph.makerOf(value);
  const axis = maker?.attributes['axis'];
  return maker?.opType === 'Concat' && axis && 'int' in axis && axis.int === 0 ? maker.inputs : [value];
}

function isSet(attributes: NonNullable<ReturnType<OnnxGraph['makerOf']>>['attributes'], name: string): boolean {
  const flag = attributes[name];
  return flag !== undefined && 'int' in flag && flag.int === 1;
}

/** The terms that a value is a sum of; undefined when it isn't the gradient of a weight or a bias. */
function termsOf(graph: OnnxGraph, value: GraphValue): Terms | undefined {
  const maker = graph.makerOf(value);
  const [left, right, bias] = maker?.inputs ?? [];
  if (maker?.opType !== 'Gemm' || !left || !right || bias || isSet(maker.attributes, 'transB')) return undefined;
  const rights = stackedIn(graph, right);
  if (!isSet(maker.attributes, 'transA')) {
    return graph.isOnes(left) && rowsOf(left) === 1 ? { lefts: undefined, rights } : undefined;
  }
  const lefts = stackedIn(graph, left);
  const arePairs = lefts.length === rights.length && lefts.every((part, at) => rowsOf(part) === rightRows(rights, at));
  return arePairs ? { lefts, rights } : { lefts: [left], rights: [right] };
}

const rightRows = (rights: readonly GraphValue[], at: number): number => rights[at]?.shape[0] ?? NaN;

function stack(graph: OnnxGraph, parts: readonly GraphValue[]): GraphValue {
  const [first] = parts;
  if (!first) throw new Error('There is nothing to put below one another.');
  const rows = parts.reduce((sum, part) => sum + rowsOf(part), 0);
  return graph.concat(parts, 0, first.shape.with(0, rows));
}

/** The sum of two values of one shape. */
export function add(graph: OnnxGraph, a: GraphValue, b: GraphValue, shape: readonly number[]): GraphValue {
  const [first, second] = [graph.originOf(a), graph.originOf(b)];
  const isSum = sameShape(a.shape, b.shape) && sameShape(first.shape, second.shape);
  const [terms, others] = isSum ? [termsOf(graph, first), termsOf(graph, second)] : [];
  if (!terms || !others || (terms.lefts === undefined) !== (others.lefts === undefined)) return plain();
  const rights = [...terms.rights, ...others.rights];
  const stacked = [...rights, ...(terms.lefts ?? []), ...(others.lefts ?? [])];
  const copied = total(stacked) / rights.length;
  if (rights.length > MOST_TERMS || copied > sizeOf(shape) + WORTH_TWO_NODES) return plain();
  const right = stack(graph, rights);
  const output = { shape: first.shape, dtype: first.dtype };
  if (!terms.lefts || !others.lefts) {
    return graph.reshape(graph.node('Gemm', [onesMatrix(graph, 1, rowsOf(right)), right], output), shape);
  }
  const left = stack(graph, [...terms.lefts, ...others.lefts]);
  return graph.reshape(graph.node('Gemm', [left, right], output, { attributes: { transA: { int: 1 } } }), shape);

  function plain(): GraphValue {
    return graph.node('Add', [a, b], { shape, dtype: a.dtype });
  }
}
