/** A PNG or JPEG file as plain pixels: upright, grey or red, green and blue, eight bits each. Trusts nothing in it. */
import { decode as decodePng, type DecodedPng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';

import type { Image } from './image';
import { readJpegMarkers } from './jpeg-markers';
import { upright } from './upright';

/** What is wrong with a file, as the end of the sentence "Expected …, and got …". */
export class ImageError extends Error {
  constructor(
    readonly expected: string,
    readonly got: string,
  ) {
    super(`Expected ${expected}, and got ${got}.`);
  }
}

/** A photograph has 50; what claims more is damaged, or means harm. */
const MOST_PIXELS = 1e8;
const JPEG_MEGABYTES = 2048;
/** The kind of PNG whose pixels are places in a palette; others may carry one that nothing hangs on. */
const INDEXED = 3;
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * @returns its pixels; what is transparent is laid on black, 16 bits are rounded to 8, colours for printing become light
 * @throws ImageError when it is no image, a broken one, or of a rare kind
 */
export function decodeImage(bytes: Uint8Array): Image {
  if (bytes.length === 0) throw new ImageError('an image', 'an empty file');
  if (PNG_SIGNATURE.every((byte, at) => bytes[at] === byte)) return pngImage(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegImage(bytes);
  throw new ImageError('a PNG or JPEG image', kindOf(bytes));
}

function pngImage(bytes: Uint8Array): Image {
  if (bytes.length < 33) throw new ImageError('a whole PNG image', 'one that breaks off in its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkSize(view.getUint32(16), view.getUint32(20));
  // The library mixes the passes up where several pixels share a byte.
  if (bytes[24]! < 8 && bytes[28] !== 0)
    throw new ImageError('a PNG image of at least 8 bits, or not interlaced', `one of ${bytes[24]} bits, interlaced`);
  const png = withoutFail('PNG', () => decodePng(bytes, { checkCrc: true }));
  const { width, height } = png;
  const values = bytes[25] === INDEXED ? paletteValues(png, png.palette ?? []) : plainValues(png);
  const { channels, numbers } = values;
  const isGrey = channels <= 2;
  const hasAlpha = channels === 2 || channels === 4;
  const wanted = isGrey ? 1 : 3;
  const pixels = new Uint8Array(width * height * wanted);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const from = pixel * channels;
    const alpha = hasAlpha ? numbers[from + channels - 1]! : 255;
    for (let channel = 0; channel < wanted; channel++)
      pixels[pixel * wanted + channel] = Math.round((numbers[from + channel]! * alpha) / 255);
  }
  return { width, height, channels: wanted, pixels };
}

interface PngValues {
  /** 1: grey, 2: grey and alpha, 3: colours, 4: colours and alpha. */
  readonly channels: number;
  /** 0 … 255, row-major. */
  readonly numbers: Uint8Array;
}

function paletteValues(png: DecodedPng, palette: readonly (readonly number[])[]): PngValues {
  const indices = unpacked(png);
  const numbers = new Uint8Array(indices.length * 4);
  indices.forEach((index, pixel) => {
    const colour = palette[index];
    if (!colour)
      throw new ImageError('a whole PNG image', `one with colour ${index} of a palette of ${palette.length}`);
    numbers.set([...colour.slice(0, 3), colour[3] ?? 255], pixel * 4);
  });
  // A grey picture may be stored with a palette, too.
  if (palette.some(([red, green, blue]) => red !== green || green !== blue)) return { channels: 4, numbers };
  return { channels: 2, numbers: numbers.filter((_, at) => at % 4 === 0 || at % 4 === 3) };
}

function plainValues(png: DecodedPng): PngValues {
  const { channels, depth, transparency } = png;
  const raw = unpacked(png);
  const most = 2 ** depth - 1;
  const numbers = Uint8Array.from(raw, (value) => Math.round((value * 255) / most));
  const key = transparency ? [...transparency].slice(0, channels) : [];
  if (key.length !== channels || channels === 2 || channels === 4) return { channels, numbers };
  // One colour stands for what is transparent.
  const withAlpha = new Uint8Array((numbers.length / channels) * (channels + 1));
  for (let pixel = 0; pixel < numbers.length / channels; pixel++) {
    const from = pixel * channels;
    withAlpha.set(numbers.subarray(from, from + channels), pixel * (channels + 1));
    const isKey = key.every((value, channel) => raw[from + channel] === value);
    withAlpha[pixel * (channels + 1) + channels] = isKey ? 0 : 255;
  }
  return { channels: channels + 1, numbers: withAlpha };
}

/** Below 8 bits several pixels share a byte; each row begins with a new one. */
function unpacked({ width, height, channels, depth, data }: DecodedPng): Uint8Array | Uint16Array | Uint8ClampedArray {
  if (depth >= 8) return data;
  const perRow = width * channels;
  const bytesPerRow = Math.ceil((perRow * depth) / 8);
  const mask = 2 ** depth - 1;
  const values = new Uint8Array(perRow * height);
  for (let at = 0; at < values.length; at++) {
    const [row, column] = [Math.floor(at / perRow), at % perRow];
    const bit = column * depth;
    values[at] = (data[row * bytesPerRow + (bit >> 3)]! >> (8 - depth - (bit & 7))) & mask;
  }
  return values;
}

function jpegImage(bytes: Uint8Array): Image {
  const markers = readJpegMarkers(bytes);
  if (!markers) throw new ImageError('a whole JPEG image', 'one that breaks off, or is damaged, in its header');
  const { width, height, components, precision, isUsual, adobeTransform, orientation } = markers;
  checkSize(width, height);
  if (precision !== 8 || !isUsual)
    throw new ImageError(
      'a JPEG image of 8 bits, baseline or progressive',
      precision === 8 ? 'a lossless or arithmetic-coded one' : `one of ${precision} bits`,
    );
  if (components === 4 && adobeTransform === undefined)
    throw new ImageError('grey, RGB or Adobe’s CMYK in a JPEG image', 'four components that it doesn’t explain');
  const { data } = withoutFail('JPEG', () =>
    decodeJpeg(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: MOST_PIXELS / 1e6,
      maxMemoryUsageInMB: JPEG_MEGABYTES,
      // Where Adobe says that red, green and blue are stored as they are, the library needs to be told.
      ...(components === 3 && adobeTransform === 0 && { colorTransform: false }),
    }),
  );
  const channels = components === 1 ? 1 : 3;
  const pixels = channels === 1 ? data.filter((_, at) => at % 3 === 0) : data;
  return upright({ width, height, channels, pixels }, orientation);
}

function checkSize(width: number, height: number): void {
  if (width < 1 || height < 1) throw new ImageError('an image with pixels', `one of ${width}×${height}`);
  if (width * height > MOST_PIXELS)
    throw new ImageError('an image of 100 megapixels at most', `one of ${width}×${height}`);
}

/** Whatever a library says of a file is that the file is broken. */
function withoutFail<T>(kind: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    const said = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    throw new ImageError(`a whole ${kind} image`, `a broken one (${said})`);
  }
}

const SIGNATURES: readonly (readonly [start: RegExp, name: string])[] = [
  [/^GIF8/, 'a GIF image'],
  [/^RIFF....WEBP/s, 'a WebP image'],
  [/^BM/, 'a BMP image'],
  [/^(II\*\0|MM\0\*)/, 'a TIFF image'],
  [/^....ftyp(avif|heic|heix|mif1)/s, 'an AVIF or HEIC image'],
  [/^\s*(<\?xml|<svg|<!doctype|<html)/i, 'a text file (SVG or HTML)'],
  [/^version https:\/\/git-lfs/, 'a pointer of Git LFS, whose file was not fetched'],
];

function kindOf(bytes: Uint8Array): string {
  const start = String.fromCharCode(...bytes.subarray(0, 64));
  return SIGNATURES.find(([signature]) => signature.test(start))?.[1] ?? 'another kind of file';
}
