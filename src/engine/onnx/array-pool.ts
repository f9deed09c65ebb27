/**
 * Arrays for kernels' outputs, used again after their tensors are gone: a fresh large array costs as much as the
 * arithmetic that fills it, since every page of it is faulted in. Knows no tensors: whoever gives an array back vouches
 * that nobody else holds it.
 */
import type { SessionArray } from './onnx-session';

export type ArrayKind = 'float32' | 'int32' | 'bool';

/** @throws Error for a type that no session has tensors of */
export function arrayKind(dtype: string): ArrayKind {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new Error(`A session has no tensors of type ${dtype}.`);
}

/** Shorter arrays are made quickly enough. */
const SHORTEST_POOLED = 1024;
/** What may lie around unused; a training step's working set is far below. */
const LARGEST_IDLE_BYTES = 256 * 2 ** 20;

export class ArrayPool {
  private readonly idle = new Map<string, SessionArray[]>();
  private idleBytes = 0;

  /** An array of this length. Its contents are arbitrary: left over from its last use. */
  take(kind: ArrayKind, length: number): SessionArray {
    const found = length < SHORTEST_POOLED ? undefined : this.idle.get(poolKey(kind, length))?.pop();
    if (!found) return newArray(kind, length);
    this.idleBytes -= found.byteLength;
    return found;
  }

  giveBack(kind: ArrayKind, array: SessionArray): void {
    if (array.length < SHORTEST_POOLED || this.idleBytes + array.byteLength > LARGEST_IDLE_BYTES) return;
    const key = poolKey(kind, array.length);
    const waiting = this.idle.get(key);
    if (waiting) waiting.push(array);
    else this.idle.set(key, [array]);
    this.idleBytes += array.byteLength;
  }

  /** Drops what is idle. */
  clear(): void {
    this.idle.clear();
    this.idleBytes = 0;
  }
}

const poolKey = (kind: ArrayKind, length: number): string => `${kind}:${length}`;

function newArray(kind: ArrayKind, length: number): SessionArray {
  switch (kind) {
    case 'float32':
      return new Float32Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'bool':
      return new Uint8Array(length);
  }
}
