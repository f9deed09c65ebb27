/**
 * Rearranges the pixels of images inside of a graph: a Gather by a constant index, in which a place may be left empty.
 * What ONNX Runtime's own Conv and MaxPool do in blocked layouts that need constant weights, a Gather and a GEMM do for
 * weights that change with every step. Times in the comments are of a batch of 64 on one core.
 */
import type { GraphValue, OnnxGraph } from '../onnx/onnx-graph';
import { NOWHERE } from './windows';

/** Pixels of [batch, count, channels], picked and put in another order. */
export interface PixelOrder {
  /** What the order is, in full: orders of one name are the same. */
  readonly name: string;
  /** Places among the `count` pixels, or NOWHERE. */
  readonly places: () => Int32Array;
  /** What stands at NOWHERE; zero where nothing is said. */
  readonly empty?: number;
}

/** With fewer channels, and from so many images on, single numbers are gathered for all images at once. Measured. */
const FEW_CHANNELS = 4;
const MANY_IMAGES = 8;
/** Beyond so many, a node for each costs more than a slow sum. */
const MANY_ADDENDS = 25;

/** Batch, pixels an image, channels. */
export type Extent = readonly [batch: number, count: number, channels: number];

/**
 * The pixels in that order; one Gather for all who ask for the same.
 * @param images of any shape that holds batch × count × channels numbers
 * @returns [batch, places, channels]
 */
export function gatherPixels(graph: OnnxGraph, images: GraphValue, extent: Extent, order: PixelOrder): GraphValue {
  const [batch, count, channels] = extent;
  return graph.once(
    `Pixels of ${graph.originOf(images).name} [${extent.join()}] ${order.name} or ${order.empty ?? 0}`,
    () => {
      const places = order.places();
      if (places.length === count && places.every((place, at) => place === at)) return graph.reshape(images, extent);
      if (isGatheredAcross(extent)) {
        const numbers = pickNumbers(graph, images, extent, { ...order, places });
        return graph.reshape(swapAxes(graph, numbers), [batch, places.length, channels]);
      }
      const pixels = places.includes(NOWHERE)
        ? withEmptyPixel(graph, images, extent, order.empty ?? 0)
        : graph.reshape(images, extent);
      const index = indexConstant(graph, `${order.name} of ${count}`, () => filled(places, count));
      return graph.node(
        'Gather',
        [pixels, index],
        { shape: [batch, places.length, channels], dtype: images.dtype },
        { attributes: { axis: { int: 1 } } },
      );
    },
  );
}

/**
 * The sum of several orders of the same pixels.
 * @param order the places of each result together, `addends` of them
 * @returns [batch, places / addends, channels]
 */
export function sumPixels(
  graph: OnnxGraph,
  images: GraphValue,
  extent: Extent,
  order: PixelOrder & { readonly addends: number },
): GraphValue {
  const { name, addends } = order;
  const places = order.places();
  const [batch, , channels] = extent;
  if (addends > MANY_ADDENDS) {
    const gathered = gatherPixels(graph, images, extent, order);
    const groups = [batch, places.length / addends, addends, channels];
    const output = { shape: groups.toSpliced(2, 1), dtype: images.dtype };
    const attributes = { keepdims: { int: 0 } };
    return graph.node('ReduceSum', [graph.reshape(gathered, groups), graph.integers([2])], output, { attributes });
  }
  const parts = Array.from({ length: addends }, (_unused, nth) => ({
    name: `${name}, addend ${nth} of ${addends}`,
    places: places.filter((_place, at) => at % addends === nth),
  }));
  // ONNX Runtime sums over a short inner axis several times slower than it adds up whole tensors.
  const sum = ([first, ...others]: readonly GraphValue[]): GraphValue => {
    if (!first) throw new Error('A sum of pixels has no addends.');
    return others.length > 0 ? graph.node('Sum', [first, ...others], first) : first;
  };
  if (!isGatheredAcross(extent)) {
    return sum(
      parts.map((part) => gatherPixels(graph, images, extent, { name: part.name, places: () => part.places })),
    );
  }
  const numbers = sum(parts.map((part) => pickNumbers(graph, images, extent, part)));
  return graph.reshape(swapAxes(graph, numbers), [batch, places.length / addends, channels]);
}

