/** The cases of `kernel-cases.ts` for kernels on images: convolutions, pooling, normalization, resizing. */
import * as tf from '@tensorflow/tfjs';
import type { CaseInput, KernelCase } from './kernel-cases';

const anyInputs = (...shapes: readonly number[][]): CaseInput[] => shapes.map((shape) => ({ shape, domain: 'any' }));

/** Each element is a sum of some hundred products of up to 4: float32 keeps this much of it. */
const SUMS_OF_PRODUCTS = 2e-5;

type Padding = 'same' | 'valid' | number | [[number, number], [number, number], [number, number], [number, number]];

interface ConvolutionTry {
  readonly stride: number | [number, number];
  readonly padding: Padding;
  readonly dilation?: number | [number, number];
  /** [batch, height, width, channels] and [height, width, in, out]. */
  readonly small: readonly (readonly [x: number[], filter: number[]])[];
  readonly large: readonly (readonly [x: number[], filter: number[]])[];
}

const convolutionTries: readonly ConvolutionTry[] = [
  {
    stride: 1,
    padding: 'same',
    small: [
      [
        [2, 4, 5, 1],
        [3, 3, 1, 2],
      ],
      [
        [1, 3, 3, 2],
        [2, 2, 2, 1],
      ],
    ],
    large: [
      [
        [3, 9, 7, 4],
        [3, 5, 4, 6],
      ],
      // Enough images of few channels are gathered side by side.
      [
        [9, 8, 6, 1],
        [3, 3, 1, 5],
      ],
      [
        [8, 7, 7, 3],
        [4, 4, 3, 2],
      ],
    ],
  },
  {
    stride: 1,
    padding: 'valid',
    small: [
      [
        [1, 3, 4, 2],
        [1, 1, 2, 3],
      ],
    ],
    large: [
      [
        [4, 8, 8, 8],
        [1, 1, 8, 6],
      ],
      [
        [3, 5, 6, 10],
        [5, 6, 10, 8],
      ],
      [
        [2, 9, 8, 3],
        [4, 3, 3, 9],
      ],
    ],
  },
  {
    stride: 2,
    padding: 'same',
    small: [
      [
        [1, 5, 4, 1],
        [3, 3, 1, 1],
      ],
    ],
    large: [
      [
        [2, 10, 8, 5],
        [5, 5, 5, 7],
      ],
      [
        [2, 7, 9, 5],
        [3, 3, 5, 7],
      ],
      [
        [8, 14, 14, 1],
        [5, 5, 1, 8],
      ],
      [
        [2, 8, 8, 2],
        [4, 4, 2, 8],
      ],
      // A stride beyond the kernel leaves pixels that no window reads.
      [
        [8, 9, 9, 12],
        [1, 1, 12, 10],
      ],
    ],
  },
  {
    stride: 2,
    padding: 'valid',
    small: [],
    large: [
      [
        [2, 10, 8, 5],
        [5, 3, 5, 7],
      ],
      [
        [4, 7, 7, 6],
        [3, 3, 6, 7],
      ],
    ],
  },
  {
    stride: [3, 2],
    padding: 'same',
    small: [],
    large: [
      [
        [2, 11, 9, 5],
        [4, 3, 5, 7],
      ],
      [
        [2, 11, 9, 5],
        [2, 3, 5, 7],
      ],
    ],
  },
  {
    stride: [1, 2],
    padding: 1,
    small: [],
    large: [
      [
        [2, 8, 7, 6],
        [3, 3, 6, 5],
      ],
    ],
  },
  {
    stride: 2,
    padding: [
      [0, 0],
      [1, 0],
      [2, 1],
      [0, 0],
    ],
    small: [],
    large: [
      [
        [2, 8, 7, 6],
        [3, 3, 6, 5],
      ],
    ],
  },
  {
    stride: 1,
    padding: 'same',
    dilation: [2, 3],
    small: [],
    large: [
      [
        [2, 9, 10, 4],
        [3, 3, 4, 6],
      ],
    ],
  },
];

function convolutions(): KernelCase[] {
  return convolutionTries.map(({ stride, padding, dilation = 1, small, large }) => {
    const inputs = (pairs: ConvolutionTry['large']) => pairs.map((pair) => anyInputs(...pair));
    return {
      kernel: 'Conv2D',
      run: (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, stride, padding, 'NHWC', dilation),
      small: inputs(small),
      large: inputs(large),
      // tfjs has no gradients of dilated convolutions.
      differentiable: dilation === 1,
      absoluteTolerance: SUMS_OF_PRODUCTS,
      // tfjs-node knows paddings by name only, at least in gradients.
      ...(typeof padding !== 'string' ? { notAgainst: 'tensorflow' } : {}),
    };
  });
}

interface TransposedTry {
  readonly stride: number | [number, number];
  readonly padding: 'same' | 'valid';
  readonly x: number[];
  /** [height, width, out, in] */
  readonly filter: number[];
  readonly output: [number, number];
}

