/**
 * ONNX Runtime's WebAssembly build as the engine uses it, for platforms that the native library has no binary for. It
 * computes in a memory of its own, so that what goes in and what comes out is copied.
 */
import type { LoadOptions, OnnxRuntime, OnnxSession, SessionTensors } from './onnx-session';
import { type Handle, lastError, loadWasmModule, LOG_SEVERITY, WASM_THREADS, type WasmModule } from './wasm-module';
import { WasmTensors } from './wasm-tensors';

/** The module does not tell; a test compares it with what is installed. */
const VERSION = '1.30.0';

/** As ONNX Runtime numbers them. */
const ALL_OPTIMIZATIONS = 99;
const SEQUENTIAL = 0;
const NOTHING = 0;

/** @throws Error when the package isn't there */
export async function loadWasmRuntime(): Promise<OnnxRuntime> {
  const wasm = await loadWasmModule();
  return {
    kind: 'wasm',
    library: 'onnxruntime-web',
    version: VERSION,
    mostThreads: WASM_THREADS,
    load: (model, options) => new WasmSession(wasm, model, options),
  };
}

class WasmSession implements OnnxSession {
  private readonly session: Handle;
  private readonly isStep: boolean;
  private inputs: WasmTensors | undefined;
  private outputs: WasmTensors | undefined;

  constructor(
    private readonly wasm: WasmModule,
    model: Uint8Array,
    { purpose = 'kernel' }: LoadOptions,
  ) {
    this.isStep = purpose === 'step';
    this.session = createSession(wasm, model, this.isStep);
  }

  run(feeds: SessionTensors, outputs: SessionTensors): void {
    this.inputs = this.fitting(this.inputs, feeds);
    this.outputs = this.fitting(this.outputs, outputs);
    this.inputs.write(feeds);
    const failed = this.wasm._OrtRun(
      this.session,
      this.inputs.names,
      this.inputs.handles,
      this.inputs.count,
      this.outputs.names,
      this.outputs.count,
      this.outputs.handles,
      NOTHING,
    );
    if (failed) throw lastError(this.wasm, 'ONNX Runtime could not run a graph');
    this.outputs.read(outputs);
    // There are hundreds of sessions of one kernel: what all of them keep would fill the memory.
    if (!this.isStep) this.freeTensors();
  }

  dispose(): void {
    this.freeTensors();
    this.wasm._OrtReleaseSession(this.session);
  }

  /** Those of the last run where they fit: the same graph takes and gives the same shapes each time, unless its batch is free. */
  private fitting(last: WasmTensors | undefined, tensors: SessionTensors): WasmTensors {
    if (last?.fits(tensors)) return last;
    last?.dispose();
    return new WasmTensors(this.wasm, tensors);
  }

  private freeTensors(): void {
    this.inputs?.dispose();
    this.outputs?.dispose();
    this.inputs = this.outputs = undefined;
  }
}

function createSession(wasm: WasmModule, model: Uint8Array, isStep: boolean): Handle {
  const options = wasm._OrtCreateSessionOptions(
    ALL_OPTIMIZATIONS,
    // Each session keeps an arena of its own, which hundreds of small ones must not.
    isStep,
    isStep,
    SEQUENTIAL,
    false,
    NOTHING,
    NOTHING,
    LOG_SEVERITY,
    0,
    NOTHING,
  );
  if (options === 0) throw lastError(wasm, 'ONNX Runtime does not take the options of a session');
  const at = wasm._malloc(model.byteLength);
  try {
    wasm.HEAPU8.set(model, at);
    const session = wasm._OrtCreateSession(at, model.byteLength, options);
    if (session === 0) throw lastError(wasm, 'ONNX Runtime refuses a graph');
    return session;
  } finally {
    wasm._free(at);
    wasm._OrtReleaseSessionOptions(options);
  }
}
