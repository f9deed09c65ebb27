/**
 * Brings images to one size, and to grey or colour: by arithmetic that gives the same bytes on every machine. Smaller, each
 * pixel is a mean of all that it covers, so that nothing flickers; larger, it is interpolated between its neighbours.
 * Source: the triangle filter with its support widened by the scale, as in Pillow's Image.resize(…, BILINEAR)
 */
import type { ImagesSpec } from '../base/dataset-spec';
import type { Image } from './image';

/** A rectangle of the image that is left; in pixels, which may be cut. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** @param fit how a shape that isn't asked for becomes one that is */
export function fitted(image: Image, height: number, width: number, fit: NonNullable<ImagesSpec['fit']>): Image {
  if (image.width === width && image.height === height) return image;
  const whole: Box = { left: 0, top: 0, width: image.width, height: image.height };
  if (fit === 'stretch') return resized(image, whole, height, width);
  if (fit === 'crop') {
    const scale = Math.min(image.width / width, image.height / height);
    const box = { width: width * scale, height: height * scale };
    const [left, top] = [(image.width - box.width) / 2, (image.height - box.height) / 2];
    return resized(image, { left, top, ...box }, height, width);
  }
  const scale = Math.max(image.width / width, image.height / height);
  const inner = resized(
    image,
    whole,
    Math.max(1, Math.round(image.height / scale)),
    Math.max(1, Math.round(image.width / scale)),
  );
  return onBlack(inner, height, width);
}

/** Grey by the luma of television, as everybody's; colour from grey by saying it three times. Source: ITU-R BT.601 */
export function inChannels(image: Image, channels: 1 | 3): Image {
  if (image.channels === channels) return image;
  const count = image.width * image.height;
  const pixels = new Uint8Array(count * channels);
  for (let pixel = 0; pixel < count; pixel++) {
    if (channels === 3) pixels.fill(image.pixels[pixel]!, pixel * 3, pixel * 3 + 3);
    else {
      const [red = 0, green = 0, blue = 0] = image.pixels.subarray(pixel * 3, pixel * 3 + 3);
      // In whole numbers, of which 65,536 are one: 0.299, 0.587, 0.114.
      pixels[pixel] = (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
    }
  }
  return { width: image.width, height: image.height, channels, pixels };
}

function onBlack(image: Image, height: number, width: number): Image {
  const { channels } = image;
  const pixels = new Uint8Array(height * width * channels);
  const [left, top] = [Math.floor((width - image.width) / 2), Math.floor((height - image.height) / 2)];
  for (let y = 0; y < image.height; y++) {
    const row = image.pixels.subarray(y * image.width * channels, (y + 1) * image.width * channels);
    pixels.set(row, ((top + y) * width + left) * channels);
  }
  return { width, height, channels, pixels };
}

function resized(image: Image, box: Box, height: number, width: number): Image {
  const { channels } = image;
  const across = weightsOf(box.left, box.width, image.width, width);
  const down = weightsOf(box.top, box.height, image.height, height);
  // Along the rows first, for each row of the image; then along the columns of what came of it.
  const narrowed = new Float64Array(image.height * width * channels);
  for (let y = 0; y < image.height; y++)
    for (let x = 0; x < width; x++) {
      const { first, weights } = across[x]!;
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let i = 0; i < weights.length; i++)
          sum += weights[i]! * image.pixels[(y * image.width + first + i) * channels + channel]!;
        narrowed[(y * width + x) * channels + channel] = sum;
      }
    }
  const pixels = new Uint8Array(height * width * channels);
  const rowLength = width * channels;
  for (let y = 0; y < height; y++) {
    const { first, weights } = down[y]!;
    for (let at = 0; at < rowLength; at++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * narrowed[(first + i) * rowLength + at]!;
      pixels[y * rowLength + at] = Math.min(255, Math.max(0, Math.round(sum)));
    }
  }
  return { width, height, channels, pixels };
}

interface Weights {
  /** The first of the pixels that count. */
  readonly first: number;
  /** Adding up to 1. */
  readonly weights: Float64Array;
}

/** For each of `wanted` pixels along one axis. @param start and @param length of the box, in an image of `size` pixels */
function weightsOf(start: number, length: number, size: number, wanted: number): readonly Weights[] {
  const scale = length / wanted;
  const support = Math.max(1, scale);
  return Array.from({ length: wanted }, (_, at) => {
    const centre = start + (at + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const last = Math.min(size, Math.floor(centre + support + 0.5));
    const weights = new Float64Array(Math.max(1, last - first));
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      weights[i] = Math.max(0, 1 - Math.abs((first + i - centre + 0.5) / support));
      total += weights[i]!;
    }
    for (let i = 0; i < weights.length; i++) weights[i]! /= total;
    return { first, weights };
  });
}
