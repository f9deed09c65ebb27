/** Small greyscale pictures for fixtures: Fashion-MNIST's test images where this machine has them, else drawn shapes. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { NoiseGenerator } from '../../src/noise/noise-generator';

const FILE = '/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz';
const HEADER_BYTES = 16;
export const SIDE = 28;

/** @returns images of SIDE × SIDE pixels, 0–255 */
export function fashionImages(count: number): Uint8Array[] {
  if (!existsSync(FILE)) return Array.from({ length: count }, (_, index) => drawnShape(index));
  const bytes = gunzipSync(readFileSync(FILE));
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(HEADER_BYTES + index * SIDE * SIDE, HEADER_BYTES + (index + 1) * SIDE * SIDE),
  );
}

/** An ellipse with a hole, each a little different. */
function drawnShape(index: number): Uint8Array {
  const [rx = 0, ry = 0, hole = 0] = new NoiseGenerator(7, index).uniform(new Float32Array(3), 0.3, 1);
  return Uint8Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const x = ((pixel % SIDE) - SIDE / 2) / (SIDE / 2);
    const y = (Math.floor(pixel / SIDE) - SIDE / 2) / (SIDE / 2);
    const distance = (x / rx) ** 2 + (y / ry) ** 2;
    return distance < 1 && distance > hole * 0.4 ? 200 * (1 - distance * 0.5) : 0;
  });
}

/** Pixels of an atlas: image `tile` at its place among `columns` × `rows`. */
export function atlasPixels(columns: number, rows: number, tile: (index: number) => ArrayLike<number>): Uint8Array {
  const pixels = new Uint8Array(columns * rows * SIDE * SIDE);
  for (let index = 0; index < columns * rows; index++) {
    const image = tile(index);
    const left = (index % columns) * SIDE;
    const top = Math.floor(index / columns) * SIDE;
    for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
      pixels[(top + Math.floor(pixel / SIDE)) * columns * SIDE + left + (pixel % SIDE)] = image[pixel] ?? 0;
    }
  }
  return pixels;
}
