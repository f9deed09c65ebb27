/** Numbers of the user's own as a dataset: what their samples are, which range they have, and pixels as bytes where they are any. */
import type { SampleKind, SplitSpec } from '../base/dataset-spec';
import { ok, type Result } from '../base/result';

import type { Dataset } from './dataset';
import { asDataset, type FilePlace, type OwnData, wrongData } from './own-data';
import { numbersIn } from './samples';

export interface Numbers extends Omit<OwnData, 'samples' | 'range' | 'values'> {
  /** Finite ones. */
  readonly values: Float32Array;
  /** Where a sample stands. */
  readonly placeOf: (sample: number) => FilePlace;
}

export interface NumbersSpec extends SplitSpec {
  readonly range?: readonly [least: number, most: number];
  readonly samples?: SampleKind;
}

/** What samples of a shape are unless somebody says so. */
export function kindOfShape(shape: readonly number[]): SampleKind {
  if (shape.length === 3 && isChannels(shape[2])) return 'images';
  if (shape.length === 2) return 'sequences';
  return shape.length === 1 && (shape[0] === 2 || shape[0] === 3) ? 'points' : 'vectors';
}

/** The pixels of images are scaled from the range that is said to [0, 1]; all other numbers stay as they are. */
export function numbersAsData(numbers: Numbers, spec: NumbersSpec): Result<Dataset> {
  const { shape, values, placeOf } = numbers;
  const samples = spec.samples ?? kindOfShape(shape);
  const fits = checkKind(samples, shape, placeOf(0));
  if (!fits.ok) return fits;
  const [least, most] = extent(values);
  const range = spec.range ?? (samples === 'images' ? [0, 1] : widened(least, most));
  if (least < range[0] || most > range[1]) {
    const at = values.findIndex((value) => value < range[0] || value > range[1]);
    const remedy =
      samples === 'images' && !spec.range && least >= 0 && most <= 255
        ? 'Write range: [0, 255].'
        : `Write the range that they have, such as range: [${Math.min(least, range[0])}, ${Math.max(most, range[1])}].`;
    return wrongData(
      placeOf(Math.floor(at / numbersIn(shape))),
      `Expected numbers from ${range[0]} to ${range[1]}, and got ${values[at]}.`,
      remedy,
    );
  }
  if (samples !== 'images') return ok(asDataset({ ...numbers, samples, range, values }, spec));
  return ok(asDataset({ ...numbers, samples, range: [0, 1], values: pixelsOf(values, range) }, spec));
}

const isChannels = (size: number | undefined): boolean => size === 1 || size === 3;

function checkKind(samples: SampleKind, shape: readonly number[], place: FilePlace): Result<null> {
  const wrong = (expected: string): Result<never> =>
    wrongData(
      place,
      `Expected ${samples} of shape ${expected}, and got [${shape.join(', ')}].`,
      'Correct the shape, or what the samples are.',
    );
  if (samples === 'images' && !(shape.length === 3 && isChannels(shape[2])))
    return wrong('[height, width, 1] or [height, width, 3]');
  if (samples === 'points' && !(shape.length === 1 && (shape[0] === 2 || shape[0] === 3))) return wrong('[2] or [3]');
  if (samples === 'sequences' && shape.length !== 2) return wrong('[steps, numbers a step]');
  return ok(null);
}

function extent(values: Float32Array): readonly [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

/** A range of no width can't be drawn. */
const widened = (least: number, most: number): readonly [number, number] =>
  least < most ? [least, most] : [least - 0.5, most + 0.5];

/** As bytes where that loses nothing, which takes a quarter of the memory. */
function pixelsOf(values: Float32Array, [least, most]: readonly [number, number]): Uint8Array | Float32Array {
  const isByte = least === 0 && most === 255 && values.every(Number.isInteger);
  return isByte ? Uint8Array.from(values) : values.map((value) => (value - least) / (most - least));
}
