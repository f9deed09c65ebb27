/**
 * The tfjs backend named "onnx": tensors are typed arrays, as in tfjs' own cpu backend, so that each of that backend's
 * kernels works on them where nothing faster is lowered. Owns the tensors' memory; which kernel runs where is
 * `eager-kernels.ts`.
 */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { type backend_util } from '@tensorflow/tfjs-core';
import type { DataId, DataType, KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { ArrayPool } from './array-pool';
import type { ArrayKind } from './array-pool';
import type { Lowering, TensorSpec } from '../lowering/lowering';
import type { SessionArray } from './onnx-session';

/** Stands in for all kernels while it is there. */
export interface KernelRecorder {
  record(
    kernel: string,
    lowering: Lowering | undefined,
    params: Parameters<KernelFunc>[0],
    run: KernelFunc,
  ): TensorInfo | TensorInfo[];
  /** Whether data have no values yet. */
  isPending(dataId: DataId): boolean;
  /** Somebody reads such data: afterwards they have values. */
  interruptByReading(): void;
}

/** Where an array comes from that only one tensor holds. */
interface PooledArray {
  readonly kind: ArrayKind;
  readonly array: SessionArray;
}

export class OnnxBackend extends MathBackendCPU {
  private readonly pool = new ArrayPool();
  /** Which data hold an array of the pool that nobody else can see. By data and not by array: kernels may share arrays. */
  private readonly pooled = new WeakMap<DataId, PooledArray>();
  /** Arrays that a recorded step starts from, by their data: nobody else may be given them until that step is done. */
  private readonly lent = new Map<DataId, PooledArray>();
  /** While it is there, kernels are written down and not computed. */
  recorder: KernelRecorder | undefined;

  /** As in tfjs' cpu backend, but for its advertisement of tfjs-node. */
  override write(values: backend_util.BackendValues, _shape: number[], dtype: DataType): DataId {
    const dataId: DataId = {};
    this.data.set(dataId, { values, dtype, refCount: 1 });
    return dataId;
  }

  /** The values of a tensor for reading here and now; they may be overwritten when the tensor is gone. */
  valuesOf(tensor: TensorInfo): SessionArray {
    const { values } = this.data.get(tensor.dataId);
    switch (tensor.dtype) {
      // A cast that loses nothing leaves the array as it is: a float32 tensor may hold truth values as bytes.
      case 'float32':
        return values instanceof Float32Array ? values : new Float32Array(values as ArrayLike<number>);
      case 'int32':
        return values instanceof Int32Array ? values : new Int32Array(values as ArrayLike<number>);
      case 'bool':
        return values instanceof Uint8Array ? values : new Uint8Array(values as ArrayLike<number>);
      default:
        throw new Error(`Tensors of type ${tensor.dtype} have no values that ONNX Runtime could read.`);
    }
  }

  /** As `valuesOf`, for someone who reads them later in this step, even after the tensor is gone. */
  lend(tensor: TensorInfo): SessionArray {
    const mine = this.pooled.get(tensor.dataId);
    if (mine) {
      this.pooled.delete(tensor.dataId);
      this.lent.set(tensor.dataId, mine);
    }
    return this.valuesOf(tensor);
  }

  /** The step is done: what was lent belongs to its tensors again, or to nobody. */
  endLoans(): void {
    for (const [dataId, mine] of this.lent) {
      if (this.holds(dataId)) this.pooled.set(dataId, mine);
      else this.pool.giveBack(mine.kind, mine.array);
    }
    this.lent.clear();
  }

  holds(dataId: DataId): boolean {
    return this.data.has(dataId);
  }

  /** Several tensors, or variables, may be the same data. */
  isShared(dataId: DataId): boolean {
    return this.refCount(dataId) > 1;
  }

  /** A tensor whose values come later, by `settle`. */
  makePendingTensor({ shape, dtype }: TensorSpec): TensorInfo {
    const dataId: DataId = {};
    this.data.set(dataId, { dtype, refCount: 1 });
    return { dataId, shape: [...shape], dtype };
  }

  /** Gives data their values, which nobody else may have kept. What they had before is free again. */
  settle(dataId: DataId, values: SessionArray, kind?: ArrayKind): void {
    const before = this.pooled.get(dataId);
    this.data.get(dataId).values = values;
    if (kind) this.pooled.set(dataId, { kind, array: values });
    else this.pooled.delete(dataId);
    if (before) this.pool.giveBack(before.kind, before.array);
  }

  /** An array to compute a tensor into; its contents are arbitrary. */
  takeArray(kind: ArrayKind, length: number): SessionArray {
    return this.pool.take(kind, length);
  }

  /** A tensor that holds an array from `takeArray`, which nobody else may have kept. */
  makePooledTensor(shape: readonly number[], kind: ArrayKind, array: SessionArray): TensorInfo {
    const tensor = this.makeTensorInfo([...shape], kind, array);
    this.pooled.set(tensor.dataId, { kind, array });
    return tensor;
  }

  /**
   * Plain JavaScript kernels may give out views of their inputs' arrays (a slice is one): those aren't reused then.
   * Outputs that are the same data as an input (a reshape is) don't matter: tfjs counts who holds data.
   */
  keepWhatIsShared(inputs: Iterable<TensorInfo>, outputs: readonly TensorInfo[]): void {
    for (const { dataId } of inputs) {
      const mine = this.pooled.get(dataId);
      if (!mine) continue;
      for (const output of outputs) {
        const isView = output.dataId !== dataId && bufferOf(this.data.get(output.dataId).values) === mine.array.buffer;
        if (isView) this.pooled.delete(dataId);
      }
    }
  }

  /** Whoever reads gets the array itself, as with tfjs' cpu backend, and may keep it. */
  override readSync(dataId: DataId): backend_util.BackendValues {
    if (this.recorder?.isPending(dataId)) this.recorder.interruptByReading();
    this.pooled.delete(dataId);
    this.lent.delete(dataId);
    return super.readSync(dataId);
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const released = super.disposeData(dataId, force);
    const mine = released ? this.pooled.get(dataId) : undefined;
    if (mine) {
      this.pooled.delete(dataId);
      this.pool.giveBack(mine.kind, mine.array);
    }
    return released;
  }

  override dispose(): void {
    this.pool.clear();
  }
}

const bufferOf = (values: backend_util.BackendValues | undefined): ArrayBufferLike | undefined =>
  ArrayBuffer.isView(values) ? values.buffer : undefined;
