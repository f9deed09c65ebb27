/**
 * The geometry of what slides over images: which pixel each tap of a convolution's or a pool's window reads, and the
 * other way round. Images are [batch, height, width, channels]; pixels are counted row by row. Knows no graph.
 */
import { backend_util } from '@tensorflow/tfjs-core';
import type { KernelCall } from './lowering';

export interface Size {
  readonly height: number;
  readonly width: number;
}

export interface Windows {
  readonly input: Size;
  /** How many windows there are in each direction. */
  readonly output: Size;
  readonly kernel: Size;
  readonly stride: Size;
  readonly dilation: Size;
  /** By how much the first window begins before the first pixel. */
  readonly before: Size;
}

/** A tap that falls into the padding. */
export const NOWHERE = -1;

export const areaOf = ({ height, width }: Size): number => height * width;

type ConvArguments = Parameters<typeof backend_util.computeConv2DInfo>;
type ConvInfo = ReturnType<typeof backend_util.computeConv2DInfo>;

const windowsOf = (info: ConvInfo): Windows => ({
  input: { height: info.inHeight, width: info.inWidth },
  output: { height: info.outHeight, width: info.outWidth },
  kernel: { height: info.filterHeight, width: info.filterWidth },
  stride: { height: info.strideHeight, width: info.strideWidth },
  dilation: { height: info.dilationHeight, width: info.dilationWidth },
  before: { height: info.padInfo.top, width: info.padInfo.left },
});

/** tfjs' attributes are typed as anything; its own computation checks what it is given. */
const attribute = <T>(call: KernelCall, name: string): T => call.attrs[name] as T;

/** The windows of a convolution, by tfjs' own rules for padding. @throws Error for attributes that tfjs refuses, too */
export function convolutionWindows(
  call: KernelCall,
  inputShape: readonly number[],
  filterShape: readonly number[],
): Windows {
  return windowsOf(
    backend_util.computeConv2DInfo(
      inputShape as ConvArguments[0],
      filterShape as ConvArguments[1],
      attribute<ConvArguments[2]>(call, 'strides'),
      // Kernels of gradients have none; some pass null.
      attribute<ConvArguments[3] | null | undefined>(call, 'dilations') ?? 1,
      attribute<ConvArguments[4]>(call, 'pad'),
      attribute<ConvArguments[5]>(call, 'dimRoundingMode'),
    ),
  );
}

type PoolArguments = Parameters<typeof backend_util.computePool2DInfo>;

export function poolWindows(call: KernelCall, inputShape: readonly number[]): Windows {
  return windowsOf(
    backend_util.computePool2DInfo(
      inputShape as PoolArguments[0],
      attribute<PoolArguments[1]>(call, 'filterSize'),
      attribute<PoolArguments[2]>(call, 'strides'),
      1,
      attribute<PoolArguments[4]>(call, 'pad'),
      attribute<PoolArguments[5]>(call, 'dimRoundingMode'),
    ),
  );
}

/**
 * @returns for each window, row by row, and each of its taps, row by row, the pixel that it reads
 */
export function pixelsRead(windows: Windows): Int32Array {
  const { input, output, kernel, stride, dilation, before } = windows;
  const pixels = new Int32Array(areaOf(output) * areaOf(kernel));
  let at = 0;
  for (let windowRow = 0; windowRow < output.height; windowRow++) {
    for (let windowColumn = 0; windowColumn < output.width; windowColumn++) {
      for (let tapRow = 0; tapRow < kernel.height; tapRow++) {
        const row = windowRow * stride.height + tapRow * dilation.height - before.height;
        for (let tapColumn = 0; tapColumn < kernel.width; tapColumn++) {
          const column = windowColumn * stride.width + tapColumn * dilation.width - before.width;
          const isInside = row >= 0 && column >= 0 && row < input.height && column < input.width;
          pixels[at++] = isInside ? row * input.width + column : NOWHERE;
        }
      }
    }
  }
  return pixels;
}

/**
 * The inverse of `pixelsRead`.
 * @returns for each pixel the places in `pixels` that hold it, made equally many with NOWHERE, readers of one pixel
 *   together; and how many there are for each
 */
export function readersOfPixels(pixels: Int32Array, count: number): { readonly readers: Int32Array; most: number } {
  const lists: number[][] = Array.from({ length: count }, () => []);
  pixels.forEach((pixel, place) => lists[pixel]?.push(place));
  const most = Math.max(1, ...lists.map((list) => list.length));
  const readers = new Int32Array(count * most).fill(NOWHERE);
  lists.forEach((list, pixel) => readers.set(list, pixel * most));
  return { readers, most };
}
