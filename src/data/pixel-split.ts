/** A split kept as bytes, one a pixel, and turned into floats a batch at a time: this lies on the training path. */
import type { DatasetSplit } from './dataset';
import { checkedIndex, labelsOf, numbersIn, roomFor, type Classes } from './samples';

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
    private readonly classes: Classes,
  ) {
    this.count = classes.length;
    this.pixelsPerImage = numbersIn(shape);
    if (pixels.length !== this.count * this.pixelsPerImage) {
      throw new RangeError(`Expected ${this.count} × ${this.pixelsPerImage} pixels, got ${pixels.length}.`);
    }
  }

  gather(indices: ArrayLike<number>, out?: Float32Array): Float32Array {
    const { pixels, pixelsPerImage } = this;
    const target = roomFor(indices.length * pixelsPerImage, out);
    for (let n = 0, at = 0; n < indices.length; n++) {
      const from = checkedIndex(indices[n]!, this.count) * pixelsPerImage;
      for (let i = from; i < from + pixelsPerImage; i++) target[at++] = BYTE_TO_UNIT[pixels[i]!]!;
    }
    return target;
  }

  labels(indices: ArrayLike<number>): Int32Array {
    return labelsOf(this.classes, indices);
  }
}
