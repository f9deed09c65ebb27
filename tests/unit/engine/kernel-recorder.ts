/** Watches which kernels a backend runs, with their shapes and attributes and, if asked, their values. */
import * as tf from '@tensorflow/tfjs-core';
import { kernelCall } from '../../../src/engine/lowering/lowering';
import type { KernelCall } from '../../../src/engine/lowering/lowering';

export interface RecordedCall {
  readonly call: KernelCall;
  readonly inputs: Readonly<Record<string, ArrayLike<number>>>;
  readonly outputs: readonly {
    readonly shape: readonly number[];
    readonly dtype: tf.DataType;
    readonly values: ArrayLike<number>;
  }[];
}

/** Everything that `work` has the backend do. Its kernels are as before afterwards. */
export function recordKernels(backendName: string, work: () => void): RecordedCall[] {
  const recorded: RecordedCall[] = [];
  const kernels = tf.getKernelsForBackend(backendName);
  const read = (tensor: tf.TensorInfo): ArrayLike<number> =>
    Array.from(tf.engine().backend.readSync(tensor.dataId) as ArrayLike<number>);
  for (const kernel of kernels) {
    tf.unregisterKernel(kernel.kernelName, backendName);
    tf.registerKernel({
      ...kernel,
      kernelFunc: (params) => {
        const inputs: Record<string, ArrayLike<number>> = {};
        for (const [name, tensor] of Object.entries(params.inputs)) if (tensor) inputs[name] = read(tensor);
        const call = kernelCall(kernel.kernelName, params.inputs, params.attrs);
        const result = kernel.kernelFunc(params);
        const outputs = (Array.isArray(result) ? result : [result]).map((output) => ({
          shape: output.shape,
          dtype: output.dtype,
          values: read(output),
        }));
        recorded.push({ call, inputs, outputs });
        return result;
      },
    });
  }
  try {
    work();
  } finally {
    for (const kernel of kernels) {
      tf.unregisterKernel(kernel.kernelName, backendName);
      tf.registerKernel(kernel);
    }
  }
  return recorded;
}
