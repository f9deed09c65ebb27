/**
 * Fetches each pixel of an image from where it was before: mirrored, shifted, turned, scaled. Sums and products alone, so that
 * every machine gets the same bits. Keeps its working memory: this lies on the training path.
 */
import { sineAndCosine } from './exact-sines';

export interface Movement {
  readonly mirrored: boolean;
  readonly upsideDown: boolean;
  /** Whole pixels. */
  readonly shiftX: number;
  readonly shiftY: number;
  readonly radians: number;
  /** Of the size. */
  readonly factor: number;
}

export class ImageMover {
  private readonly height: number;
  private readonly width: number;
  private readonly channels: number;
  /** The image as it was, with a border of what lies beyond it: one pixel before, two behind. */
  private readonly framed: Float32Array;
  private readonly rowLength: number;
  /** Where in `framed` each column begins that a plain movement fetches. */
  private readonly columns: Int32Array;

  /** @param shape [height, width, channels] @param fill what comes in from beyond, unless that is the nearest pixel of the edge */
  constructor(
    shape: readonly number[],
    fill: number,
    private readonly keepsEdge: boolean,
  ) {
    [this.height, this.width, this.channels] = [shape[0] ?? 1, shape[1] ?? 1, shape[2] ?? 1];
    this.rowLength = (this.width + 3) * this.channels;
    this.framed = new Float32Array((this.height + 3) * this.rowLength).fill(fill);
    this.columns = new Int32Array(this.width);
  }

  /** Moves an image where it lies: mirrored first, then turned and scaled about its middle, then shifted. */
  move(image: Float32Array, movement: Movement): void {
    const { mirrored, upsideDown, shiftX, shiftY, radians, factor } = movement;
    const isPlain = radians === 0 && factor === 1;
    if (isPlain && !mirrored && !upsideDown && shiftX === 0 && shiftY === 0) return;
    const row = this.width * this.channels;
    for (let y = 0; y < this.height; y++)
      this.framed.set(image.subarray(y * row, (y + 1) * row), (y + 1) * this.rowLength + this.channels);
    if (isPlain) this.copy(image, movement);
    else this.interpolate(image, movement);
  }

  private copy(image: Float32Array, { mirrored, upsideDown, shiftX, shiftY }: Movement): void {
    const { height, width, channels, framed, columns } = this;
    for (let x = 0; x < width; x++) {
      const from = mirrored ? width - 1 - x + shiftX : x - shiftX;
      columns[x] = (this.within(from, width) + 1) * channels;
    }
    for (let y = 0, at = 0; y < height; y++) {
      const from = upsideDown ? height - 1 - y + shiftY : y - shiftY;
      const row = (this.within(from, height) + 1) * this.rowLength;
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < channels; channel++) image[at++] = framed[row + columns[x]! + channel]!;
    }
  }

  private interpolate(image: Float32Array, { mirrored, upsideDown, shiftX, shiftY, radians, factor }: Movement): void {
    const { height, width, channels, framed, rowLength } = this;
    const [sine, cosine] = sineAndCosine(radians);
    const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
    for (let y = 0, at = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const right = (x - shiftX - middleX) / factor;
        const down = (y - shiftY - middleY) / factor;
        const turnedX = middleX + cosine * right + sine * down;
        const turnedY = middleY - sine * right + cosine * down;
        const fromX = this.within(mirrored ? width - 1 - turnedX : turnedX, width);
        const fromY = this.within(upsideDown ? height - 1 - turnedY : turnedY, height);
        const left = Math.floor(fromX);
        const top = Math.floor(fromY);
        const partX = fromX - left;
        const partY = fromY - top;
        const first = (top + 1) * rowLength + (left + 1) * channels;
        for (let channel = 0; channel < channels; channel++, at++) {
          const upper = first + channel;
          const lower = upper + rowLength;
          image[at] =
            (1 - partY) * ((1 - partX) * framed[upper]! + partX * framed[upper + channels]!) +
            partY * ((1 - partX) * framed[lower]! + partX * framed[lower + channels]!);
        }
      }
  }

  /** A place at the edge, or on the border that is of one shade all around. */
  private within(place: number, size: number): number {
    return this.keepsEdge ? Math.min(size - 1, Math.max(0, place)) : Math.min(size, Math.max(-1, place));
  }
}
