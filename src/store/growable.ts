/** Typed arrays that grow by doubling. */

interface Sized<T> {
  readonly length: number;
  set(from: T): void;
}

/** @returns `array` itself when it has `length` places, else one of at least twice its size that begins with its numbers */
export function grown<T extends Sized<T>>(array: T, length: number): T {
  if (length <= array.length) return array;
  const Constructor = array.constructor as new (length: number) => T;
  const larger = new Constructor(Math.max(2 * array.length, length));
  larger.set(array);
  return larger;
}