/**
 * With few channels a Gather copies a few bytes at a time. With the images side by side it copies one number of all
 * images at a time: 5 × 5 columns of [64, 28, 28, 1] take 0.14 ms in place of 0.78, both transpositions included.
 */
const isGatheredAcross = ([batch, , channels]: Extent): boolean => channels < FEW_CHANNELS && batch >= MANY_IMAGES;

/** @returns [places × channels, batch] */
function pickNumbers(
  graph: OnnxGraph,
  images: GraphValue,
  extent: Extent,
  { name, places, empty = 0 }: { readonly name: string; readonly places: Int32Array; readonly empty?: number },
): GraphValue {
  const [batch, count, channels] = extent;
  const numbers = graph.once(`Across ${graph.originOf(images).name} [${extent.join()}] or ${empty}`, () => {
    const across = swapAxes(graph, graph.reshape(images, [batch, count * channels]));
    // Always with an empty pixel behind, so that all orders, with gaps and without, pick from one.
    return graph.node('Pad', [across, graph.integers([0, 0, channels, 0]), graph.scalar(empty)], {
      shape: [(count + 1) * channels, batch],
      dtype: images.dtype,
    });
  });
  const index = indexConstant(graph, `${name} of ${count} by ${channels}`, () => {
    const pixels = filled(places, count);
    return Int32Array.from(
      { length: places.length * channels },
      (_unused, at) => (pixels[Math.floor(at / channels)] ?? 0) * channels + (at % channels),
    );
  });
  return graph.node(
    'Gather',
    [numbers, index],
    { shape: [places.length * channels, batch], dtype: images.dtype },
    { attributes: { axis: { int: 0 } } },
  );
}

/** NOWHERE becomes the pixel that stands behind the last one. */
const filled = (places: Int32Array, count: number): Int32Array =>
  places.map((place) => (place === NOWHERE ? count : place));

/** The images with one more pixel. */
function withEmptyPixel(graph: OnnxGraph, images: GraphValue, extent: Extent, empty: number): GraphValue {
  const [batch, count, channels] = extent;
  return graph.once(`Pixel of ${empty} behind ${graph.originOf(images).name} [${extent.join()}]`, () =>
    graph.node('Pad', [graph.reshape(images, extent), graph.integers([0, 0, 0, 0, 1, 0]), graph.scalar(empty)], {
      shape: [batch, count + 1, channels],
      dtype: images.dtype,
    }),
  );
}

/** A vector of places, once in the graph however large it is. */
export function indexConstant(graph: OnnxGraph, name: string, make: () => Int32Array): GraphValue {
  return graph.once(`Index ${name}`, () => {
    const values = make();
    return graph.constant(values, { shape: [values.length], dtype: 'int32' });
  });
}

/** A matrix of ones, once in the graph however large it is. */
export function onesMatrix(graph: OnnxGraph, rows: number, columns: number, value = 1): GraphValue {
  return graph.once(`Matrix of ${value} [${rows},${columns}]`, () =>
    graph.constant(new Float32Array(rows * columns).fill(value), { shape: [rows, columns], dtype: 'float32' }),
  );
}

/** A matrix transposed. */
export function swapAxes(graph: OnnxGraph, matrix: GraphValue): GraphValue {
  const [rows = 1, columns = 1] = matrix.shape;
  return graph.node(
    'Transpose',
    [matrix],
    { shape: [columns, rows], dtype: matrix.dtype },
    { attributes: { perm: { ints: [1, 0] } } },
  );
}
