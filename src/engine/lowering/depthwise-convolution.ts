/**
 * Lowerings of depthwise convolutions, in which each channel has filters of its own, and of their gradients. There is no
 * matrix product in them. ONNX Runtime's grouped Conv is quick even between two transpositions: 3 × 3 on
 * [32, 28, 28, 16] takes 0.8 ms so, 3 as products of columns. For the gradients it has no such kernel.
 */
import { sizeOf } from '../onnx/onnx-graph';
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';
import { activate, activates } from './activation';
import { columnsOf, convolutionOf, convolutionWork, hasChannelsLast } from './convolution';
import type { Convolution } from './convolution';
import { onesMatrix, sumPixels } from './gather-pixels';
import { hasDType, numbersAttribute, specOf } from './lowering';
import type { GraphInputs, KernelCall, Lowering, LoweringTable, TensorSpec } from './lowering';
import { areaOf, pixelsRead, readersOfPixels } from './windows';

interface DepthwiseConvolution extends Convolution {
  /** Filters of each channel. */
  readonly multiplier: number;
}

function depthwiseOf(
  call: KernelCall,
  inputShape: readonly number[],
  filterShape: readonly number[],
): DepthwiseConvolution {
  const whole = convolutionOf(call, inputShape, filterShape);
  const multiplier = filterShape[3] ?? 1;
  const outChannels = whole.inChannels * multiplier;
  return { ...whole, multiplier, outChannels, outputShape: whole.outputShape.with(3, outChannels) };
}

const work = ({ outputShape, windows }: DepthwiseConvolution): number =>
  convolutionWork({ outputShape, filterShape: [areaOf(windows.kernel), 1, 1] });

const forward = (call: KernelCall): DepthwiseConvolution =>
  depthwiseOf(call, specOf(call, 'x').shape, specOf(call, 'filter').shape);

const accepted = (call: KernelCall): boolean => hasDType(call, 'float32') && hasChannelsLast(call);

const transposed = (graph: OnnxGraph, value: GraphValue, perm: readonly number[]): GraphValue =>
  graph.node(
    'Transpose',
    [value],
    { shape: perm.map((axis) => value.shape[axis] ?? 1), dtype: value.dtype },
    { attributes: { perm: { ints: perm } } },
  );

/** Padding behind the last pixel, as far as the last window reaches. */
function paddingAfter({ windows }: DepthwiseConvolution, side: 'height' | 'width'): number {
  const { input, output, kernel, stride, dilation, before } = windows;
  const reach = (output[side] - 1) * stride[side] + (kernel[side] - 1) * dilation[side] + 1;
  return Math.max(0, reach - input[side] - before[side]);
}

function convolve(graph: OnnxGraph, inputs: GraphInputs, call: KernelCall, bias?: GraphValue): GraphValue {
  const depthwise = forward(call);
  const { windows, batch, inChannels, outChannels } = depthwise;
  const { output, kernel, stride, dilation, before } = windows;
  const x = transposed(graph, inputs.get('x'), [0, 3, 1, 2]);
  const byChannel = transposed(graph, inputs.get('filter'), [2, 3, 0, 1]);
  const filter = graph.reshape(byChannel, [outChannels, 1, kernel.height, kernel.width]);
  const padding = [before.height, before.width, paddingAfter(depthwise, 'height'), paddingAfter(depthwise, 'width')];
  const y = graph.node(
    'Conv',
    bias ? [x, filter, bias] : [x, filter],
    { shape: [batch, outChannels, output.height, output.width], dtype: 'float32' },
    {
      attributes: {
        group: { int: inChannels },
        kernel_shape: { ints: [kernel.height, kernel.width] },
        strides: { ints: [stride.height, stride.width] },
        dilations: { ints: [dilation.height, dilation.width] },
        pads: { ints: padding },
      },
    },
  );
  return transposed(graph, y, [0, 2, 3, 1]);
}

const inferOutput = (call: KernelCall): readonly [TensorSpec] => [
  { shape: forward(call).outputShape, dtype: 'float32' },
];

const depthwiseConv2dNative: Lowering = {
  accepts: accepted,
  infer: inferOutput,
  work: (call) => work(forward(call)),
  lower: (graph, inputs, call) => [convolve(graph, inputs, call)],
};

