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

export const imageKernelCases: readonly KernelCase[] = [
  ...convolutions(),
  ...transposedConvolutions,
  ...fusedConvolutions,
];
