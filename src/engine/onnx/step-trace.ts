/**
 * One training step as a value: which kernels it calls, on what, and what comes out. Made by `step-recorder.ts`; read by
 * whoever computes it, kernel by kernel or as one graph. Values are numbered in the order in which the step meets them.
 */
import type { KernelFunc } from '@tensorflow/tfjs-core';
import type { Refill } from '../step-program';
import type { KernelCall, Lowering, TensorSpec } from '../lowering/lowering';
import type { SessionArray } from './onnx-session';

/** A value as some kernel sees it: the data may have had another shape where it was made. */
export interface TracedInput extends TensorSpec {
  readonly value: number;
}

export interface TracedKernel {
  readonly call: KernelCall;
  readonly lowering: Lowering;
  readonly inputs: Readonly<Record<string, TracedInput>>;
  /** Its inputs came as a list, whatever tfjs' types say. */
  readonly takesList: boolean;
  /** Numbers of what comes out; their shapes and types are those that the lowering infers. */
  readonly outputs: readonly number[];
  /** The kernel itself, for computing it alone. */
  readonly run: KernelFunc;
}

/** What a step starts from, in the order in which it meets it. */
export type Leaf = TensorSpec & { readonly value: number; readonly values: SessionArray } & (
    | { readonly kind: 'state'; readonly variable: number }
    /** Refilled for each step. */
    | { readonly kind: 'fed'; readonly refill: Refill; readonly hasEffect: boolean }
    /** Few numbers, or all the same one: part of the graph, until it is seen to change. */
    | { readonly kind: 'constant' }
    /** Many numbers that JavaScript made: handed over at each call. */
    | { readonly kind: 'given' }
  );

/** A value that somebody still holds when the step is done. */
export interface Survivor extends TensorSpec {
  readonly value: number;
}

export interface StepTrace {
  readonly kernels: readonly TracedKernel[];
  readonly leaves: readonly Leaf[];
  readonly survivors: readonly Survivor[];
}

/** What a change of the variables has come to: variable (by its place among all) → value. */
export type StateChange = ReadonlyMap<number, number>;

/** Up to so many numbers are written into the graph. */
const LARGEST_CONSTANT = 64;
/** Longer arrays are not looked through for being the same number throughout. */
const LONGEST_SEARCHED = 4096;

export const isConstant = (values: SessionArray): boolean =>
  values.length <= LARGEST_CONSTANT || (values.length <= LONGEST_SEARCHED && isUniform(values));

export const isUniform = (values: SessionArray): boolean => {
  const first = values[0];
  for (let i = 1; i < values.length; i++) if (values[i] !== first) return false;
  return true;
};

/**
 * Equal for steps that are the same computation but for the values that they start from. What is uniform is told apart
 * from what isn't, because a graph holds the one as a single number.
 */
export function structureOf({ kernels, leaves, survivors }: StepTrace, changes: StateChange): string {
  const parts: string[] = [];
  for (const leaf of leaves) {
    const detail =
      leaf.kind === 'state' ? leaf.variable : leaf.kind === 'constant' && isUniform(leaf.values) ? 'uniform' : '';
    parts.push(`${leaf.kind}${detail} ${leaf.value}:${leaf.dtype}[${leaf.shape.join()}]`);
  }
  for (const { call, inputs, outputs } of kernels) {
    let part = call.kernel;
    for (const name in inputs) {
      const input = inputs[name];
      if (input) part += ` ${name}=${input.value}:${input.dtype}[${input.shape.join()}]`;
    }
    parts.push(`${part} ${JSON.stringify(call.attrs)} → ${outputs.join()}`);
  }
  parts.push(survivors.map(({ value, shape, dtype }) => `${value}:${dtype}[${shape.join()}]`).join(' '));
  parts.push([...changes].map(([variable, value]) => `${variable}=${value}`).join(' '));
  return parts.join('\n');
}