const fusedDepthwiseConv2D: Lowering = {
  accepts: (call) => {
    const bias = call.inputs['bias'];
    return accepted(call) && activates(call) && (!bias || bias.shape.join() === `${forward(call).outChannels}`);
  },
  infer: inferOutput,
  work: (call) => work(forward(call)),
  lower: (graph, inputs, call) => [activate(graph, convolve(graph, inputs, call, inputs.optional('bias')), call)],
};

const inputGradient = (call: KernelCall): DepthwiseConvolution =>
  depthwiseOf(call, numbersAttribute(call, 'inputShape') ?? [], specOf(call, 'filter').shape);

/** Every tap's share of dy, summed over a channel's filters; then each pixel adds up the shares of the taps that read it. */
const backpropInput: Lowering = {
  accepts: accepted,
  infer: (call) => [{ shape: inputGradient(call).inputShape, dtype: 'float32' }],
  work: (call) => work(inputGradient(call)),
  lower: (graph, inputs, call) => {
    const { windows, batch, inChannels, multiplier } = inputGradient(call);
    const [count, taps] = [batch * areaOf(windows.output), areaOf(windows.kernel)];
    const dy = graph.reshape(inputs.get('dy'), [count, 1, inChannels * multiplier]);
    const filter = graph.reshape(inputs.get('filter'), [taps, inChannels * multiplier]);
    const products = graph.node('Mul', [dy, filter], {
      shape: [count, taps, inChannels * multiplier],
      dtype: 'float32',
    });
    const shares = multiplier === 1 ? products : sumLast(graph, products, multiplier);
    const pixels = pixelsRead(windows);
    const { readers, most } = readersOfPixels(pixels, areaOf(windows.input));
    const order = { name: `by ${JSON.stringify(windows)}`, places: () => readers, addends: most };
    return [sumPixels(graph, shares, [batch, pixels.length, inChannels], order)];
  },
};

/** Sums each `length` neighbours, by a GEMM with ones, which ONNX Runtime does faster than a sum over a short axis. */
function sumLast(graph: OnnxGraph, values: GraphValue, length: number): GraphValue {
  const rows = sizeOf(values.shape) / length;
  const factors = [graph.reshape(values, [rows, length]), onesMatrix(graph, length, 1)];
  return graph.node('Gemm', factors, { shape: [rows, 1], dtype: 'float32' });
}

const filterGradient = (call: KernelCall): DepthwiseConvolution =>
  depthwiseOf(call, specOf(call, 'x').shape, numbersAttribute(call, 'filterShape') ?? []);

/** Columns times dy, channel by channel, summed over all windows by a GEMM with ones. */
const backpropFilter: Lowering = {
  accepts: accepted,
  infer: (call) => [{ shape: filterGradient(call).filterShape, dtype: 'float32' }],
  work: (call) => work(filterGradient(call)),
  lower: (graph, inputs, call) => {
    const depthwise = filterGradient(call);
    const { windows, batch, inChannels, multiplier } = depthwise;
    const [count, taps] = [batch * areaOf(windows.output), areaOf(windows.kernel)];
    const columns = columnsOf(graph, inputs.get('x'), depthwise);
    const products = graph.node(
      'Mul',
      [
        graph.reshape(columns, [count, taps, inChannels, 1]),
        graph.reshape(inputs.get('dy'), [count, 1, inChannels, multiplier]),
      ],
      { shape: [count, taps, inChannels, multiplier], dtype: 'float32' },
    );
    const width = taps * inChannels * multiplier;
    const factors = [onesMatrix(graph, 1, count), graph.reshape(products, [count, width])];
    return [graph.node('Gemm', factors, { shape: [1, width], dtype: 'float32' })];
  },
};

export const depthwiseConvolution: LoweringTable = {
  DepthwiseConv2dNative: depthwiseConv2dNative,
  FusedDepthwiseConv2D: fusedDepthwiseConv2D,
  DepthwiseConv2dNativeBackpropInput: backpropInput,
  DepthwiseConv2dNativeBackpropFilter: backpropFilter,
};
