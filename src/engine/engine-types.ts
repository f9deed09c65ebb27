/** What every engine is to the rest of the trainer. Knows no engine; `engine.ts` starts them. */
import type { Fallback, Probes, StepProgram, StepValues } from './step-program';

export type EngineName = 'onnx' | 'tensorflow';

/** The arithmetic behind tfjs in this process: tfjs' backend is set to it for as long as it runs. */
export interface Engine {
  readonly name: EngineName;
  /**
   * How many threads compute. Part of a run's identity: results repeat to the last bit for one count, and differ in
   * the last bits between counts. Fixed from the first step on.
   */
  readonly threads: number;
  /** One line for people: what runs, as in "onnx, compiled, 1 thread". */
  readonly detail: string;
  /** In a sentence, why it is not as fast as it could be. */
  readonly remark?: string;
  /** Versions of the libraries that compute, by their npm names. */
  readonly versions: Readonly<Record<string, string>>;
  /**
   * Makes a step ready to be run many times.
   * @param onFallback told, once for each reason, why a step runs kernel by kernel where it should have been compiled
   */
  prepare<P extends Probes>(program: StepProgram<P>, onFallback: (fallback: Fallback) => void): StepRunner<P>;
  /** Frees what the engine holds. Tensors made with it can't be used afterwards. */
  dispose(): void;
}

/** Runs training steps; the place where a compiled step stands in for an eager one. */
export interface StepRunner<P extends Probes = Probes> {
  /**
   * Does one step or, without probes, up to `atMost` of them in one go: fewer where they aren't known to be alike.
   * @returns what each step showed, in order; at least one
   */
  run(atMost: number, probes?: P): StepValues[];
  dispose(): void;
}

export interface EngineOptions {
  /** Overrides the engine's own rule; a positive integer. */
  readonly threads?: number;
  /** What computes the graphs of the onnx engine, whatever else there is. For tests; people get the fastest that works. */
  readonly runtime?: 'native' | 'wasm';
}
