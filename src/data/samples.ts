/** What all splits have in common: checked indices, room for what is gathered, labels. */

/** The class of each sample; as narrow as the number of classes allows. */
export type Classes = Uint8Array | Uint16Array | Int32Array;

/** Numbers in one sample of this shape. */
export const numbersIn = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** @throws RangeError when it is not one of `count` samples */
export function checkedIndex(index: number, count: number): number {
  if (Number.isInteger(index) && index >= 0 && index < count) return index;
  throw new RangeError(`Expected the index of one of ${count} samples, got ${index}.`);
}

/** `out`, or a new array. @throws RangeError when `out` is too short */
export function roomFor(numbers: number, out: Float32Array | undefined): Float32Array {
  const target = out ?? new Float32Array(numbers);
  if (target.length < numbers) throw new RangeError(`Expected room for ${numbers} numbers, got ${target.length}.`);
  return target;
}

/** @throws RangeError when an index is not that of a sample */
export function labelsOf(classes: Classes, indices: ArrayLike<number>): Int32Array {
  const labels = new Int32Array(indices.length);
  for (let n = 0; n < labels.length; n++) labels[n] = classes[checkedIndex(indices[n]!, classes.length)]!;
  return labels;
}

/** An array for the classes of `count` samples. */
export function classesFor(count: number, classCount: number): Classes {
  if (classCount <= 0x100) return new Uint8Array(count);
  return classCount <= 0x10000 ? new Uint16Array(count) : new Int32Array(count);
}