const transposedTries: readonly TransposedTry[] = [
  { stride: 2, padding: 'same', x: [2, 4, 5, 8], filter: [5, 5, 6, 8], output: [8, 10] },
  { stride: 2, padding: 'same', x: [2, 4, 5, 8], filter: [5, 5, 6, 8], output: [7, 9] },
  { stride: 2, padding: 'valid', x: [4, 3, 3, 8], filter: [3, 3, 6, 8], output: [7, 7] },
  { stride: 2, padding: 'same', x: [8, 7, 7, 8], filter: [3, 3, 1, 8], output: [14, 14] },
  { stride: 2, padding: 'same', x: [2, 7, 7, 12], filter: [4, 4, 3, 12], output: [14, 14] },
  { stride: 1, padding: 'same', x: [2, 6, 7, 5], filter: [3, 3, 6, 5], output: [6, 7] },
  { stride: [3, 1], padding: 'same', x: [2, 3, 5, 5], filter: [2, 3, 6, 5], output: [9, 5] },
];

const transposedConvolutions: readonly KernelCase[] = transposedTries.map(({ stride, padding, x, filter, output }) => ({
  kernel: 'Conv2DBackpropInput',
  run: (images, weights) =>
    tf.conv2dTranspose(images as tf.Tensor4D, weights as tf.Tensor4D, [x[0]!, ...output, filter[2]!], stride, padding),
  small: [],
  large: [anyInputs(x, filter)],
  differentiable: true,
  absoluteTolerance: SUMS_OF_PRODUCTS,
}));

const fusedConvolutions: readonly KernelCase[] = (
  ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu'] as const
).map((activation) => ({
  kernel: 'FusedConv2D',
  run: (x, filter, bias) =>
    tf.fused.conv2d({
      x: x as tf.Tensor4D,
      filter: filter as tf.Tensor4D,
      strides: 2,
      pad: 'same',
      bias: bias,
      activation,
      leakyreluAlpha: 0.3,
    }),
  small: [anyInputs([1, 3, 3, 1], [2, 2, 1, 2], [2])],
  large: [anyInputs([2, 7, 8, 4], [3, 3, 4, 6], [6]), anyInputs([2, 7, 8, 4], [3, 3, 4, 6], [])],
  // As with products, tfjs doesn't fuse where it takes gradients through an activation.
  differentiable: activation === 'linear',
}));

interface DepthwiseTry {
  readonly stride: number | [number, number];
  readonly padding: 'same' | 'valid';
  readonly dilation?: number | [number, number];
  readonly x: number[];
  readonly filter: number[];
}

const depthwiseTries: readonly DepthwiseTry[] = [
  { stride: 1, padding: 'same', x: [4, 8, 7, 9], filter: [3, 3, 9, 1] },
  { stride: 1, padding: 'valid', x: [4, 8, 9, 5], filter: [3, 2, 5, 2] },
  { stride: 2, padding: 'same', x: [4, 11, 10, 6], filter: [3, 5, 6, 2] },
  { stride: 2, padding: 'valid', x: [8, 10, 12, 8], filter: [3, 3, 8, 1] },
  { stride: 1, padding: 'same', dilation: 2, x: [4, 9, 8, 6], filter: [3, 3, 6, 2] },
];

function depthwiseConvolutions(): KernelCase[] {
  return depthwiseTries.map(({ stride, padding, dilation = 1, x, filter }) => ({
    kernel: 'DepthwiseConv2dNative',
    run: (images, weights) =>
      tf.depthwiseConv2d(images as tf.Tensor4D, weights as tf.Tensor4D, stride, padding, 'NHWC', dilation),
    small: [anyInputs([1, 3, 3, 2], [2, 2, 2, 1])],
    large: [anyInputs(x, filter)],
    differentiable: dilation === 1,
    // TensorFlow knows it only on processors for which oneDNN computes it.
    ...(dilation !== 1 && { notAgainst: 'tensorflow' as const }),
    absoluteTolerance: SUMS_OF_PRODUCTS,
  }));
}

const fusedDepthwise: KernelCase = {
  kernel: 'FusedDepthwiseConv2D',
  run: (x, filter, bias) =>
    tf.fused.depthwiseConv2d({
      x: x as tf.Tensor4D,
      filter: filter as tf.Tensor4D,
      strides: 1,
      pad: 'same',
      bias: bias,
      activation: 'relu',
    }),
  small: [],
  large: [anyInputs([4, 8, 7, 5], [3, 3, 5, 2], [10])],
  differentiable: false,
};

const distinct = (shape: number[]): CaseInput[] => [{ shape, domain: 'distinct' }];

interface PoolTry {
  readonly size: number | [number, number];
  readonly stride: number | [number, number];
  readonly padding: 'same' | 'valid';
  readonly small: readonly number[][];
  readonly large: readonly number[][];
  /** tfjs' cpu backend divides the gradient of a mean by the taps in the padding, too. */
  readonly isPadded?: true;
}

