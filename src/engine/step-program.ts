/**
 * A training step as an engine sees it: something that runs through tfjs and moves variables, and whatever an engine must
 * know to run it again without its JavaScript. Knows no model and no experiment: the trainer writes the program.
 */
import type { Tensor } from '@tensorflow/tfjs-core';

export type StepArray = Float32Array | Int32Array | Uint8Array;

/** What a step shows: tensors to read, owned by whoever ran the program, and plain numbers. Both by name. */
export interface StepResult {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly numbers: Readonly<Record<string, number>>;
  /**
   * Repeats, for so many more steps that are the same computation, what the JavaScript counted beside the variables. It
   * belongs to the step that was traced: the last one before a repeated one may have been of another stage.
   */
  readonly countAgain?: (steps: number) => void;
}

/** Values of a step's result, copied out of tfjs. */
export interface StepValues {
  readonly arrays: Readonly<Record<string, StepArray>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * What a tensor that comes from outside of tfjs holds in a later step: a batch, random numbers.
 * @param ahead steps from the next one on: 0 is the next step, 1 the one after it
 */
export type Refill = (ahead: number) => StepArray;

/** Told of every tensor that a step is fed with, while it runs. */
export interface StepFollower {
  /** @param hasEffect refilling it moves a generator: it has to be done for every step, whether or not the tensor is used */
  fed(tensor: Tensor, refill: Refill, hasEffect: boolean): void;
  /** Something random happened that can't be refilled. */
  fedUnseen(): void;
}

/** Extra outputs of a step: tensors that it comes across, by the names that the program gives them. */
export interface Probes {
  /** Equal for equal sets. */
  readonly key: string;
}

export interface StepProgram<P extends Probes = Probes> {
  /** Steps done: two traces at different positions tell what hangs on the position. */
  readonly position: number;
  /**
   * Runs the user's step once. Moves variables; its tensors end with the caller's scope, but for those returned.
   * @throws whatever the user's code throws
   */
  trace(follower: StepFollower, probes: P | undefined): StepResult;
  /**
   * Where nothing but known code runs in a step: all that its computation hangs on beside the variables and what it is fed
   * (the size of the batch, the learning rates). Steps with equal keys are the same computation. Undefined where code runs
   * that nobody here has read: it may do something else at each step.
   * @param ahead as for Refill
   */
  fixedKey(ahead: number): string | undefined;
}

/** Why a step, or a part of it, can't run compiled. */
export interface Fallback {
  /** One sentence for people: what stands in the way. */
  readonly message: string;
  /** Its stack leads to the user's line. */
  readonly at: Error;
}
