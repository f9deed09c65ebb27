/** Checks of what a data set's call is given: each throws one sentence with expected, got and remedy, at the user's line. */
import { checkChoice, checkCount, describeValue } from './checks';
import { ExperimentError } from './experiment-error';

/** Whatever of a call's options is left undefined counts as not said. */
export type Options = Readonly<Record<string, unknown>>;

/** An object of known options; a name that is misspelt would silently do nothing. */
export function checkOptions(call: string, options: unknown, known: readonly string[]): asserts options is Options {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new ExperimentError(
      `${call} expected its options in an object, and got ${describeValue(options)}.`,
      `Write { ${known[0]}: … }.`,
    );
  const stray = Object.keys(options).find((name) => !known.includes(name));
  if (stray !== undefined)
    throw new ExperimentError(
      `${call} expected options among ${known.join(', ')}, and got ${stray}.`,
      'Correct its name, or leave it out.',
    );
}

export function checkPath(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '')
    throw new ExperimentError(
      `${name} expected the name of a file or folder, and got ${describeValue(value)}.`,
      "Write it as text; a relative one starts at the experiment's folder.",
    );
  return value;
}

/** @param most included unless `isBelow` */
export function checkNumber(name: string, value: unknown, least: number, most: number, isBelow = false): number {
  if (typeof value !== 'number' || !(value >= least && (isBelow ? value < most : value <= most)))
    throw new ExperimentError(
      `${name} expected a number from ${least} to ${isBelow ? 'below ' : ''}${most.toLocaleString('en-US')}, and got ${describeValue(value)}.`,
      `Set ${name} to such a number.`,
    );
  return value;
}

export function checkFlag(name: string, value: unknown): boolean {
  return checkChoice<boolean>(name, value, [true, false]);
}

/** @param value one number for both, or [height, width] */
export function checkSize(name: string, value: unknown): readonly [height: number, width: number] {
  const both: unknown = typeof value === 'number' ? [value, value] : value;
  if (!Array.isArray(both) || both.length !== 2)
    throw new ExperimentError(
      `${name} expected a number of pixels, or [height, width], and got ${describeValue(value)}.`,
      `Write ${name}: 64.`,
    );
  return [checkPixels(name, both[0]), checkPixels(name, both[1])];
}

const checkPixels = (name: string, value: unknown): number => {
  checkNumber(name, value, 1, 4096);
  return checkCount(name, value, 1);
};

/** @param isWhole whether the number of samples stands first */
export function checkShape(name: string, value: unknown, isWhole = false): readonly number[] {
  const least = isWhole ? 2 : 1;
  if (!Array.isArray(value) || value.length < least || !value.every((size) => Number.isSafeInteger(size) && size > 0))
    throw new ExperimentError(
      `${name} expected ${isWhole ? '[count, …shape of one sample]' : 'the shape of one sample'} in whole numbers above 0, and got ${describeList(value)}.`,
      isWhole ? 'Write, for example, [1000, 28, 28, 1].' : 'Write, for example, [28, 28, 1].',
    );
  return [...(value as number[])];
}

export function checkRange(name: string, value: unknown): readonly [least: number, most: number] {
  const [least, most] = Array.isArray(value) ? (value as unknown[]) : [];
  const isRange =
    typeof least === 'number' && typeof most === 'number' && Number.isFinite(most - least) && least < most;
  if (!isRange)
    throw new ExperimentError(
      `${name} expected [least, most], and got ${describeList(value)}.`,
      'Write, for example, [0, 255].',
    );
  return [least, most];
}

export function checkNames(name: string, value: unknown): readonly string[] {
  const isNames =
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== '');
  if (!isNames || new Set(value).size !== value.length)
    throw new ExperimentError(
      `${name} expected a list of different names, and got ${describeList(value)}.`,
      "Write, for example, ['cat', 'dog'].",
    );
  return [...(value as string[])];
}

/** @param value a column's name, or its number from 0 */
export function checkColumn(name: string, value: unknown): string | number {
  if (typeof value === 'string' ? value !== '' : Number.isSafeInteger(value) && (value as number) >= 0)
    return value as string | number;
  throw new ExperimentError(
    `${name} expected a column's name, or its number from 0, and got ${describeValue(value)}.`,
    'Write one of these.',
  );
}

/** Numbers in a list or a typed array, copied: what the experiment does to its own afterwards changes no data. */
export function checkNumbers(name: string, value: unknown, wanted: number): Float32Array {
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
  if (!isList)
    throw new ExperimentError(
      `${name} expected a list of numbers or a typed array, and got ${describeValue(value)}.`,
      typeof (value as { dataSync?: unknown } | null)?.dataSync === 'function'
        ? 'Write tensor.dataSync() and tensor.shape.'
        : 'Write, for example, Float32Array.from({ length: 1000 }, (_, i) => …).',
    );
  const list = value as ArrayLike<unknown>;
  if (list.length !== wanted)
    throw new ExperimentError(
      `${name} expected ${wanted.toLocaleString('en-US')} numbers for its shape, and got ${list.length.toLocaleString('en-US')}.`,
      Array.isArray(list[0]) ? 'Flatten them: values.flat(Infinity).' : 'Correct the shape, or the numbers.',
    );
  const numbers = new Float32Array(wanted);
  for (let i = 0; i < wanted; i++) {
    const number = list[i];
    if (typeof number !== 'number' || !Number.isFinite(Math.fround(number)))
      throw new ExperimentError(
        `${name} expected finite numbers, and got ${typeof number === 'number' ? number : describeValue(number)} at index ${i.toLocaleString('en-US')}.`,
        'Look at how it is computed.',
      );
    numbers[i] = number;
  }
  return numbers;
}

const describeList = (value: unknown): string =>
  Array.isArray(value) && value.length <= 12 ? JSON.stringify(value) : describeValue(value);
