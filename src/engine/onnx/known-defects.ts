/**
 * Kernels of tfjs' cpu backend that compute something wrong. They are refused in place of training on wrong gradients;
 * a lowering of ours takes an entry's place.
 */
import type { NamedTensorInfoMap } from '@tensorflow/tfjs-core';

/** What is wrong with this call, or nothing. */
type Defect = (inputs: NamedTensorInfoMap) => string | undefined;

const DEFECTS: Readonly<Record<string, Defect>> = {
  // It reads every image of the batch at the place of the first.
  ResizeNearestNeighborGrad: ({ dy }) =>
    (dy?.shape[0] ?? 1) > 1
      ? 'tfjs computes wrong gradients of a nearest-neighbour resize for batches of more than one image'
      : undefined,
};

/** @throws Error when plain JavaScript would give a wrong answer to this call */
export function refuseKnownDefect(kernel: string, inputs: NamedTensorInfoMap): void {
  const wrong = DEFECTS[kernel]?.(inputs);
  if (wrong) {
    throw new Error(
      `Kernel ${kernel} can't run on the onnx engine: ${wrong}. Use the tensorflow engine, or another layer.`,
    );
  }
}
