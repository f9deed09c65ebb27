/**
 * Follows one training step through tfjs without computing it: each kernel is written down, and what it would have given
 * is a tensor without values yet. Where that can't go on, because the step reads a value or uses a kernel that can't be
 * compiled, everything that is still wanted is computed, and the rest of the step runs kernel by kernel.
 */
import type { DataId, KernelFunc, NamedAttrMap, NamedTensorInfoMap, Tensor, TensorInfo } from '@tensorflow/tfjs-core';
import { accepts, kernelCall, type Lowering, specOf, type TensorSpec } from '../lowering/lowering';
import type { Fallback, Refill, StepFollower } from '../step-program';
import { computeTrace } from './compute-trace';
import type { KernelRecorder, OnnxBackend } from './onnx-backend';
import type { SessionArray } from './onnx-session';
import {
  isConstant,
  type Leaf,
  type StepTrace,
  type Survivor,
  type TracedInput,
  type TracedKernel,
} from './step-trace';

type KernelParams = Parameters<KernelFunc>[0];

/** They give out their input's own data: nothing is computed, and nothing has to be remembered. */
const ALIASES: ReadonlySet<string> = new Set(['Identity', 'Reshape', 'ExpandDims']);

export class StepRecorder implements StepFollower, KernelRecorder {
  private readonly kernels: TracedKernel[] = [];
  private readonly leaves: Leaf[] = [];
  private readonly numbers = new Map<DataId, number>();
  /** Values that are not computed yet, with the data that stands for each. */
  private readonly pending = new Map<DataId, Survivor>();
  private readonly feeds = new Map<DataId, { readonly refill: Refill; readonly hasEffect: boolean }>();
  private nextNumber = 0;
  /** Why it had to stop following. */
  interruption: Fallback | undefined;
  /** Something random can't be refilled: the step has to be followed each time. */
  hasUnseenRandomness = false;

  /** @param state the data of all variables before the step, and their places */
  constructor(
    private readonly backend: OnnxBackend,
    private readonly state: ReadonlyMap<DataId, number>,
  ) {}

  fed(tensor: Tensor, refill: Refill, hasEffect: boolean): void {
    this.feeds.set(tensor.dataId, { refill, hasEffect });
    // Every step has to draw it, used or not, and in this order.
    if (hasEffect && this.interruption === undefined) this.numberOf(tensor);
  }

  fedUnseen(): void {
    this.hasUnseenRandomness = true;
  }

  /** Stands in for a kernel. */
  record(
    kernel: string,
    lowering: Lowering | undefined,
    params: KernelParams,
    run: KernelFunc,
  ): TensorInfo | TensorInfo[] {
    if (computesNothing(kernel, params)) return run(params);
    const call = kernelCall(kernel, params.inputs, params.attrs);
    if (!lowering || !accepts(lowering, call)) {
      this.interrupt(`it uses ${kernel} in a way that can't be compiled`);
      return run(params);
    }
    const inputs: Record<string, TracedInput> = {};
    for (const [name, tensor] of tensorsOf(params.inputs))
      inputs[name] = { value: this.numberOf(tensor), shape: tensor.shape, dtype: tensor.dtype };
    const made = lowering.infer(call).map((spec) => this.makePending(spec));
    this.kernels.push({
      call,
      lowering,
      inputs,
      takesList: Array.isArray(params.inputs),
      outputs: made.map(({ value }) => value),
      run,
    });
    const tensors = made.map(({ tensor }) => tensor);
    const [only] = tensors;
    return tensors.length === 1 && only ? only : tensors;
  }

  isPending(dataId: DataId): boolean {
    return this.pending.has(dataId);
  }

  /** Somebody wants to see values that aren't computed. */
  interruptByReading(): void {
    this.interrupt('it reads the values of a tensor while it runs (dataSync, data or print)');
  }

  /** Computes what is pending and still alive, and follows no further. */
  interrupt(why: string): void {
    this.interruption ??= { message: why, at: new Error(why) };
    const { trace, dataIds } = this.finish();
    this.backend.recorder = undefined;
    const arrays = computeTrace(this.backend, trace);
    trace.survivors.forEach((_survivor, at) => {
      const [dataId, values] = [dataIds[at], arrays[at]];
      if (dataId && values) this.backend.settle(dataId, values);
    });
    this.pending.clear();
  }

  /** The trace up to here, and the data that stand for its survivors, in the same order. */
  finish(): { readonly trace: StepTrace; readonly dataIds: readonly DataId[] } {
    const alive = [...this.pending].filter(([dataId]) => this.backend.holds(dataId));
    return {
      trace: { kernels: this.kernels, leaves: this.leaves, survivors: alive.map(([, survivor]) => survivor) },
      dataIds: alive.map(([dataId]) => dataId),
    };
  }

  /** The number of a tensor's data; a leaf from now on when the step meets it for the first time. */
  numberOf(tensor: TensorInfo): number {
    const known = this.numbers.get(tensor.dataId);
    if (known !== undefined) return known;
    const value = this.nextNumber++;
    this.numbers.set(tensor.dataId, value);
    this.leaves.push(this.makeLeaf(tensor, value));
    return value;
  }

  private makeLeaf(tensor: TensorInfo, value: number): Leaf {
    const values: SessionArray = this.backend.lend(tensor);
    const leaf = { value, values, shape: tensor.shape, dtype: tensor.dtype };
    const variable = this.state.get(tensor.dataId);
    if (variable !== undefined) return { ...leaf, kind: 'state', variable };
    const feed = this.feeds.get(tensor.dataId);
    if (feed) return { ...leaf, kind: 'fed', ...feed };
    return { ...leaf, kind: isConstant(values) ? 'constant' : 'given' };
  }

  private makePending(spec: TensorSpec): { readonly tensor: TensorInfo; readonly value: number } {
    const tensor = this.backend.makePendingTensor(spec);
    const value = this.nextNumber++;
    this.numbers.set(tensor.dataId, value);
    this.pending.set(tensor.dataId, { value, ...spec });
    return { tensor, value };
  }
}

function computesNothing(kernel: string, { inputs, attrs }: KernelParams): boolean {
  if (ALIASES.has(kernel)) return true;
  // Made of nothing, its values are numbers of JavaScript: a leaf.
  if (tensorsOf(inputs).length === 0) return true;
  return (
    kernel === 'Cast' && specOf(kernelCall(kernel, inputs, undefined), 'x').dtype === (attrs as NamedAttrMap)['dtype']
  );
}

const tensorsOf = (inputs: NamedTensorInfoMap): [string, TensorInfo][] =>
  // tfjs passes null for an optional input that is absent, whatever its types say.
  Object.entries(inputs).flatMap(([name, tensor]) => (tensor ? [[name, tensor]] : []));
