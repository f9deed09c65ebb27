/**
 * The kernels of the "onnx" backend, one for each of tfjs' cpu backend: through a one-kernel session where the table
 * has a lowering and the call is large enough, in plain JavaScript otherwise.
 */
import { getKernelsForBackend, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';
import type { KernelConfig, KernelFunc, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import type { Lowering } from '../lowering/lowering';
import { graphDType } from '../lowering/lowering';
import { loweringTable } from '../lowering/lowering-table';
import { arrayKind } from './array-pool';
import { PLAIN } from './eager-sessions';
import type { EagerSession, EagerSessions } from './eager-sessions';
import { defectOf } from './known-defects';
import { sizeOf } from './onnx-graph';
import type { OnnxBackend } from './onnx-backend';
import type { SessionTensors } from './onnx-session';

/** Below so many elements in all inputs together no kernel's work is worth a session, so that none is looked for. */
const TINY = 16;

/**
 * Registers a kernel of every name that the cpu backend has.
 * @returns takes them back
 */
export function registerEagerKernels(backendName: string, backend: OnnxBackend, sessions: EagerSessions): () => void {
  const plainKernels = getKernelsForBackend('cpu');
  for (const plain of plainKernels) {
    const { kernelName } = plain;
    const lowering = loweringTable.get(kernelName);
    const run =
      lowering && lowering.eager !== false
        ? loweredKernel(plain, lowering, backend, sessions)
        : plainKernel(plain, backend);
    const kernelFunc: KernelFunc = (params) =>
      backend.recorder ? backend.recorder.record(kernelName, lowering, params, run) : run(params);
    registerKernel({ ...plain, backendName, kernelFunc });
  }
  return () => plainKernels.forEach(({ kernelName }) => unregisterKernel(kernelName, backendName));
}

function plainKernel({ kernelName, kernelFunc }: KernelConfig, backend: OnnxBackend): KernelFunc {
  const defect = defectOf(kernelName);
  return (params) => {
    const wrong = defect?.(params.inputs);
    if (wrong) {
      throw new Error(
        `Kernel ${kernelName} can't run on the onnx engine: ${wrong}. Use the tensorflow engine, or another layer.`,
      );
    }
    const result = kernelFunc(params);
    backend.keepWhatIsShared(tensorsOf(params.inputs), Array.isArray(result) ? result : [result]);
    return result;
  };
}

function loweredKernel(
  plain: KernelConfig,
  lowering: Lowering,
  backend: OnnxBackend,
  sessions: EagerSessions,
): KernelFunc {
  const inJavaScript = plainKernel(plain, backend);
  const defect = defectOf(plain.kernelName);
  return (params) => {
    const { inputs, attrs } = params;
    if (countElements(inputs) < TINY && !defect?.(inputs)) return inJavaScript(params);
    const serving = sessions.find(plain.kernelName, lowering, inputs, attrs);
    return serving === PLAIN ? inJavaScript(params) : runSession(serving, inputs, backend);
  };
}

function runSession(
  serving: EagerSession,
  inputs: NamedTensorInfoMap,
  backend: OnnxBackend,
): TensorInfo | TensorInfo[] {
  const feeds: SessionTensors = {};
  for (const { kernelInput, name, dims } of serving.feeds) {
    const tensor = inputs[kernelInput];
    if (!tensor) throw new Error(`Input "${kernelInput}" of a kernel has vanished.`);
    feeds[name] = { type: graphDType(tensor.dtype), data: backend.valuesOf(tensor), dims, location: 'cpu' };
  }
  const fetches: SessionTensors = {};
  const results = serving.outputs.map(({ name, dims, spec }) => {
    const kind = arrayKind(spec.dtype);
    const data = backend.takeArray(kind, sizeOf(spec.shape));
    fetches[name] = { type: kind, data, dims, location: 'cpu' };
    return { kind, data, shape: spec.shape };
  });
  serving.session.run(feeds, fetches);
  const tensors = results.map(({ shape, kind, data }) => backend.makePooledTensor(shape, kind, data));
  const [only] = tensors;
  return tensors.length === 1 && only ? only : tensors;
}

function* tensorsOf(inputs: NamedTensorInfoMap): Generator<TensorInfo> {
  // tfjs passes null for an optional input that is absent, whatever its types say.
  for (const tensor of Object.values(inputs)) if (tensor) yield tensor;
}

function countElements(inputs: NamedTensorInfoMap): number {
  let count = 0;
  for (const tensor of tensorsOf(inputs)) count += sizeOf(tensor.shape);
  return count;
}
