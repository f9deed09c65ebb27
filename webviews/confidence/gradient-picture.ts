/** The gradient on a sample as a picture: blue where more would convince D, red where less would, white where it is all the same. */
import { blueWhiteRed } from '../../src/base/blue-white-red';

/**
 * In its own pixels, over colours their mean.
 * @param gradient [height, width, channels] @param most what the darkest colours stand for, to either side
 * @param isOverlay clear where it is small, so that what lies below is seen
 */
export function gradientBitmap(
  gradient: ArrayLike<number>,
  shape: readonly number[],
  most: number,
  isOverlay: boolean,
): HTMLCanvasElement {
  const [height = 1, width = 1] = shape;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const image = context.createImageData(width, height);
  const values = overChannels(gradient, shape);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const share = most > 0 ? Math.max(-1, Math.min(1, values[pixel]! / most)) : 0;
    const [r, g, b] = isOverlay ? blueWhiteRed(share < 0 ? -0.8 : 0.8) : blueWhiteRed(share);
    image.data.set([r, g, b, isOverlay ? 255 * Math.sqrt(Math.abs(share)) : 255], pixel * 4);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}

/** [height, width]: of each pixel the mean over its channels. */
export function overChannels(gradient: ArrayLike<number>, shape: readonly number[]): Float32Array {
  const [height = 1, width = 1, channels = 1] = shape;
  return Float32Array.from({ length: height * width }, (_, pixel) => {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += gradient[pixel * channels + channel] ?? NaN;
    return sum / channels;
  });
}

export const largestSize = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
