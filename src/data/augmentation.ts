/**
 * Changes samples by chance: mirrored, moved, turned, larger or smaller, lighter or darker, noisy, with a hole. What is drawn
 * hangs on the run's seed, the epoch and the sample's index alone, so that a step that is trained again sees the same bits.
 */
import type { Augmentation } from '../base/dataset-spec';
import { NoiseGenerator } from '../noise/noise-generator';

import type { TrainingMoment } from './dataset';
import { sineAndCosine } from './exact-sines';

/** Streams of a run's seed that nothing else draws from: one an epoch. */
const FIRST_STREAM = 0x40000000;
/** Words for everything but the noise of the single numbers. */
const CHOICES = 12;

/** How one image is changed. */
interface Change {
  readonly mirrored: boolean;
  readonly upsideDown: boolean;
  readonly shiftX: number;
  readonly shiftY: number;
  readonly radians: number;
  /** Of the size. */
  readonly factor: number;
  readonly brightness: number;
  /** The hole's place, as shares of where it can be. */
  readonly holeX: number;
  readonly holeY: number;
}

/** Keeps its working memory from one sample to the next: this lies on the training path. */
export class Augmenter {
  private readonly noise = new NoiseGenerator(0);
  private readonly choices = new Float32Array(CHOICES);
  private readonly before: Float32Array;
  private readonly errors: Float32Array;

  /** @param shape of one sample @param range of its numbers */
  constructor(
    private readonly augmentation: Augmentation,
    private readonly shape: readonly number[],
    private readonly range: readonly [least: number, most: number],
    private readonly isImage: boolean,
  ) {
    const size = shape.reduce((product, length) => product * length, 1);
    this.before = new Float32Array(size);
    this.errors = new Float32Array(size);
  }

  /** Changes one sample where it lies. @param index of the sample in its split */
  change(sample: Float32Array, index: number, { seed, epoch }: TrainingMoment): void {
    // Each sample has 2^32 blocks of the epoch's stream for itself.
    this.noise.restore({ seed, stream: (FIRST_STREAM + epoch) >>> 0, counter: [0, index] });
    const change = this.draw();
    if (this.isImage) {
      this.move(sample, change);
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

  /** Fetches each pixel from where it was before; between four pixels, what lies between them. */
  private move(sample: Float32Array, { mirrored, upsideDown, shiftX, shiftY, radians, factor }: Change): void {
    const isPlain = radians === 0 && factor === 1;
    if (isPlain && !mirrored && !upsideDown && shiftX === 0 && shiftY === 0) return;
    const [height = 1, width = 1, channels = 1] = this.shape;
    const { before } = this;
    before.set(sample);
    const [sine, cosine] = sineAndCosine(radians);
    const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
    for (let y = 0, at = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const [right, down] = [(x - shiftX - middleX) / factor, (y - shiftY - middleY) / factor];
        const turnedX = isPlain ? x - shiftX : middleX + cosine * right + sine * down;
        const turnedY = isPlain ? y - shiftY : middleY - sine * right + cosine * down;
        const fromX = mirrored ? width - 1 - turnedX : turnedX;
        const fromY = upsideDown ? height - 1 - turnedY : turnedY;
        const [left, top] = [Math.floor(fromX), Math.floor(fromY)];
        const [partX, partY] = [fromX - left, fromY - top];
        for (let channel = 0; channel < channels; channel++, at++) {
          const upper =
            (1 - partX) * this.pixel(left, top, channel) + (partX > 0 ? partX * this.pixel(left + 1, top, channel) : 0);
          if (partY === 0) {
            sample[at] = upper;
            continue;
          }
          const lower =
            (1 - partX) * this.pixel(left, top + 1, channel) +
            (partX > 0 ? partX * this.pixel(left + 1, top + 1, channel) : 0);
          sample[at] = (1 - partY) * upper + partY * lower;
        }
      }
  }

  private pixel(x: number, y: number, channel: number): number {
    const [height = 1, width = 1, channels = 1] = this.shape;
    const isInside = x >= 0 && y >= 0 && x < width && y < height;
    if (!isInside && this.augmentation.beyond !== 'edge') return this.range[0];
    const [nearX, nearY] = [Math.min(width - 1, Math.max(0, x)), Math.min(height - 1, Math.max(0, y))];
    return this.before[(nearY * width + nearX) * channels + channel]!;
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
