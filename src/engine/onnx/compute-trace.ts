/**
 * Computes a trace kernel by kernel, by the very kernels that it stands for: what a compiled step must agree with, and the
 * way out for a step that can't be followed to its end.
 */
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { OnnxBackend } from './onnx-backend';
import type { SessionArray } from './onnx-session';
import type { StepTrace, TracedKernel } from './step-trace';

/**
 * @param wanted numbers of values; by default those of the survivors
 * @returns their arrays, owned by the caller, in the same order
 */
export function computeTrace(
  backend: OnnxBackend,
  { kernels, leaves, survivors }: StepTrace,
  wanted: readonly number[] = survivors.map(({ value }) => value),
): SessionArray[] {
  const needed = neededKernels(kernels, wanted);
  const lastUse = new Map<number, number>();
  needed.forEach(({ inputs }, at) => Object.values(inputs).forEach(({ value }) => lastUse.set(value, at)));
  const kept = new Set(wanted);
  const held = new Map<number, TensorInfo>();
  const drop = (value: number): void => {
    const tensor = held.get(value);
    if (tensor) backend.disposeData(tensor.dataId);
    held.delete(value);
  };
  for (const leaf of leaves)
    if (lastUse.has(leaf.value) || kept.has(leaf.value))
      held.set(leaf.value, backend.makeTensorInfo([...leaf.shape], leaf.dtype, leaf.values));

  needed.forEach((kernel, at) => {
    const results = runKernel(backend, kernel, held);
    kernel.outputs.forEach((value, place) => {
      const result = results[place];
      if (result) held.set(value, result);
    });
    for (const { value } of Object.values(kernel.inputs))
      if (lastUse.get(value) === at && !kept.has(value)) drop(value);
    for (const value of kernel.outputs) if (!lastUse.has(value) && !kept.has(value)) drop(value);
  });
  const ofLeaves = new Set(leaves.map(({ values }) => values.buffer));
  const arrays = wanted.map((value) => {
    const tensor = held.get(value);
    if (!tensor) throw new Error(`Value ${value} of a trace was never made.`);
    // readSync gives the array away: it is nobody else's from now on, unless it is a leaf's, or a view of one.
    const array = backend.readSync(tensor.dataId) as SessionArray;
    return ofLeaves.has(array.buffer) ? array.slice() : array;
  });
  [...held.keys()].forEach(drop);
  return arrays;
}

function runKernel(
  backend: OnnxBackend,
  { call, inputs, takesList, run }: TracedKernel,
  held: ReadonlyMap<number, TensorInfo>,
): TensorInfo[] {
  const tensors: NamedTensorInfoMap = {};
  for (const [name, { value, shape, dtype }] of Object.entries(inputs)) {
    const data = held.get(value);
    if (!data) throw new Error(`Kernel ${call.kernel} was traced before its input "${name}".`);
    tensors[name] = { dataId: data.dataId, shape: [...shape], dtype };
  }
  const given = takesList ? (Object.values(tensors) as unknown as NamedTensorInfoMap) : tensors;
  const result = run({ inputs: given, attrs: call.attrs, backend });
  return Array.isArray(result) ? result : [result];
}

function neededKernels(kernels: readonly TracedKernel[], wanted: readonly number[]): TracedKernel[] {
  const needed = new Set(wanted);
  return kernels
    .toReversed()
    .filter(({ inputs, outputs }) => {
      const isNeeded = outputs.some((value) => needed.has(value));
      if (isNeeded) for (const { value } of Object.values(inputs)) needed.add(value);
      return isNeeded;
    })
    .reverse();
}
