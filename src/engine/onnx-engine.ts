/** The onnx engine: tfjs over ONNX Runtime, for now kernel by kernel. Installs from npm alone, and is the default. */
import { registerBackend, removeBackend, setBackend, version_core } from '@tensorflow/tfjs-core';
import { failure, ok } from '../base/result';
import type { Result } from '../base/result';
import { runEagerly } from './engine-types';
import type { Engine, EngineOptions } from './engine-types';
import { registerEagerKernels } from './onnx/eager-kernels';
import { EagerSessions } from './onnx/eager-sessions';
import { OnnxBackend } from './onnx/onnx-backend';
import { loadOnnxRuntime } from './onnx/onnx-session';
import type { OnnxRuntime } from './onnx/onnx-session';

const BACKEND = 'onnx';

/** Kernel by kernel a second thread gains little and would have to be woken for every call. */
const DEFAULT_THREADS = 1;

export async function startOnnxEngine(options: EngineOptions): Promise<Result<Engine>> {
  let runtime: OnnxRuntime;
  try {
    runtime = await loadOnnxRuntime();
  } catch (error) {
    return failure({
      message: `ONNX Runtime does not load on ${process.platform} ${process.arch}: ${String(error)}`,
      remedy: 'Run `npm ci`, or choose the tensorflow engine where ONNX Runtime has no binary.',
      blame: 'environment',
    });
  }

  const threads = options.threads ?? DEFAULT_THREADS;
  const backend = new OnnxBackend();
  const sessions = new EagerSessions(runtime, threads);
  if (!registerBackend(BACKEND, () => backend)) {
    throw new Error('The onnx engine runs in this process already; dispose it before starting another.');
  }
  const unregisterKernels = registerEagerKernels(BACKEND, backend, sessions);
  await setBackend(BACKEND);

  return ok({
    name: 'onnx',
    threads,
    detail: `onnx, eager, ${threads} thread${threads === 1 ? '' : 's'}`,
    versions: { 'onnxruntime-node': runtime.version, '@tensorflow/tfjs-core': version_core },
    prepare: runEagerly,
    dispose: () => {
      removeBackend(BACKEND);
      unregisterKernels();
      sessions.dispose();
    },
  });
}
