/** Some of a split's samples, in an order of their own, as a split. It copies none of them. */
import type { DatasetSplit, TrainingMoment } from './dataset';
import { checkedIndex } from './samples';

export class ChosenSplit implements DatasetSplit {
  readonly count: number;
  readonly shape: readonly number[];

  /** @param chosen indices into `all`; kept, not copied */
  constructor(
    private readonly all: DatasetSplit,
    private readonly chosen: Uint32Array,
  ) {
    this.count = chosen.length;
    this.shape = all.shape;
  }

  gather(indices: ArrayLike<number>, out?: Float32Array, moment?: TrainingMoment): Float32Array {
    return this.all.gather(this.inAll(indices), out, moment);
  }

  labels(indices: ArrayLike<number>): Int32Array {
    return this.all.labels(this.inAll(indices));
  }

  private inAll(indices: ArrayLike<number>): Uint32Array {
    return Uint32Array.from(indices, (index) => this.chosen[checkedIndex(index, this.count)]!);
  }
}
