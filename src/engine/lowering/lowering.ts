/**
 * What it takes to lower a tfjs kernel to ONNX nodes: the shape of one entry of the table, and what entries share.
 * Two callers use the entries: the eager backend (one kernel, one session) and the compiler (one step, one session).
 */
import type { DataType, NamedAttrMap, NamedTensorInfoMap } from '@tensorflow/tfjs-core';
import { sizeOf } from '../onnx/onnx-graph';
import type { GraphDType, GraphValue, OnnxGraph } from '../onnx/onnx-graph';

/** A tensor without its values. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: DataType;
}

/** A kernel with what is known of it before any value is: the key of everything that is prepared for it. */
export interface KernelCall {
  readonly kernel: string;
  /** By tfjs' names, in tfjs' order; optional inputs that are absent have no entry. */
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly attrs: NamedAttrMap;
}

export interface Lowering {
  /**
   * Whether the nodes below do what tfjs' kernel does for this call. Left out: when all inputs are float32.
   * A call that is not accepted runs in plain JavaScript, and can't be compiled.
   */
  accepts?(call: KernelCall): boolean;

  /** What the kernel gives back. */
  infer(call: KernelCall): readonly TensorSpec[];

  /**
   * Adds the nodes.
   * @param inputs the call's inputs as graph values, in the shapes of the call
   * @returns one value per output, with its data in row-major order; its shape may differ from the inferred one as
   *   long as it has as many elements, because a last Reshape would cost a copy
   */
  lower(graph: OnnxGraph, inputs: GraphInputs, call: KernelCall): readonly GraphValue[];

  /**
   * How long tfjs' plain JavaScript would take, in elements of a sum of two tensors (13 ns each where this was
   * measured). Left out: one for each element of the largest input or output. The eager backend compares it with the
   * price of a session's call.
   */
  work?(call: KernelCall, outputs: readonly TensorSpec[]): number;

  /**
   * False where plain JavaScript is never slower (it moves no data, or makes up constant ones) or where attributes
   * change from step to step, so that sessions would be made without end. The compiler lowers these, too.
   */
  readonly eager?: false;
}

export type LoweringTable = Readonly<Record<string, Lowering>>;

/** The inputs of a kernel inside of a graph. */
export class GraphInputs {
  constructor(
    private readonly kernel: string,
    private readonly values: Readonly<Record<string, GraphValue>>,
  ) {}

  /** @throws Error when tfjs' kernel has no such input, which is a bug in the table */
  get(name: string): GraphValue {
    const value = this.values[name];
    if (!value) throw new Error(`Kernel ${this.kernel} has no input "${name}".`);
    return value;
  }

  optional(name: string): GraphValue | undefined {
    return this.values[name];
  }

  all(): readonly GraphValue[] {
    return Object.values(this.values);
  }
}

/** The call that tfjs makes with these tensors. */
export function kernelCall(kernel: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap | undefined): KernelCall {
  const specs: Record<string, TensorSpec> = {};
  for (const [name, tensor] of Object.entries(inputs)) {
    // tfjs passes null, too, whatever its types say.
    if (tensor) specs[name] = { shape: tensor.shape, dtype: tensor.dtype };
  }
  return { kernel, inputs: specs, attrs: attrs ?? {} };
}

/** @throws Error when tfjs' kernel has no such input, which is a bug in the table */
export function specOf(call: KernelCall, name: string): TensorSpec {
  const spec = call.inputs[name];
  if (!spec) throw new Error(`Kernel ${call.kernel} has no input "${name}".`);
  return spec;
}

export const hasDType = (call: KernelCall, ...dtypes: readonly DataType[]): boolean =>
  Object.values(call.inputs).every((spec) => dtypes.includes(spec.dtype));

/** Whether this lowering may be used for this call at all; tensors without elements are left to JavaScript. */
export function accepts(lowering: Lowering, call: KernelCall): boolean {
  const lowerable = lowering.accepts ? lowering.accepts(call) : hasDType(call, 'float32');
  return lowerable && Object.values(call.inputs).every((spec) => sizeOf(spec.shape) > 0);
}

export const workOf = (lowering: Lowering, call: KernelCall, outputs: readonly TensorSpec[]): number =>
  lowering.work?.(call, outputs) ?? largestSize(call, outputs);

/** Work of so much for each element. */
export const workPerElement =
  (work: number) =>
  (call: KernelCall, outputs: readonly TensorSpec[]): number =>
    work * largestSize(call, outputs);

const largestSize = (call: KernelCall, outputs: readonly TensorSpec[]): number =>
  Math.max(...[...Object.values(call.inputs), ...outputs].map((spec) => sizeOf(spec.shape)));

/** @throws Error for strings and complex numbers, which `accepts` must have turned away */
export function graphDType(dtype: DataType): GraphDType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`Tensors of type ${dtype} can't be lowered.`);
}

export function numberAttribute(call: KernelCall, name: string): number {
  const value = call.attrs[name];
  if (typeof value !== 'number') throw new Error(`Kernel ${call.kernel} has no number "${name}".`);
  return value;
}

/** A list of numbers; a single one counts as a list of one, as tfjs has it for axes. */
export function numbersAttribute(call: KernelCall, name: string): readonly number[] | undefined {
  const value = call.attrs[name];
  if (typeof value === 'number') return [value];
  if (!Array.isArray(value)) return undefined;
  return value.map((item) => {
    if (typeof item !== 'number') throw new Error(`Attribute "${name}" of ${call.kernel} holds more than numbers.`);
    return item;
  });
}
