/**
 * Lowering of a convolution's gradient with respect to its input, which also is the forward pass of a transposed
 * convolution. Two ways, chosen by shapes, and measured on both.
 */
import { sizeOf } from '../onnx/onnx-graph';
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';
import { convolutionOf, convolutionWork, filterMatrix, hasChannelsLast } from './convolution';
import type { Convolution } from './convolution';
import { gatherPixels, indexConstant, sumPixels } from './gather-pixels';
import { hasDType, numbersAttribute, specOf } from './lowering';
import type { KernelCall, Lowering, LoweringTable } from './lowering';
import { areaOf, NOWHERE, pixelsRead, readersOfPixels } from './windows';
import type { Windows } from './windows';

/** So many times fewer channels of the input than of the output make it faster to multiply first. */
const FEWER_CHANNELS = 4;

/**
 * Every tap's share of dy first, by one GEMM; then each pixel adds up the shares of the taps that read it. Right for any
 * window; fast where the input has few channels, because then there is little to gather: 64 channels at [64, 14, 14] to
 * one at 28 × 28 by 5 × 5 take about 0.4 ms so, 5 ms in phases.
 */
function multiplyThenGather(
  graph: OnnxGraph,
  dy: GraphValue,
  filter: GraphValue,
  { windows, batch, inChannels, outChannels }: Convolution,
): GraphValue {
  const rows = batch * areaOf(windows.output);
  const columns = areaOf(windows.kernel) * inChannels;
  const shares = graph.node(
    'Gemm',
    [graph.reshape(dy, [rows, outChannels]), filterMatrix(graph, filter)],
    { shape: [rows, columns], dtype: 'float32' },
    { attributes: { transB: { int: 1 } } },
  );
  const pixels = pixelsRead(windows);
  const { readers, most } = readersOfPixels(pixels, areaOf(windows.input));
  return sumPixels(graph, shares, [batch, pixels.length, inChannels], {
    name: `by ${JSON.stringify(windows)}`,
    places: () => readers,
    addends: most,
  });
}

/** Pixels whose row and column leave the same rest when divided by the stride: the same taps read them all. */
interface Phase {
  /** Taps, counted row by row. */
  readonly taps: readonly number[];
  /** For each pixel of the phase and each of these taps, the window that reads it. */
  readonly readers: Int32Array;
}

/** Along one axis: the taps that read pixels of a phase, and which window each of them belongs to for each pixel. */
function phaseAxis(phase: number, windows: Windows, side: 'height' | 'width'): { tap: number; windowAt: number[] }[] {
  const stride = windows.stride[side];
  const count = Math.ceil(windows.input[side] / stride);
  return Array.from({ length: windows.kernel[side] }, (_unused, tap) => tap)
    .filter((tap) => (phase + windows.before[side] - tap) % stride === 0)
    .map((tap) => ({
      tap,
      windowAt: Array.from({ length: count }, (_unused, at) => {
        const window = (at * stride + phase + windows.before[side] - tap) / stride;
        return window >= 0 && window < windows.output[side] ? window : NOWHERE;
      }),
    }));
}

function phaseOf(rowPhase: number, columnPhase: number, windows: Windows): Phase {
  const rowTaps = phaseAxis(rowPhase, windows, 'height');
  const columnTaps = phaseAxis(columnPhase, windows, 'width');
  const rows = Math.ceil(windows.input.height / windows.stride.height);
  const columns = Math.ceil(windows.input.width / windows.stride.width);
  const readers = new Int32Array(rows * columns * rowTaps.length * columnTaps.length);
  let place = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (const rowTap of rowTaps) {
        for (const columnTap of columnTaps) {
          const windowRow = rowTap.windowAt[row] ?? NOWHERE;
          const windowColumn = columnTap.windowAt[column] ?? NOWHERE;
          readers[place++] =
            windowRow === NOWHERE || windowColumn === NOWHERE
              ? NOWHERE
              : windowRow * windows.output.width + windowColumn;
        }
      }
    }
  }
  const taps = rowTaps.flatMap(({ tap }) => columnTaps.map((other) => tap * windows.kernel.width + other.tap));
  return { taps, readers };
}

/**
 * For each phase of the stride one Gather of dy and one GEMM, as if it were a convolution without stride; the results are
 * interleaved. No multiplication is in vain, and little is added up: 128 channels at [64, 7, 7] to 64 at 14 × 14 by
 * 5 × 5 take 4.0 ms on two cores, 5.8 multiplied first, 7.5 by ONNX Runtime's ConvTranspose.
 */
