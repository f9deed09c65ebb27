/** A step as it stands, kernel by kernel, on whatever backend tfjs has: the plain way, and the one that others must agree with. */
import * as tf from '@tensorflow/tfjs-core';
import type { StepRunner } from './engine-types';
import type { Probes, StepArray, StepFollower, StepProgram, StepResult, StepValues } from './step-program';

/** For whom nothing has to be remembered. */
const NOBODY: StepFollower = { fed: () => undefined, fedUnseen: () => undefined };

export const runEagerly = <P extends Probes>(program: StepProgram<P>): StepRunner<P> => ({
  run: (_atMost, probes) => [readResult(inScope(() => program.trace(NOBODY, probes)))],
  dispose: () => undefined,
});

/** Runs a step in a scope of its own: what it makes ends with it, but for its result, which is the caller's. */
export function inScope(trace: () => StepResult): StepResult {
  let result: StepResult | undefined;
  tf.tidy(() => {
    result = trace();
    return { ...result.tensors };
  });
  if (!result) throw new Error('A step gave no result.');
  return result;
}

/** The values of a result, whose tensors end here. */
export function readResult({ tensors, numbers }: StepResult): StepValues {
  const arrays: Record<string, StepArray> = {};
  const shapes: Record<string, readonly number[]> = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    // A copy: what a backend gives to read may be overwritten by the next step.
    arrays[name] = tensor.dataSync<'float32'>().slice();
    shapes[name] = tensor.shape;
    tensor.dispose();
  }
  return { arrays, shapes, numbers };
}
