/**
 * Changes samples by chance: mirrored, moved, turned, larger or smaller, lighter or darker, noisy, with a hole. What is drawn
 * hangs on the run's seed, the epoch and the sample's index alone, so that a step that is trained again sees the same bits.
 */
import type { Augmentation } from '../base/dataset-spec';
import { NoiseGenerator } from '../noise/noise-generator';

import type { TrainingMoment } from './dataset';
import { ImageMover, type Movement } from './image-mover';
import { numbersIn } from './samples';

/** Streams of a run's seed that nothing else draws from: one an epoch. */
const FIRST_STREAM = 0x40000000;
/** Words for everything but the noise of the single numbers. */
const CHOICES = 12;

/** How one image is changed. */
interface Change extends Movement {
  readonly brightness: number;
  /** The hole's place, as shares of where it can be. */
  readonly holeX: number;
  readonly holeY: number;
}

/** Keeps its working memory from one sample to the next: this lies on the training path. */
export class Augmenter {
  private readonly noise = new NoiseGenerator(0);
  private readonly choices = new Float32Array(CHOICES);
  private readonly mover: ImageMover;
  private readonly errors: Float32Array;

  /** @param shape of one sample @param range of its numbers */
  constructor(
    private readonly augmentation: Augmentation,
    private readonly shape: readonly number[],
    private readonly range: readonly [least: number, most: number],
    private readonly isImage: boolean,
  ) {
    this.mover = new ImageMover(shape, range[0], augmentation.beyond === 'edge');
    this.errors = new Float32Array(numbersIn(shape));
  }

  /** Changes one sample where it lies. @param index of the sample in its split */
  change(sample: Float32Array, index: number, { seed, epoch }: TrainingMoment): void {
    // Each sample has 2^32 blocks of the epoch's stream for itself.
    this.noise.restore({ seed, stream: (FIRST_STREAM + epoch) >>> 0, counter: [0, index] });
    const change = this.draw();
    if (this.isImage) {
      this.mover.move(sample, change);
      this.punch(sample, change);
    }
    this.disturb(sample, change.brightness);
  }

  private draw(): Change {
    const { flipHorizontally, flipVertically, shiftPx = 0, rotateDegrees = 0, scale = 0 } = this.augmentation;
    const { brightness = 0 } = this.augmentation;
    // All are drawn, whether they are used or not: one more kind of change leaves the others as they were.
    const shares = this.noise.uniform(this.choices);
    const either = (at: number, most: number) => (2 * shares[at]! - 1) * most;
    const whole = (at: number) => Math.floor(shares[at]! * (2 * shiftPx + 1)) - shiftPx;
    return {
      mirrored: flipHorizontally === true && shares[0]! < 0.5,
      upsideDown: flipVertically === true && shares[1]! < 0.5,
      shiftX: whole(2),
      shiftY: whole(3),
      radians: (either(4, rotateDegrees) * Math.PI) / 180,
      factor: 1 + either(5, scale),
      brightness: either(6, brightness),
      holeX: shares[7]!,
      holeY: shares[8]!,
    };
  }

  /** Source: DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017 */
  private punch(sample: Float32Array, { holeX, holeY }: Change): void {
    const { cutout = 0 } = this.augmentation;
    const [height = 1, width = 1, channels = 1] = this.shape;
    const side = Math.round(cutout * Math.min(height, width));
    if (side === 0) return;
    const [left, top] = [Math.floor(holeX * (width - side + 1)), Math.floor(holeY * (height - side + 1))];
    for (let y = top; y < top + side; y++)
      sample.fill(this.range[0], (y * width + left) * channels, (y * width + left + side) * channels);
  }

  /** Pixels stay within their range, since that is what a model of them can give out; other numbers may leave it. */
  private disturb(sample: Float32Array, brightness: number): void {
    const { noise: deviation = 0 } = this.augmentation;
    if (deviation === 0 && brightness === 0) return;
    if (deviation > 0) this.noise.normal(this.errors, 0, deviation);
    else this.errors.fill(0);
    const [least, most] = this.isImage ? this.range : [-Infinity, Infinity];
    for (let at = 0; at < sample.length; at++)
      sample[at] = Math.min(most, Math.max(least, sample[at]! + brightness + this.errors[at]!));
  }
}
