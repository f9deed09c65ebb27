/**
 * The training state as a value: named arrays of bytes, and nothing about who owns them or how they are kept. Everything
 * that influences training stands in one, so two equal values train equally from here on.
 */

/** Element types, named as safetensors names them. */
export type StateDtype = 'F32' | 'I32' | 'U8' | 'BOOL' | 'U32' | 'I64' | 'F64';

/** Bytes of one element. */
export const STATE_DTYPE_BYTES: Readonly<Record<StateDtype, number>> = {
  F32: 4,
  I32: 4,
  U8: 1,
  BOOL: 1,
  U32: 4,
  I64: 8,
  F64: 8,
};

export interface StateEntry {
  readonly dtype: StateDtype;
  /** Row-major; [] is a single number. */
  readonly shape: readonly number[];
  /** Little-endian, exactly as many as shape and dtype ask for. */
  readonly bytes: Uint8Array;
}

/** By role (`discriminator/dense_1/kernel`), never by a name that changes from one process to the next. */
export type StateValue = ReadonlyMap<string, StateEntry>;

/**
 * The bytes that an array of this shape takes.
 * @returns a whole number, or NaN when a dimension is no whole number ≥ 0 or the product can't be counted exactly
 */
export function stateBytes(dtype: StateDtype, shape: readonly number[]): number {
  let bytes: number = STATE_DTYPE_BYTES[dtype];
  for (const dimension of shape) {
    if (!Number.isSafeInteger(dimension) || dimension < 0) return Number.NaN;
    bytes *= dimension;
    if (!Number.isSafeInteger(bytes)) return Number.NaN;
  }
  return bytes;
}
