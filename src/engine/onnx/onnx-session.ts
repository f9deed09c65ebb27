/**
 * What computes ONNX graphs, as the engine uses it: sessions that answer at once, because a tfjs kernel must. Knows neither
 * of its kinds: `native-session.ts` and `wasm-session.ts` are those, and `onnx-runtime.ts` chooses.
 */
import type { GraphDType } from './onnx-graph';

export type SessionArray = Float32Array | Int32Array | Uint8Array;

/** A tensor as a session reads it: float32 ↔ Float32Array, int32 ↔ Int32Array, bool ↔ Uint8Array. */
export interface SessionTensor {
  readonly type: GraphDType;
  readonly data: SessionArray;
  readonly dims: readonly number[];
  readonly location: 'cpu';
}

export type SessionTensors = Record<string, SessionTensor>;

/** A loaded model. */
export interface OnnxSession {
  /** Computes into the buffers of `outputs`. Feeds and outputs are by name. */
  run(feeds: SessionTensors, outputs: SessionTensors): void;
  dispose(): void;
}

export interface LoadOptions {
  readonly threads: number;
  /** One kernel, of which there are hundreds of sessions, or whole steps. */
  readonly purpose?: 'kernel' | 'step';
}

export type OnnxRuntimeKind = 'native' | 'wasm';

export interface OnnxRuntime {
  readonly kind: OnnxRuntimeKind;
  /** The npm package that it comes from. Results of two packages or versions differ in the last bits. */
  readonly library: string;
  readonly version: string;
  /** It never uses more. */
  readonly mostThreads: number;
  /** Why it is this one and not the faster one, in a sentence. */
  readonly remark?: string;
  /** @throws Error when ONNX Runtime refuses the model */
  load(model: Uint8Array, options: LoadOptions): OnnxSession;
}
