/**
 * Lowerings of convolutions and of their weights' gradients: the pixels under all windows as the rows of one matrix (its
 * "columns", as the literature has it), times the filter as tfjs stores it. Both use the same columns, which a graph
 * makes once. On [64, 14, 14, 64] → 128 by 5 × 5 with stride 2, ONNX Runtime's own Conv takes 1.5 times as long on one
 * core and 2.3 times on two; its transpositions to channels first come on top.
 */
import { sizeOf } from '../onnx/onnx-graph';
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';
import { activate, activates } from './activation';
import { gatherPixels } from './gather-pixels';
import { hasDType, numbersAttribute, specOf } from './lowering';
import type { GraphInputs, KernelCall, Lowering, LoweringTable, TensorSpec } from './lowering';
import { areaOf, convolutionWindows, pixelsRead } from './windows';
import type { Windows } from './windows';

/** What one multiply-add of a convolution costs tfjs' JavaScript, in the unit of `Lowering.work`. Measured. */
const WORK_PER_MULTIPLY_ADD = 0.15;

export interface Convolution {
  readonly windows: Windows;
  readonly batch: number;
  readonly inputShape: readonly number[];
  readonly filterShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly inChannels: number;
  readonly outChannels: number;
}

/** The convolution that a kernel computes, or one of whose gradients it computes. */
export function convolutionOf(
  call: KernelCall,
  inputShape: readonly number[],
  filterShape: readonly number[],
): Convolution {
  const windows = convolutionWindows(call, inputShape, filterShape);
  const [batch = 1, , , inChannels = 1] = inputShape;
  const outChannels = filterShape[3] ?? 1;
  const { height, width } = windows.output;
  const outputShape = [batch, height, width, outChannels];
  return { windows, batch, inputShape, filterShape, outputShape, inChannels, outChannels };
}

export const convolutionWork = ({
  outputShape,
  filterShape,
}: Pick<Convolution, 'outputShape' | 'filterShape'>): number =>
  sizeOf(outputShape) * sizeOf(filterShape.slice(0, 3)) * WORK_PER_MULTIPLY_ADD;

/** Images with their channels last, as tfjs-layers has them whatever a layer's data format is. */
export const hasChannelsLast = (call: KernelCall): boolean => (call.attrs['dataFormat'] ?? 'NHWC') === 'NHWC';

/** The pixels under each window. @returns [batch × windows, taps × channels] */
export function columnsOf(graph: OnnxGraph, x: GraphValue, convolution: Convolution): GraphValue {
  const { windows, batch, inChannels } = convolution;
  const columns = gatherPixels(graph, x, [batch, areaOf(windows.input), inChannels], {
    name: `under ${JSON.stringify(windows)}`,
    places: () => pixelsRead(windows),
  });
  return graph.reshape(columns, [batch * areaOf(windows.output), areaOf(windows.kernel) * inChannels]);
}

/** The filter as the matrix that columns are multiplied with. */
export const filterMatrix = (graph: OnnxGraph, filter: GraphValue): GraphValue =>
  graph.reshape(filter, [sizeOf(filter.shape.slice(0, 3)), filter.shape[3] ?? 1]);

const forward = (call: KernelCall): Convolution =>
  convolutionOf(call, specOf(call, 'x').shape, specOf(call, 'filter').shape);

function convolve(graph: OnnxGraph, inputs: GraphInputs, call: KernelCall, bias?: GraphValue): GraphValue {
  const convolution = forward(call);
  const columns = columnsOf(graph, inputs.get('x'), convolution);
  const matrix = filterMatrix(graph, inputs.get('filter'));
  const rows = columns.shape[0] ?? 1;
  return graph.node('Gemm', bias ? [columns, matrix, bias] : [columns, matrix], {
    shape: [rows, convolution.outChannels],
    dtype: 'float32',
  });
}

const infer = (call: KernelCall): readonly [TensorSpec] => [{ shape: forward(call).outputShape, dtype: 'float32' }];
const work = (call: KernelCall): number => convolutionWork(forward(call));

const conv2D: Lowering = {
  accepts: (call) => hasDType(call, 'float32') && hasChannelsLast(call),
  infer,
  work,
  lower: (graph, inputs, call) => [convolve(graph, inputs, call)],
};

/** A GEMM adds what broadcasts to its rows: one bias for each channel, or for all. */
const isChannelBias = ({ shape }: TensorSpec, channels: number): boolean =>
  shape.length <= 1 && [1, channels].includes(sizeOf(shape));

const fusedConv2D: Lowering = {
  accepts: (call) => {
    const bias = call.inputs['bias'];
    return (
      hasDType(call, 'float32') &&
      hasChannelsLast(call) &&
      activates(call) &&
      (!bias || isChannelBias(bias, specOf(call, 'filter').shape[3] ?? 1))
    );
  },
  infer,
  work,
  lower: (graph, inputs, call) => [activate(graph, convolve(graph, inputs, call, inputs.optional('bias')), call)],
};

const filterGradient = (call: KernelCall): Convolution =>
  convolutionOf(call, specOf(call, 'x').shape, numbersAttribute(call, 'filterShape') ?? []);

const conv2DBackpropFilter: Lowering = {
  accepts: (call) => hasDType(call, 'float32') && hasChannelsLast(call),
  infer: (call) => [{ shape: filterGradient(call).filterShape, dtype: 'float32' }],
  work: (call) => convolutionWork(filterGradient(call)),
  lower: (graph, inputs, call) => {
    const convolution = filterGradient(call);
    const columns = columnsOf(graph, inputs.get('x'), convolution);
    const [rows = 1, taps = 1] = columns.shape;
    const dy = graph.reshape(inputs.get('dy'), [rows, convolution.outChannels]);
    const output = { shape: [taps, convolution.outChannels], dtype: 'float32' } as const;
    return [graph.node('Gemm', [columns, dy], output, { attributes: { transA: { int: 1 } } })];
  },
};

export const convolution: LoweringTable = {
  Conv2D: conv2D,
  FusedConv2D: fusedConv2D,
  Conv2DBackpropFilter: conv2DBackpropFilter,
};
