/** Lowering of batch normalization with given statistics; in training, tfjs-layers computes them by other kernels. */
import { sameShape } from '../onnx/onnx-graph';
import { hasDType, numberAttribute, specOf, workPerElement } from './lowering';
import type { Lowering, LoweringTable } from './lowering';

/** Five operations an element in tfjs' JavaScript. */
const NORMALIZING_WORK = 3;

/**
 * One multiplication and one addition an element: (x − mean) / √(variance + ε) · scale + offset as x · a + b, where a and
 * b have only as many elements as there are channels. What that rounds away is as much as x itself was rounded by.
 */
const fusedBatchNorm: Lowering = {
  accepts: (call) => {
    const { shape } = specOf(call, 'x');
    // As ONNX broadcasts: the last axes. tfjs' own loop runs through the statistics again and again.
    const areLastAxes = (other: readonly number[]): boolean => {
      const first = other.findIndex((length) => length !== 1);
      return first < 0 || sameShape(other.slice(first), shape.slice(shape.length - other.length + first));
    };
    return hasDType(call, 'float32') && Object.values(call.inputs).every((spec) => areLastAxes(spec.shape));
  },
  infer: (call) => [specOf(call, 'x')],
  work: workPerElement(NORMALIZING_WORK),
  lower: (graph, inputs, call) => {
    const [x, mean, variance] = [inputs.get('x'), inputs.get('mean'), inputs.get('variance')];
    const [scale, offset] = [inputs.optional('scale'), inputs.optional('offset')];
    const shifted = graph.node('Add', [variance, graph.scalar(numberAttribute(call, 'varianceEpsilon'))], variance);
    const deviation = graph.node('Sqrt', [shifted], variance);
    const factor = graph.node('Div', [scale ?? graph.scalar(1), deviation], variance);
    const centre = graph.node('Mul', [mean, factor], mean);
    const addend = offset ? graph.node('Sub', [offset, centre], mean) : graph.node('Neg', [centre], mean);
    return [graph.node('Add', [graph.node('Mul', [x, factor], x), addend], x)];
  },
};

export const normalization: LoweringTable = { FusedBatchNorm: fusedBatchNorm };
