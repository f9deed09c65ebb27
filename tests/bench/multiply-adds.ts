/**
 * How many multiply-adds a tfjs kernel takes, counted where it counts: matrix products, convolutions and the gradients of
 * these. All else is left out, as is usual, so GFLOP/s understate what a step does.
 */
import type { FollowedStep } from '../../src/engine/onnx/follow-step';
import { type KernelCall, type Lowering, specOf } from '../../src/engine/lowering/lowering';
import { sizeOf } from '../../src/engine/onnx/onnx-graph';

type Sizes = (call: KernelCall, outputShape: readonly number[]) => number;

/** Each number of `a` meets each column. */
const product: Sizes = (call, outputShape) => sizeOf(specOf(call, 'a').shape) * (outputShape.at(-1) ?? 1);
/** Numbers that one number of a convolution's output is a sum of. */
const taps = (filter: readonly number[]): number => sizeOf(filter.slice(0, 3));

const byKernel: Readonly<Record<string, Sizes>> = {
  BatchMatMul: product,
  _FusedMatMul: product,
  Conv2D: (call, outputShape) => sizeOf(outputShape) * taps(specOf(call, 'filter').shape),
  FusedConv2D: (call, outputShape) => sizeOf(outputShape) * taps(specOf(call, 'filter').shape),
  Conv2DBackpropInput: (call) => sizeOf(specOf(call, 'dy').shape) * taps(specOf(call, 'filter').shape),
  Conv2DBackpropFilter: (call, outputShape) => sizeOf(specOf(call, 'dy').shape) * taps(outputShape),
};

const multiplyAddsOf = (call: KernelCall, lowering: Lowering): number =>
  byKernel[call.kernel]?.(call, lowering.infer(call)[0]?.shape ?? []) ?? 0;

/** Of a whole step, as it is compiled: tfjs asks for gradients that nobody uses, and the graph has none of these. */
export function countMultiplyAdds({ trace, changes }: FollowedStep): number {
  const needed = new Set([...trace.survivors.map(({ value }) => value), ...changes.values()]);
  let count = 0;
  for (const { call, lowering, inputs, outputs } of trace.kernels.toReversed()) {
    if (!outputs.some((value) => needed.has(value))) continue;
    for (const { value } of Object.values(inputs)) needed.add(value);
    count += multiplyAddsOf(call, lowering);
  }
  return count;
}
