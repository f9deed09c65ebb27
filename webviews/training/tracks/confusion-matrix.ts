/** Counts of which class is taken for which, and what is read off them: shares of each class, the worst pair. Pure. */

export interface ConfusionMatrix {
  readonly classCount: number;
  /** Row-major [true class, class told]. */
  readonly counts: ArrayLike<number>;
  /** How many things there are of each class. */
  readonly totals: readonly number[];
}

/** One cell: things of one class that were told to be of another, or of the same. */
export interface ClassPair {
  readonly truth: number;
  readonly told: number;
  readonly count: number;
  /** Things of the true class. */
  readonly of: number;
  /** `count` of `of`; 0 where there are none. */
  readonly share: number;
}

/** @returns undefined for counts of another number of classes */
export function matrixOf(counts: ArrayLike<number>, classCount: number): ConfusionMatrix | undefined {
  if (counts.length !== classCount * classCount) return undefined;
  const totals = Array.from({ length: classCount }, (_, truth) => {
    let sum = 0;
    for (let told = 0; told < classCount; told++) sum += counts[truth * classCount + told] ?? 0;
    return sum;
  });
  return { classCount, counts, totals };
}

export function pairAt({ classCount, counts, totals }: ConfusionMatrix, truth: number, told: number): ClassPair {
  const count = counts[truth * classCount + told] ?? 0;
  const of = totals[truth] ?? 0;
  return { truth, told, count, of, share: of > 0 ? count / of : 0 };
}

/** Of the pairs of different classes the one with the largest share; of equal ones the first. undefined when all is right. */
export function worstPair(matrix: ConfusionMatrix): ClassPair | undefined {
  let worst: ClassPair | undefined;
  for (let truth = 0; truth < matrix.classCount; truth++)
    for (let told = 0; told < matrix.classCount; told++) {
      const pair = pairAt(matrix, truth, told);
      if (truth !== told && pair.share > (worst?.share ?? 0)) worst = pair;
    }
  return worst;
}

/** Of all things, how many are told right, and how many there are. */
export function rightOf(matrix: ConfusionMatrix): { readonly right: number; readonly all: number } {
  let [right, all] = [0, 0];
  matrix.totals.forEach((total, index) => {
    right += pairAt(matrix, index, index).count;
    all += total;
  });
  return { right, all };
}
