/**
 * ONNX Runtime's WebAssembly build, started in Node. The package's public interface answers only in a later turn of the
 * event loop, but what lies under it, the C interface that the module exports, answers at once. No documentation promises
 * it, so the version is pinned exactly and tests watch over what is used here.
 */

/** A place in the module's memory, in bytes. */
export type Address = number;
/** What ONNX Runtime made, by its address; 0 says that it failed. */
export type Handle = number;
/** 0 says that it worked. */
type Code = number;

/** The part of the module that is used here. Addresses and sizes in its memory take 4 bytes. */
export interface WasmModule {
  /** The module's memory. Where it grows in a call, these are others afterwards: never to be kept. */
  readonly HEAPU8: Uint8Array;
  readonly HEAPU32: Uint32Array;
  _malloc(bytes: number): Address;
  _free(at: Address): void;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, at: Address, mostBytes: number): void;
  UTF8ToString(at: Address): string;
  _OrtInit(threads: number, logSeverity: number): Code;
  /** Puts a code and the address of a message there. */
  _OrtGetLastError(code: Address, message: Address): Code;
  _OrtCreateSessionOptions(
    optimizationLevel: number,
    usesArena: boolean,
    usesMemoryPattern: boolean,
    executionMode: number,
    isProfiled: boolean,
    profilePrefix: Address,
    logId: Address,
    logSeverity: number,
    logVerbosity: number,
    optimizedModelFile: Address,
  ): Handle;
  _OrtReleaseSessionOptions(options: Handle): Code;
  _OrtCreateSession(model: Address, bytes: number, options: Handle): Handle;
  _OrtReleaseSession(session: Handle): Code;
  /** Of memory that stays the caller's. */
  _OrtCreateTensor(type: number, data: Address, bytes: number, dims: Address, rank: number, location: number): Handle;
  _OrtReleaseTensor(tensor: Handle): Code;
  _OrtRun(
    session: Handle,
    inputNames: Address,
    inputs: Address,
    inputCount: number,
    outputNames: Address,
    outputCount: number,
    outputs: Address,
    options: Handle,
  ): Code;
}

/** It logs errors, and nothing that is less. */
export const LOG_SEVERITY = 3;
/** Its threads would have to be made at the start, before anything is known of how much a step computes. */
export const WASM_THREADS = 1;

/** Each call makes one of its own, with its own memory. @throws Error when the package isn't there */
export async function loadWasmModule(): Promise<WasmModule> {
  const { default: instantiate } = await import('onnxruntime-web/ort-wasm-simd-threaded.mjs');
  const wasm = (await instantiate({ numThreads: WASM_THREADS })) as WasmModule;
  if (wasm._OrtInit(WASM_THREADS, LOG_SEVERITY) !== 0) throw lastError(wasm, 'ONNX Runtime does not start');
  return wasm;
}

/** What ONNX Runtime has to say about the call that has just failed. */
export function lastError(wasm: WasmModule, what: string): Error {
  const at = wasm._malloc(8);
  wasm._OrtGetLastError(at, at + 4);
  const [code, message] = wasm.HEAPU32.subarray(at / 4, at / 4 + 2);
  wasm._free(at);
  return new Error(`${what}: ${message ? wasm.UTF8ToString(message) : 'no reason is given'} (code ${code})`);
}
