/** A split kept as the floats that it gives: points, sequences, and whatever else is no picture. */
import type { DatasetSplit } from './dataset';
import { checkedIndex, type Classes, labelsOf, numbersIn, roomFor } from './samples';

export class NumberSplit implements DatasetSplit {
  readonly count: number;
  private readonly perSample: number;

  /**
   * @param shape of one sample
   * @param values row-major [count, ...shape]; kept, not copied
   * @param classes [count]; kept, not copied
   * @throws RangeError when the lengths do not fit together
   */
  constructor(
    readonly shape: readonly number[],
    private readonly values: Float32Array,
    private readonly classes: Classes,
  ) {
    this.count = classes.length;
    this.perSample = numbersIn(shape);
    if (values.length !== this.count * this.perSample)
      throw new RangeError(`Expected ${this.count} × ${this.perSample} numbers, got ${values.length}.`);
  }

  gather(indices: ArrayLike<number>, out?: Float32Array): Float32Array {
    const { values, perSample } = this;
    const target = roomFor(indices.length * perSample, out);
    for (let n = 0; n < indices.length; n++) {
      const from = checkedIndex(indices[n]!, this.count) * perSample;
      target.set(values.subarray(from, from + perSample), n * perSample);
    }
    return target;
  }

  labels(indices: ArrayLike<number>): Int32Array {
    return labelsOf(this.classes, indices);
  }
}
