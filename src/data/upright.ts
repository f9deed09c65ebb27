/** Turns an image as the camera was held. It knows no file. */
import type { Image } from './image';

/** Of a pixel in the upright image, where it is in the stored one of so many columns and rows. */
type Whence = (x: number, y: number, columns: number, rows: number) => readonly [x: number, y: number];

/** By EXIF's number. Source: EXIF 2.3, section 4.6.4, tag 0x0112 */
const WHENCE: Readonly<Record<number, Whence>> = {
  2: (x, y, columns) => [columns - 1 - x, y],
  3: (x, y, columns, rows) => [columns - 1 - x, rows - 1 - y],
  4: (x, y, _columns, rows) => [x, rows - 1 - y],
  5: (x, y) => [y, x],
  6: (x, y, _columns, rows) => [y, rows - 1 - x],
  7: (x, y, columns, rows) => [columns - 1 - y, rows - 1 - x],
  8: (x, y, columns) => [columns - 1 - y, x],
};

/** @param orientation 1 … 8; 1 is upright already */
export function upright(image: Image, orientation: number): Image {
  const whence = WHENCE[orientation];
  if (!whence) return image;
  const { width: columns, height: rows, channels, pixels } = image;
  const [width, height] = orientation >= 5 ? [rows, columns] : [columns, rows];
  const turned = new Uint8Array(pixels.length);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [fromX, fromY] = whence(x, y, columns, rows);
      const from = (fromY * columns + fromX) * channels;
      for (let channel = 0; channel < channels; channel++) turned[at++] = pixels[from + channel]!;
    }
  return { width, height, channels, pixels: turned };
}
