/** The images that are attacked: test images, which no training has seen; held-out ones, or all, where there are none. */
import { ProblemError } from '../../base/problem';
import type { DatasetSplit } from '../../data/dataset';
import type { AttacksDescription } from '../../protocol/attack-questions';
import type { Assembled } from '../../training/assemble-run';

export interface Batch {
  /** Row-major [count, …shape]. */
  readonly images: Float32Array;
  readonly labels: Int32Array;
}

export class AttackedImages {
  readonly count: number;
  /** What training did with them: nothing, judged by them, or learned from them. */
  readonly name: AttacksDescription['split'];
  private readonly split: DatasetSplit;
  private readonly start: number;
  /** Of all images; read when they are first asked for. */
  private allLabels: Int32Array | undefined;

  constructor({ dataset: { test, train }, trainingStep }: Assembled) {
    const { start, count } = trainingStep.heldOut;
    this.split = test.count > 0 ? test : train;
    this.start = test.count === 0 && count > 0 ? start : 0;
    this.count = test.count > 0 ? test.count : count > 0 ? count : train.count;
    this.name = test.count > 0 ? 'test' : count > 0 ? 'validation' : 'train';
  }

  /** @param numbers from 0 to count - 1 @throws ProblemError where there is no such image */
  read(numbers: readonly number[]): Batch {
    const wrong = numbers.find((number) => number >= this.count);
    if (wrong !== undefined)
      throw new ProblemError({
        message: `Expected numbers of images from 0 to ${this.count - 1}, and got ${wrong}.`,
        remedy: 'Ask for one of these.',
        blame: 'environment',
      });
    const indices = numbers.map((number) => this.start + number);
    return { images: this.split.gather(indices), labels: this.split.labels(indices) };
  }

  /** The numbers of all images of a class, or of all. */
  ofLabel(label: number | undefined): number[] {
    const all = Array.from({ length: this.count }, (_, number) => number);
    if (label === undefined) return all;
    const labels = (this.allLabels ??= this.split.labels(all.map((number) => this.start + number)));
    return all.filter((number) => labels[number] === label);
  }
}
