/**
 * Shares samples out among training and test, and mixes them: every stretch of the result has its share of each class, so
 * that the images held out at the end of the training split are of all classes too. A function of the seed alone.
 */
import { NoiseGenerator } from '../noise/noise-generator';

export interface SharedOut {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * @param indices of samples, in an order that is always the same
 * @param classOf gives a sample's class
 * @param testShare of each class, in [0, 1); a class with any samples keeps one at least for training
 */
export function sharedOut(
  indices: ArrayLike<number>,
  classOf: (index: number) => number,
  testShare: number,
  seed: number,
): SharedOut {
  const train: number[][] = [];
  const test: number[][] = [];
  for (const [one, members] of byClass(indices, classOf)) {
    // A stream for each class: more samples of one class leave the others as they were.
    const order = new NoiseGenerator(seed, one).permutation(members.length);
    const shuffled = Array.from(order, (at) => members[at]!);
    const tested = Math.min(Math.round(members.length * testShare), members.length - 1);
    test.push(shuffled.slice(0, tested));
    train.push(shuffled.slice(tested));
  }
  return { train: interleaved(train), test: interleaved(test) };
}

/** The same samples, mixed. */
export const mixed = (indices: ArrayLike<number>, classOf: (index: number) => number, seed: number): Uint32Array =>
  sharedOut(indices, classOf, 0, seed).train;

function byClass(indices: ArrayLike<number>, classOf: (index: number) => number): [number, number[]][] {
  const members = new Map<number, number[]>();
  for (let n = 0; n < indices.length; n++) {
    const index = indices[n]!;
    const one = classOf(index);
    const known = members.get(one);
    if (known) known.push(index);
    else members.set(one, [index]);
  }
  return [...members].sort(([one], [other]) => one - other);
}

/** Each list spread evenly over the whole; where two are due at once, the first list's comes first. */
function interleaved(lists: readonly (readonly number[])[]): Uint32Array {
  const placed = lists.flatMap((list, of) => list.map((index, at) => ({ index, of, at: (at + 0.5) / list.length })));
  placed.sort((one, other) => one.at - other.at || one.of - other.of);
  return Uint32Array.from(placed, ({ index }) => index);
}
