/** What was added to an image: how large it is, and as pictures. Pure arithmetic. */

export interface Perturbation {
  /** Adversarial less original, number by number. */
  readonly values: Float32Array;
  /** The largest change of one number. */
  readonly linf: number;
  /** Its length. */
  readonly l2: number;
  /** Numbers that are others, of all. */
  readonly changedShare: number;
}

export function perturbationOf(original: Float32Array, adversarial: Float32Array): Perturbation {
  const values = adversarial.map((value, i) => value - (original[i] ?? 0));
  let [linf, squares, changed] = [0, 0, 0];
  for (const value of values) {
    linf = Math.max(linf, Math.abs(value));
    squares += value * value;
    if (value !== 0) changed++;
  }
  return { values, linf, l2: Math.sqrt(squares), changedShare: changed / Math.max(1, values.length) };
}

/** Enlarged; what would leave the range is cut off when it is drawn. */
export const enlarged = (values: Float32Array, times: number): Float32Array => values.map((value) => value * times);

/** Zero in the middle: no change is a middling grey, as large a change as the range allows is black or white. */
export const differenceRange = ([least, most]: readonly [number, number]): readonly [number, number] => [
  least - most,
  most - least,
];

/**
 * One number a pixel, of colours their mean: red or blue says which way most of a pixel went.
 * @param shape of one sample; the last of three axes are channels
 */
export function perPixel(values: Float32Array, shape: readonly number[]): Float32Array {
  const channels = shape.length === 3 ? (shape[2] ?? 1) : 1;
  if (channels === 1) return values;
  return Float32Array.from({ length: values.length / channels }, (_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += values[pixel * channels + channel]!;
    return sum / channels;
  });
}

export const largestOf = (values: ArrayLike<number>): number => {
  let best = 0;
  for (let at = 1; at < values.length; at++) if (values[at]! > values[best]!) best = at;
  return best;
};
