/** A split kept as bytes, one a pixel, and turned into floats a batch at a time: this lies on the training path. */
import type { DatasetSplit } from './dataset';

/** Byte → float32 nearest to byte / 255. A product with 1/255 would round differently. */
const BYTE_TO_UNIT = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

export class PixelSplit implements DatasetSplit {
  readonly count: number;
  private readonly pixelsPerImage: number;

  /**
   * @param shape of one image
   * @param pixels row-major [count, ...shape], 0 … 255; kept, not copied
   * @param classes [count]; kept, not copied
   * @throws RangeError when the lengths do not fit together
   */
  constructor(
    readonly shape: readonly number[],
    private readonly pixels: Uint8Array,
    private readonly classes: Uint8Array,
  ) {
    this.count = classes.length;
    this.pixelsPerImage = shape.reduce((product, size) => product * size, 1);
    if (pixels.length !== this.count * this.pixelsPerImage) {
      throw new RangeError(`Expected ${this.count} × ${this.pixelsPerImage} pixels, got ${pixels.length}.`);
    }
  }

  gather(indices: ArrayLike<number>, out?: Float32Array): Float32Array {
    const { pixels, pixelsPerImage } = this;
    const needed = indices.length * pixelsPerImage;
    const target = out ?? new Float32Array(needed);
    if (target.length < needed) throw new RangeError(`Expected room for ${needed} pixels, got ${target.length}.`);
    for (let n = 0, at = 0; n < indices.length; n++) {
      const from = this.checked(indices[n]!) * pixelsPerImage;
      for (let i = from; i < from + pixelsPerImage; i++) target[at++] = BYTE_TO_UNIT[pixels[i]!]!;
    }
    return target;
  }

  labels(indices: ArrayLike<number>): Int32Array {
    const labels = new Int32Array(indices.length);
    for (let n = 0; n < labels.length; n++) labels[n] = this.classes[this.checked(indices[n]!)]!;
    return labels;
  }

  private checked(index: number): number {
    if (Number.isInteger(index) && index >= 0 && index < this.count) return index;
    throw new RangeError(`Expected the index of one of ${this.count} images, got ${index}.`);
  }
}
