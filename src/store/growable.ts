/** Typed arrays that grow by doubling, and by a quarter once they are large, so that little of them lies empty. */

interface Sized<T> {
  readonly length: number;
  set(from: T): void;
}

const LARGE = 65_536;

/** @returns `array` itself when it has `length` places, else one with more room that begins with its numbers */
export function grown<T extends Sized<T>>(array: T, length: number): T {
  if (length <= array.length) return array;
  const Constructor = array.constructor as new (length: number) => T;
  const larger = new Constructor(
    Math.max(array.length < LARGE ? 2 * array.length : Math.ceil(1.25 * array.length), length),
  );
  larger.set(array);
  return larger;
}
