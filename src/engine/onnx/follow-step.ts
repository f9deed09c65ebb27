/** Runs a step's JavaScript without computing anything, and says what it came to: a trace, and whose values are missing. */
import * as tf from '@tensorflow/tfjs-core';
import type { DataId, Variable } from '@tensorflow/tfjs-core';
import { inScope } from '../eager-step';
import type { Fallback, StepResult } from '../step-program';
import type { OnnxBackend } from './onnx-backend';
import { StepRecorder } from './step-recorder';
import type { StateChange, StepTrace } from './step-trace';

/** A step that was followed: the trace, and where its values belong. */
export interface FollowedStep {
  readonly trace: StepTrace;
  readonly dataIds: readonly DataId[];
  readonly variables: readonly Variable[];
  readonly changes: StateChange;
  readonly result: StepResult;
  readonly recorder: StepRecorder;
}

/** A step that could not be followed to its end. It is computed, kernel by kernel from some point on. */
export interface InterruptedStep {
  readonly fallback: Fallback;
  readonly result: StepResult;
}

/** @param trace the step @throws whatever it throws; then what it has done so far has values */
export function followStep(
  backend: OnnxBackend,
  trace: (recorder: StepRecorder) => StepResult,
): FollowedStep | InterruptedStep {
  const variables = allVariables();
  const before = variables.map(({ dataId }) => dataId);
  const recorder = new StepRecorder(backend, new Map(before.map((dataId, at) => [dataId, at])));
  backend.recorder = recorder;
  try {
    const result = inScope(() => trace(recorder));
    const after = allVariables();
    if (after.length !== variables.length || after.some((variable, at) => variable !== variables[at]))
      recorder.interrupt('it makes a variable, or disposes one, while it runs');
    if (recorder.interruption) return { fallback: recorder.interruption, result };
    const changes = new Map<number, number>();
    variables.forEach((variable, at) => {
      if (variable.dataId !== before[at]) changes.set(at, recorder.numberOf(variable));
    });
    return { ...recorder.finish(), variables, changes, result, recorder };
  } catch (error) {
    if (!recorder.interruption) recorder.interrupt('it threw');
    throw error;
  } finally {
    backend.recorder = undefined;
    if (recorder.interruption) backend.endLoans();
  }
}

const allVariables = (): Variable[] => Object.values(tf.engine().state.registeredVariables);
