/** An image as plain pixels. */

export interface Image {
  readonly width: number;
  readonly height: number;
  /** 1: grey, 3: red, green and blue. */
  readonly channels: 1 | 3;
  /** Row-major [height, width, channels]. */
  readonly pixels: Uint8Array;
}
