/**
 * Lowerings of resized images: the nearest pixel by a Gather, bilinear weights by two constant matrices, one for each
 * axis. The gradients are the same read backwards, so that they are right by construction; tfjs' own are not always.
 */
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';
import { gatherPixels, sumPixels } from './gather-pixels';
import { numbersAttribute, specOf } from './lowering';
import type { KernelCall, Lowering, LoweringTable, TensorSpec } from './lowering';
import { readersOfPixels } from './windows';

const NEAREST_WORK = 1;
const BILINEAR_WORK = 4;

interface Resizing {
  readonly batch: number;
  readonly channels: number;
  readonly from: readonly [height: number, width: number];
  readonly to: readonly [height: number, width: number];
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

function resizingOf(call: KernelCall, to: readonly number[]): Resizing {
  const [batch = 1, height = 1, width = 1, channels = 1] = specOf(call, 'images').shape;
  const [toHeight = 1, toWidth = 1] = to;
  return {
    batch,
    channels,
    from: [height, width],
    to: [toHeight, toWidth],
    alignCorners: call.attrs['alignCorners'] === true,
    halfPixelCenters: call.attrs['halfPixelCenters'] === true,
  };
}

const forward = (call: KernelCall): Resizing => resizingOf(call, numbersAttribute(call, 'size') ?? []);
const backward = (call: KernelCall): Resizing => resizingOf(call, specOf(call, 'dy').shape.slice(1, 3));

const inferResized = (call: KernelCall): readonly [TensorSpec] => {
  const { batch, to, channels } = forward(call);
  return [{ shape: [batch, ...to, channels], dtype: 'float32' }];
};
const inferOriginal = (call: KernelCall): readonly [TensorSpec] => [
  { shape: specOf(call, 'images').shape, dtype: 'float32' },
];

const work =
  (resizing: (call: KernelCall) => Resizing, perElement: number) =>
  (call: KernelCall): number => {
    const { batch, to, channels } = resizing(call);
    return batch * to[0] * to[1] * channels * perElement;
  };

/** The way of one axis from new pixels to old ones. */
function stepOf({ from, to, alignCorners }: Resizing, axis: 0 | 1): number {
  const spansCorners = alignCorners && to[axis] > 1;
  return spansCorners ? (from[axis] - 1) / (to[axis] - 1) : from[axis] / to[axis];
}

/** For each new pixel of an axis the old one that it is a copy of. Source: tfjs' cpu backend, which follows TensorFlow. */
function nearestOf(resizing: Resizing, axis: 0 | 1): number[] {
  const { from, to, alignCorners, halfPixelCenters } = resizing;
  const step = stepOf(resizing, axis);
  return Array.from({ length: to[axis] }, (_unused, at) => {
    const place = step * (halfPixelCenters ? at + 0.5 : at);
    return Math.min(from[axis] - 1, alignCorners ? Math.round(place) : Math.floor(place));
  });
}

function nearestPixels(resizing: Resizing): Int32Array {
  const columns = nearestOf(resizing, 1);
  return Int32Array.from(
    nearestOf(resizing, 0).flatMap((row) => columns.map((column) => row * resizing.from[1] + column)),
  );
}

const nameOf = (kind: string, { from, to, alignCorners, halfPixelCenters }: Resizing): string =>
  `${kind} ${JSON.stringify({ from, to, alignCorners, halfPixelCenters })}`;

const resizeNearestNeighbor: Lowering = {
  infer: inferResized,
  work: work(forward, NEAREST_WORK),
  lower: (graph, inputs, call) => {
    const resizing = forward(call);
    const { batch, from, channels } = resizing;
    const order = { name: nameOf('nearest', resizing), places: () => nearestPixels(resizing) };
    return [gatherPixels(graph, inputs.get('images'), [batch, from[0] * from[1], channels], order)];
  },
};

const resizeNearestNeighborGrad: Lowering = {
  infer: inferOriginal,
  work: work(backward, NEAREST_WORK),
  lower: (graph, inputs, call) => {
    const resizing = backward(call);
    const { batch, from, to, channels } = resizing;
    const { readers, most } = readersOfPixels(nearestPixels(resizing), from[0] * from[1]);
    const order = { name: nameOf('copies', resizing), places: () => readers, addends: most };
    return [sumPixels(graph, inputs.get('dy'), [batch, to[0] * to[1], channels], order)];
  },
};

/** How much each old pixel of an axis weighs in each new one: [new, old]. Source: as for `nearestOf`. */
function bilinearWeights(resizing: Resizing, axis: 0 | 1): Float32Array {
  const { from, to, halfPixelCenters } = resizing;
  const [length, last] = [from[axis], from[axis] - 1];
  const weights = new Float32Array(to[axis] * length);
  for (let at = 0; at < to[axis]; at++) {
    const place = halfPixelCenters ? stepOf(resizing, axis) * (at + 0.5) - 0.5 : stepOf(resizing, axis) * at;
    const below = Math.max(0, Math.floor(place));
    const above = Math.min(last, Math.ceil(place));
    const fraction = place - below;
    const add = (pixel: number, weight: number) => {
      weights[at * length + pixel] = (weights[at * length + pixel] ?? 0) + weight;
    };
    add(below, 1 - fraction);
    add(above, fraction);
  }
  return weights;
}

/** Multiplies rows and columns of images by constant matrices: the forward pass, or with `isBackward` its transpose. */
function weigh(graph: OnnxGraph, images: GraphValue, resizing: Resizing, isBackward: boolean): GraphValue {
  const { batch, channels } = resizing;
  const [from, to] = isBackward ? [resizing.to, resizing.from] : [resizing.from, resizing.to];
  const matrix = (axis: 0 | 1): GraphValue =>
    graph.once(`Weights of axis ${axis}, ${nameOf(isBackward ? 'back' : 'forth', resizing)}`, () => {
      const [rows, columns] = [resizing.to[axis], resizing.from[axis]];
      const weights = bilinearWeights(resizing, axis);
      const transposed = weights.map((_w, at) => weights[(at % rows) * columns + Math.floor(at / rows)] ?? 0);
      return graph.constant(isBackward ? transposed : weights, { shape: [to[axis], from[axis]], dtype: 'float32' });
    });
  const rows = graph.node('MatMul', [matrix(0), graph.reshape(images, [batch, from[0], from[1] * channels])], {
    shape: [batch, to[0], from[1] * channels],
    dtype: 'float32',
  });
  return graph.node('MatMul', [matrix(1), graph.reshape(rows, [batch * to[0], from[1], channels])], {
    shape: [batch * to[0], to[1], channels],
    dtype: 'float32',
  });
}

const resizeBilinear: Lowering = {
  infer: inferResized,
  work: work(forward, BILINEAR_WORK),
  lower: (graph, inputs, call) => [weigh(graph, inputs.get('images'), forward(call), false)],
};

const resizeBilinearGrad: Lowering = {
  infer: inferOriginal,
  work: work(backward, BILINEAR_WORK),
  lower: (graph, inputs, call) => [weigh(graph, inputs.get('dy'), backward(call), true)],
};

export const resizing: LoweringTable = {
  ResizeNearestNeighbor: resizeNearestNeighbor,
  ResizeNearestNeighborGrad: resizeNearestNeighborGrad,
  ResizeBilinear: resizeBilinear,
  ResizeBilinearGrad: resizeBilinearGrad,
};
