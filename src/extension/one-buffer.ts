/**
 * VS Code counts the buffers of a message to a webview in one byte: of more than some 250 it delivers those that are left
 * after that, and the rest of the arrays come without their numbers. So many arrays lie in one buffer here, which counts once.
 * Source: VS Code, src/vs/workbench/services/extensions/common/rpcProtocol.ts, `writeMixedArray`. Pure.
 */

type TypedArray = Float64Array | Float32Array | Int32Array | Uint32Array | Uint8Array;
type TypedArrayClass = new (buffer: ArrayBuffer, byteOffset: number, length: number) => TypedArray;

/** Fewer than this many arrays are sent as they are: copying them would be for nothing. */
const MOST_BUFFERS = 100;
const ALIGNMENT = 8;

/** The same message, its arrays over one buffer where there are many. */
export function onOneBuffer(message: unknown): unknown {
  const arrays = new Set<TypedArray>();
  gather(message, arrays);
  if (arrays.size <= MOST_BUFFERS) return message;
  const places = new Map<TypedArray, number>();
  let bytes = 0;
  for (const array of arrays) {
    places.set(array, bytes);
    bytes += Math.ceil(array.byteLength / ALIGNMENT) * ALIGNMENT;
  }
  const buffer = new ArrayBuffer(bytes);
  const moved = new Map(
    [...places].map(([array, at]): [TypedArray, TypedArray] => {
      const view = new (array.constructor as TypedArrayClass)(buffer, at, array.length);
      view.set(array);
      return [array, view];
    }),
  );
  return withArrays(message, moved);
}

const isTypedArray = (value: unknown): value is TypedArray => ArrayBuffer.isView(value) && !(value instanceof DataView);

function gather(value: unknown, into: Set<TypedArray>): void {
  if (isTypedArray(value)) into.add(value);
  else if (typeof value === 'object' && value !== null) for (const part of Object.values(value)) gather(part, into);
}

function withArrays(value: unknown, moved: ReadonlyMap<TypedArray, TypedArray>): unknown {
  if (isTypedArray(value)) return moved.get(value);
  if (Array.isArray(value)) return value.map((part) => withArrays(part, moved));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withArrays(part, moved)]));
}