function gatherInPhases(graph: OnnxGraph, dy: GraphValue, filter: GraphValue, convolution: Convolution): GraphValue {
  const { windows, batch, inChannels: channels, inputShape } = convolution;
  const { input, stride } = windows;
  const [rows, columns] = [Math.ceil(input.height / stride.height), Math.ceil(input.width / stride.width)];
  const bands = Array.from({ length: stride.height }, (_unused, rowPhase) => {
    const strips = Array.from({ length: stride.width }, (_other, columnPhase) => {
      const pixels = multiplyPhase(graph, dy, filter, convolution, [rowPhase, columnPhase]);
      return graph.reshape(pixels, [batch * rows, columns, 1, channels]);
    });
    const band = concat(graph, strips, 2);
    return graph.reshape(band, [batch * rows, 1, columns * stride.width * channels]);
  });
  const [height, width] = [rows * stride.height, columns * stride.width];
  const whole = graph.reshape(concat(graph, bands, 1), [batch, height, width, channels]);
  if (height === input.height && width === input.width) return whole;
  const bounds = [
    [0, 0],
    [input.height, input.width],
    [1, 2],
  ].map((list) => graph.integers(list));
  return graph.node('Slice', [whole, ...bounds], { shape: inputShape, dtype: 'float32' });
}

function multiplyPhase(
  graph: OnnxGraph,
  dy: GraphValue,
  filter: GraphValue,
  { windows, batch, inChannels, outChannels }: Convolution,
  phaseNumbers: readonly [number, number],
): GraphValue {
  const { taps, readers } = phaseOf(...phaseNumbers, windows);
  const name = `phase ${phaseNumbers.join()} of ${JSON.stringify(windows)}`;
  const gathered = gatherPixels(graph, dy, [batch, areaOf(windows.output), outChannels], {
    name,
    places: () => readers,
  });
  const rows = (batch * readers.length) / taps.length;
  const tapCount = areaOf(windows.kernel);
  // Of each tap the transposed matrix, because dy is multiplied from the other side.
  const perTap = graph.once(`Transposed taps of ${filter.name} ${filter.shape.join()}`, () =>
    graph.node(
      'Transpose',
      [graph.reshape(filter, [tapCount, inChannels, outChannels])],
      { shape: [tapCount, outChannels, inChannels], dtype: 'float32' },
      { attributes: { perm: { ints: [0, 2, 1] } } },
    ),
  );
  const isWhole = taps.length === tapCount && taps.every((tap, at) => tap === at);
  const picked = isWhole
    ? perTap
    : graph.node(
        'Gather',
        [perTap, indexConstant(graph, `taps ${name}`, () => Int32Array.from(taps))],
        { shape: [taps.length, outChannels, inChannels], dtype: 'float32' },
        { attributes: { axis: { int: 0 } } },
      );
  const factors = [
    graph.reshape(gathered, [rows, taps.length * outChannels]),
    graph.reshape(picked, [taps.length * outChannels, inChannels]),
  ];
  return graph.node('Gemm', factors, { shape: [rows, inChannels], dtype: 'float32' });
}

function concat(graph: OnnxGraph, parts: readonly GraphValue[], axis: number): GraphValue {
  const [first] = parts;
  if (!first || parts.length === 1) return first ?? graph.scalar(0);
  const shape = first.shape.with(axis, (first.shape[axis] ?? 1) * parts.length);
  return graph.concat(parts, axis, shape);
}

/** A stride beyond the kernel leaves phases that no tap reads. */
const readsEveryPhase = ({ kernel, stride }: Windows): boolean =>
  kernel.height >= stride.height && kernel.width >= stride.width;

const inputGradient = (call: KernelCall): Convolution =>
  convolutionOf(call, numbersAttribute(call, 'inputShape') ?? [], specOf(call, 'filter').shape);

const conv2DBackpropInput: Lowering = {
  accepts: (call) => hasDType(call, 'float32') && hasChannelsLast(call),
  infer: (call) => [{ shape: inputGradient(call).inputShape, dtype: 'float32' }],
  work: (call) => Math.max(convolutionWork(inputGradient(call)), sizeOf(inputGradient(call).inputShape)),
  lower: (graph, inputs, call) => {
    const convolution = inputGradient(call);
    const isFew = convolution.inChannels * FEWER_CHANNELS <= convolution.outChannels;
    const compute = isFew || !readsEveryPhase(convolution.windows) ? multiplyThenGather : gatherInPhases;
    return [compute(graph, inputs.get('dy'), inputs.get('filter'), convolution)];
  },
};

export const convolutionInputGradient: LoweringTable = { Conv2DBackpropInput: conv2DBackpropInput };
