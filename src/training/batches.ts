/** Which images make which batch: a pure function of the seed and the step, so that no cursor has to be kept. */
import { NoiseGenerator } from '../noise/noise-generator';
import { noiseStreams } from '../loading/tfjs-randomness';

export class BatchPlan {
  readonly stepsPerEpoch: number;
  private shuffled: { readonly epoch: number; readonly order: Uint32Array } | undefined;

  /** @param count training images; the last batch of an epoch is smaller when `batchSize` does not divide it */
  constructor(
    private readonly count: number,
    private readonly batchSize: number,
    private readonly seed: number,
  ) {
    this.stepsPerEpoch = Math.ceil(count / batchSize);
  }

  /** How many images the step after `step` done ones sees. */
  batchSizeAt(step: number): number {
    const start = (step % this.stepsPerEpoch) * this.batchSize;
    return Math.min(this.batchSize, this.count - start);
  }

  /** Indices into the training images for the step after `step` done ones; every image once an epoch, newly shuffled. */
  indices(step: number): Uint32Array {
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (this.shuffled?.epoch !== epoch)
      this.shuffled = {
        epoch,
        order: new NoiseGenerator(this.seed, noiseStreams.firstEpochShuffle + epoch).permutation(this.count),
      };
    const start = (step % this.stepsPerEpoch) * this.batchSize;
    return this.shuffled.order.subarray(start, Math.min(start + this.batchSize, this.count));
  }
}
