/** The cases of `kernel-cases.ts` for kernels that split, stack, pad, turn, gather and encode. */
import * as tf from '@tensorflow/tfjs';
import type { CaseInput, KernelCase } from './kernel-cases';

const anyInputs = (...shapes: readonly number[][]): CaseInput[] => shapes.map((shape) => ({ shape, domain: 'any' }));

/** Several tensors as one, so that a case has one output: each weighs differently. */
const joined = (parts: readonly tf.Tensor[]): tf.Tensor =>
  tf.concat(parts.map((part, at) => tf.mul(part.flatten(), at + 1)));

/** Whole numbers from 0 to `count` − 1, of which several are alike, made from an input of any numbers. */
const classes = (size: number, count: number): tf.Tensor1D =>
  tf.tensor1d(
    Array.from({ length: size }, (_unused, at) => (at * 7 + (at >> 2)) % count),
    'int32',
  );

const splits: readonly KernelCase[] = [
  {
    kernel: 'SplitV',
    run: (x) => joined(tf.split(x, 2, -1)),
    small: [anyInputs([2, 4])],
    large: [anyInputs([40, 50]), anyInputs([5, 6, 7, 8])],
    differentiable: true,
  },
  {
    kernel: 'SplitV',
    run: (x) => joined(tf.split(x, [10, 25, 5], 1)),
    small: [],
    large: [anyInputs([20, 40]), anyInputs([3, 40, 6])],
    differentiable: true,
  },
  {
    kernel: 'Unpack',
    run: (x) => joined(tf.unstack(x, 1)),
    small: [anyInputs([2, 3, 2])],
    large: [anyInputs([40, 5, 8]), anyInputs([6, 7, 5, 8])],
    differentiable: true,
  },
  {
    kernel: 'Unpack',
    run: (x) => joined(tf.unstack(x, -1)),
    small: [],
    large: [anyInputs([30, 20, 3])],
    differentiable: true,
  },
  ...[0, 1, -1].map((axis): KernelCase => ({
    kernel: 'Pack',
    run: (a, b, c) => tf.stack([a, b, c], axis),
    small: [anyInputs([2, 3], [2, 3], [2, 3])],
    large: [anyInputs([30, 40], [30, 40], [30, 40]), anyInputs([8, 9, 10], [8, 9, 10], [8, 9, 10])],
    differentiable: true,
  })),
];

const moves: readonly KernelCase[] = [
  {
    kernel: 'PadV2',
    run: (x) =>
      tf.pad(
        x,
        x.shape.map((_length, axis) => [axis, 2] as [number, number]),
        0.5,
      ),
    small: [anyInputs([2, 3])],
    large: [anyInputs([700]), anyInputs([20, 30]), anyInputs([5, 6, 7, 8])],
    differentiable: true,
  },
  {
    kernel: 'MirrorPad',
    run: (x) =>
      tf.mirrorPad(
        x,
        x.shape.map(() => [1, 2] as [number, number]),
        'reflect',
      ),
    small: [anyInputs([3, 4])],
    large: [anyInputs([20, 30]), anyInputs([4, 8, 7, 5])],
    // tfjs' gradient is that of zeros around, whatever the mode.
    differentiable: false,
  },
  {
    kernel: 'Reverse',
    run: (x) => tf.reverse(x, [0, -1]),
    small: [anyInputs([2, 3])],
    large: [anyInputs([20, 30]), anyInputs([5, 6, 7, 8])],
    differentiable: true,
  },
  {
    kernel: 'Reverse',
    run: (x) => tf.reverse(x, 1),
    small: [],
    large: [anyInputs([20, 30]), anyInputs([5, 6, 7, 8])],
    differentiable: true,
  },
];

const gathers: readonly KernelCase[] = [
  // The gradient of a gather: few segments by a product with a selection, many row by row.
  ...[10, 3000].map((count): KernelCase => ({
    kernel: 'UnsortedSegmentSum',
    run: (x) => tf.unsortedSegmentSum(x, classes(x.shape[0], count), count),
    small: count === 10 ? [anyInputs([3, 2])] : [],
    large: [anyInputs([40, 12]), anyInputs([40, 3, 4])],
    differentiable: count === 10,
    absoluteTolerance: 1e-5,
  })),
  {
    kernel: 'OneHot',
    run: (x) => tf.oneHot(tf.cast(tf.mul(x, 2), 'int32'), 4, 2, -1),
    small: [anyInputs([5])],
    large: [anyInputs([400]), anyInputs([20, 30])],
    differentiable: false,
  },
  {
    kernel: 'OneHot',
    run: (x) => tf.oneHot(tf.cast(x, 'int32'), 3, 1, 0, 'float32'),
    small: [],
    large: [anyInputs([400])],
    differentiable: false,
  },
];

export const arrangingKernelCases: readonly KernelCase[] = [...splits, ...moves, ...gathers];
