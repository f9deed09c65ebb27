/** One sample, drawn: an image with sharp pixels, anything else as a line of its numbers. */
import type { PlainTensor } from '../../src/protocol/plain-tensor';
import { toCss } from './colour';
import type { Theme } from './theme';

export interface SampleKind {
  /** Of one sample. */
  readonly shape: readonly number[];
  readonly range: readonly [number, number];
}

export const isImage = ({ shape }: SampleKind): boolean => shape.length === 3 && (shape[2] === 1 || shape[2] === 3);

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** The numbers of the sample at a place of a tensor. */
export const sampleAt = ({ shape, values }: PlainTensor, at: number): Float32Array => {
  const size = sizeOf(shape.slice(1));
  return values.subarray(at * size, (at + 1) * size);
};

/** Of an image, in its own pixels. */
export function bitmapOf(sample: Float32Array, { shape, range: [least, most] }: SampleKind): HTMLCanvasElement {
  const [height = 1, width = 1, channels = 1] = shape;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const image = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const value = sample[pixel * channels + (channels === 3 ? channel : 0)] ?? 0;
      image.data[pixel * 4 + channel] = ((value - least) / (most - least)) * 255;
    }
    image.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Pixels of a square for one of an image: whole ones, where it fits. */
export function scaleIn([height = 1, width = 1]: readonly number[], sidePx: number): number {
  const largest = Math.max(height, width);
  return sidePx >= largest ? Math.floor(sidePx / largest) : sidePx / largest;
}

/** Into a square of so many CSS pixels, as large as whole pixels allow. */
export function drawSample(
  context: CanvasRenderingContext2D,
  sample: Float32Array,
  kind: SampleKind,
  x: number,
  y: number,
  sidePx: number,
  theme: Theme,
): void {
  if (isImage(kind)) {
    const [height = 1, width = 1] = kind.shape;
    const scale = scaleIn(kind.shape, sidePx);
    const [w, h] = [width * scale, height * scale];
    context.imageSmoothingEnabled = scale < 1;
    context.drawImage(bitmapOf(sample, kind), x + (sidePx - w) / 2, y + (sidePx - h) / 2, w, h);
    return;
  }
  const [least, most] = kind.range;
  context.strokeStyle = toCss(theme.readable.real);
  context.lineWidth = 1.5;
  context.beginPath();
  sample.forEach((value, i) => {
    const across = x + 2 + (i / Math.max(1, sample.length - 1)) * (sidePx - 4);
    const down = y + sidePx - 3 - ((value - least) / Math.max(most - least, 1e-9)) * (sidePx - 6);
    if (i === 0) context.moveTo(across, down);
    else context.lineTo(across, down);
  });
  context.stroke();
  context.strokeStyle = toCss(theme.grid);
  context.lineWidth = 1;
  context.strokeRect(x + 0.5, y + 0.5, sidePx - 1, sidePx - 1);
}
