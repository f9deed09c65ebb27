/** Lowerings of kernels that put something around tensors. */
import { hasDType, specOf, workPerElement } from './lowering';
import type { KernelCall, Lowering, LoweringTable, TensorSpec } from './lowering';

/** tfjs' JavaScript finds the place of each element anew. */
const REORDERING_WORK = 3;

/** How many elements are added before and after each axis. */
const paddingsOf = (call: KernelCall): readonly (readonly [before: number, after: number])[] =>
  call.attrs['paddings'] as unknown as readonly (readonly [number, number])[];

const padded = (call: KernelCall): TensorSpec => {
  const { shape, dtype } = specOf(call, 'x');
  const paddings = paddingsOf(call);
  return {
    shape: shape.map((length, axis) => length + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0)),
    dtype,
  };
};

const padV2: Lowering = {
  accepts: (call) => hasDType(call, 'float32', 'int32'),
  infer: (call) => [padded(call)],
  work: workPerElement(REORDERING_WORK),
  lower: (graph, inputs, call) => {
    const x = inputs.get('x');
    const paddings = paddingsOf(call);
    const amounts = [0, 1].flatMap((side) => paddings.map((padding) => padding[side] ?? 0));
    const value = call.attrs['constantValue'];
    const filling = graph.constant([typeof value === 'number' ? value : 0], { shape: [], dtype: x.dtype });
    return [graph.node('Pad', [x, graph.integers(amounts), filling], { shape: padded(call).shape, dtype: x.dtype })];
  },
};

/** By what lies inside, the edge left out: ONNX has no padding that repeats the edge, too. */
const mirrorPad: Lowering = {
  accepts: (call) => hasDType(call, 'float32') && call.attrs['mode'] === 'reflect',
  infer: (call) => [padded(call)],
  work: workPerElement(REORDERING_WORK),
  lower: (graph, inputs, call) => {
    const paddings = paddingsOf(call);
    const amounts = graph.integers([0, 1].flatMap((side) => paddings.map((padding) => padding[side] ?? 0)));
    const output = { shape: padded(call).shape, dtype: 'float32' } as const;
    return [graph.node('Pad', [inputs.get('x'), amounts], output, { attributes: { mode: { string: 'reflect' } } })];
  },
};

export const padding: LoweringTable = { PadV2: padV2, MirrorPad: mirrorPad };
