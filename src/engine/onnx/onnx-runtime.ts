/** Chooses what computes ONNX graphs: the native library where it has a binary, and its WebAssembly build elsewhere. */
import { loadNativeRuntime } from './native-session';
import type { OnnxRuntime, OnnxRuntimeKind } from './onnx-session';
import { loadWasmRuntime } from './wasm-session';

/**
 * @param only this kind and no other, for tests; left out, the fastest that there is
 * @throws Error when nothing of ONNX Runtime can be loaded
 */
export async function loadOnnxRuntime(only?: OnnxRuntimeKind): Promise<OnnxRuntime> {
  if (only === 'wasm') return loadWasmRuntime();
  try {
    return await loadNativeRuntime();
  } catch (nativeError) {
    if (only === 'native') throw nativeError;
    try {
      return { ...(await loadWasmRuntime()), remark: remarkOn(nativeError) };
    } catch (wasmError) {
      throw new Error(`${firstLine(nativeError)}; nor does its WebAssembly build: ${firstLine(wasmError)}`, {
        cause: nativeError,
      });
    }
  }
}

const remarkOn = (nativeError: unknown): string =>
  `ONNX Runtime's native library does not load on ${process.platform} ${process.arch} (${firstLine(nativeError)}). ` +
  'Its WebAssembly build computes the same, at less than half the speed.';

/** Node lists in the lines after it who asked for a module. */
const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