const poolTries: readonly PoolTry[] = [
  {
    size: 2,
    stride: 2,
    padding: 'valid',
    small: [[1, 4, 4, 1]],
    large: [
      [3, 8, 6, 9],
      [2, 9, 11, 8],
      [8, 14, 14, 1],
    ],
  },
  {
    size: 2,
    stride: 2,
    padding: 'same',
    isPadded: true,
    small: [[2, 3, 3, 1]],
    large: [
      [2, 9, 7, 8],
      [9, 9, 7, 2],
    ],
  },
  { size: 3, stride: 2, padding: 'same', isPadded: true, small: [], large: [[2, 10, 9, 8]] },
  { size: [3, 2], stride: 1, padding: 'same', isPadded: true, small: [], large: [[2, 8, 7, 8]] },
  { size: [2, 3], stride: [3, 1], padding: 'valid', small: [], large: [[3, 9, 8, 7]] },
  // All of the image, and more taps than are worth a node each.
  { size: [7, 6], stride: 1, padding: 'valid', small: [], large: [[6, 7, 6, 8]] },
  { size: 6, stride: 3, padding: 'same', isPadded: true, small: [], large: [[2, 10, 9, 4]] },
];

function pools(kernel: 'MaxPool' | 'AvgPool'): KernelCase[] {
  const pool = kernel === 'MaxPool' ? tf.maxPool : tf.avgPool;
  return poolTries.map(({ size, stride, padding, small, large, isPadded }) => ({
    kernel,
    run: (x) => pool(x as tf.Tensor4D, size, stride, padding),
    small: small.map(distinct),
    large: large.map(distinct),
    differentiable: true,
    absoluteTolerance: SUMS_OF_PRODUCTS,
    ...(isPadded && kernel === 'AvgPool' ? { notAgainst: 'cpu' } : {}),
  }));
}

const statistics = (shape: number[]): CaseInput[] => [
  { shape, domain: 'any' },
  { shape, domain: 'positive' },
  { shape, domain: 'any' },
  { shape, domain: 'any' },
];

const normalizations: readonly KernelCase[] = [
  {
    kernel: 'FusedBatchNorm',
    run: (x, mean, variance, scale, offset) => tf.batchNorm(x, mean, variance, offset, scale, 1e-3),
    small: [[...anyInputs([1, 2, 2, 3]), ...statistics([3])]],
    large: [
      [...anyInputs([4, 7, 6, 8]), ...statistics([8])],
      [...anyInputs([40, 50]), ...statistics([50])],
    ],
    differentiable: true,
    absoluteTolerance: SUMS_OF_PRODUCTS,
  },
  {
    kernel: 'FusedBatchNorm',
    run: (x, mean, variance) => tf.batchNorm(x, mean, variance),
    small: [],
    large: [[...anyInputs([4, 7, 6, 8]), ...statistics([8]).slice(0, 2)]],
    // tfjs can't save a scale that is absent for its gradient.
    differentiable: false,
    absoluteTolerance: SUMS_OF_PRODUCTS,
  },
];

interface ResizeTry {
  readonly size: [number, number];
  readonly alignCorners?: boolean;
  readonly shape: number[];
}

const resizeTries: readonly ResizeTry[] = [
  { size: [4, 4], shape: [1, 2, 2, 1] },
  { size: [14, 12], shape: [3, 7, 6, 5] },
  { size: [14, 14], shape: [9, 7, 7, 2] },
  { size: [9, 16], shape: [3, 3, 4, 6] },
  { size: [11, 8], shape: [3, 7, 6, 5] },
  { size: [5, 4], shape: [8, 10, 12, 7] },
  { size: [14, 12], alignCorners: true, shape: [3, 7, 6, 5] },
];

function resizes(kernel: 'ResizeNearestNeighbor' | 'ResizeBilinear'): KernelCase[] {
  const resize = kernel === 'ResizeBilinear' ? tf.image.resizeBilinear : tf.image.resizeNearestNeighbor;
  return resizeTries.map(({ size, alignCorners, shape }) => {
    const isSmall = tf.util.sizeFromShape(shape) < 10;
    return {
      kernel,
      run: (x) => resize(x as tf.Tensor4D, size, alignCorners),
      small: isSmall ? [anyInputs(shape)] : [],
      large: isSmall ? [] : [anyInputs(shape)],
      differentiable: true,
      // Its gradients are wrong for batches (nearest) and for images that are not square (bilinear).
      ...(isSmall ? {} : { notAgainst: 'cpu' }),
    };
  });
}

export const imageKernelCases: readonly KernelCase[] = [
  ...convolutions(),
  ...transposedConvolutions,
  ...fusedConvolutions,
  ...depthwiseConvolutions(),
  fusedDepthwise,
  ...pools('MaxPool'),
  ...pools('AvgPool'),
  ...normalizations,
  ...resizes('ResizeNearestNeighbor'),
  ...resizes('ResizeBilinear'),
];
