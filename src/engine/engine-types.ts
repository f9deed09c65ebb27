/** What every engine is to the rest of the trainer. Knows no engine; `engine.ts` starts them. */

export type EngineName = 'onnx' | 'tensorflow';

/** The arithmetic behind tfjs in this process: tfjs' backend is set to it for as long as it runs. */
export interface Engine {
  readonly name: EngineName;
  /**
   * How many threads compute. Part of a run's identity: results repeat to the last bit for one count, and differ in
   * the last bits between counts.
   */
  readonly threads: number;
  /** One line for people: what runs, as in "onnx, eager, 1 thread". */
  readonly detail: string;
  /** Versions of the libraries that compute, by their npm names. */
  readonly versions: Readonly<Record<string, string>>;
  /** Makes a step ready to be run many times. `step` must be a pure function of tfjs variables and of what it is fed. */
  prepare<T>(step: () => T): StepRunner<T>;
  /** Frees what the engine holds. Tensors made with it can't be used afterwards. */
  dispose(): void;
}

/** Runs one training step; the place where a compiled step stands in for an eager one. */
export interface StepRunner<T> {
  run(): T;
}

export interface EngineOptions {
  /** Overrides the engine's own rule; a positive integer. */
  readonly threads?: number;
}

/** Runs a step as it stands, kernel by kernel. */
export const runEagerly = <T>(step: () => T): StepRunner<T> => ({ run: step });
