/** The onnx engine: tfjs over ONNX Runtime, whole steps compiled. Installs from npm alone, and is the default. */
import { registerBackend, removeBackend, setBackend, version_core } from '@tensorflow/tfjs-core';
import { failure, ok } from '../base/result';
import type { Result } from '../base/result';
import type { Engine, EngineOptions } from './engine-types';
import { CompiledStep, type Compiler } from './onnx/compiled-step';
import { registerEagerKernels } from './onnx/eager-kernels';
import { EagerSessions } from './onnx/eager-sessions';
import { OnnxBackend } from './onnx/onnx-backend';
import { stepsPerCall, threadsFor } from './onnx/step-size';
import { loadOnnxRuntime } from './onnx/onnx-runtime';
import type { OnnxRuntime } from './onnx/onnx-session';

const BACKEND = 'onnx';

/** Before anything is compiled, and for small steps: a second thread would have to be woken for every kernel. */
const FEWEST_THREADS = 1;

export async function startOnnxEngine(options: EngineOptions): Promise<Result<Engine>> {
  let runtime: OnnxRuntime;
  try {
    runtime = await loadOnnxRuntime(options.runtime);
  } catch (error) {
    return failure({
      message: `ONNX Runtime does not load on ${process.platform} ${process.arch}: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'Run `npm ci`, or choose the tensorflow engine where ONNX Runtime has no binary.',
      blame: 'environment',
    });
  }

  const backend = new OnnxBackend();
  let threads = options.threads && Math.min(options.threads, runtime.mostThreads);
  const sessions = new EagerSessions(runtime, threads ?? FEWEST_THREADS);
  if (!registerBackend(BACKEND, () => backend)) {
    throw new Error('The onnx engine runs in this process already; dispose it before starting another.');
  }
  const unregisterKernels = registerEagerKernels(BACKEND, backend, sessions);
  await setBackend(BACKEND);

  let isCompiled = false;
  const compiler: Compiler = {
    backend,
    runtime,
    threadsFor: (trace) => {
      threads ??= Math.min(threadsFor(trace), runtime.mostThreads);
      sessions.setThreads(threads);
      return threads;
    },
    stepsPerCall,
    ran: (compiled) => (isCompiled = compiled),
  };

  return ok({
    name: 'onnx',
    get threads() {
      return threads ?? FEWEST_THREADS;
    },
    get detail() {
      const name = runtime.kind === 'wasm' ? 'onnx (wasm)' : 'onnx';
      return `${name}, ${isCompiled ? 'compiled' : 'eager'}, ${this.threads} thread${this.threads === 1 ? '' : 's'}`;
    },
    ...(runtime.remark !== undefined && { remark: runtime.remark }),
    versions: { [runtime.library]: runtime.version, '@tensorflow/tfjs-core': version_core },
    prepare: (program, onFallback) => new CompiledStep(compiler, program, onFallback),
    dispose: () => {
      removeBackend(BACKEND);
      unregisterKernels();
      sessions.dispose();
    },
  });
}
