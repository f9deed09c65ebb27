/** A folder of PNG and JPEG images as a dataset. */
import path from 'node:path';

import type { ImagesSpec } from '../base/dataset-spec';
import { ok, type Result } from '../base/result';

import type { DatasetLoader, LoadOptions } from './dataset';
import type { Image } from './image';
import { decodeImage, ImageError } from './image-file';
import { type ImageFile, listImages } from './image-folder';
import { asDataset, counted, fitsMemory, lookAt, readOwnFile, wrongData } from './own-data';
import { fitted, inChannels } from './resized';
import { classesFor } from './samples';

const TELL_EVERY_IMAGES = 1000;
/** Files that are read while another one is decoded. */
const READ_AHEAD = 8;

export const loadImages: DatasetLoader<ImagesSpec> = async (spec, options) => {
  const root = path.resolve(options.baseFolder, spec.folder);
  const there = await lookAt(root, 'a folder of images', 'folder', options);
  if (!there.ok) return there;
  const listing = await listImages(root);
  if (!listing.ok) return listing;
  const { classNames, splits, others } = listing.value;
  const files = [...(splits.train ?? []), ...(splits.validation ?? []), ...(splits.test ?? [])];
  const read = await readImages(files, spec, options);
  if (!read.ok) return read;
  const { shape, pixels } = read.value;
  const classes = classesFor(files.length, classNames.length);
  files.forEach(({ classIndex }, at) => (classes[at] = classIndex));
  return ok(
    asDataset(
      {
        name: path.basename(root),
        origin: root,
        samples: 'images',
        range: [0, 1],
        classNames,
        shape,
        values: pixels,
        classes,
        given: { train: splits.train?.length ?? 0, validation: splits.validation?.length ?? 0 },
        hasTest: splits.test !== undefined,
        ...(others > 0 && { note: `${counted(others, 'file')} of other kinds left out` }),
      },
      spec,
    ),
  );
};

interface ReadImages {
  readonly shape: readonly [height: number, width: number, channels: 1 | 3];
  readonly pixels: Uint8Array;
}

async function readImages(
  files: readonly ImageFile[],
  spec: ImagesSpec,
  options: LoadOptions,
): Promise<Result<ReadImages>> {
  const { signal, onProgress } = options;
  let first: { readonly shape: ReadImages['shape']; readonly file: string } | undefined;
  let pixels = new Uint8Array(0);
  let at = 0;
  for await (const { file, bytes } of contentsOf(files, signal)) {
    if (!bytes.ok) return bytes;
    const decoded = decodedFrom(bytes.value, file);
    if (!decoded.ok) return decoded;
    const sample = asAsked(decoded.value, spec);
    const shape = [sample.height, sample.width, sample.channels] as const;
    if (!first) {
      first = { shape, file };
      const perImage = shape[0] * shape[1] * shape[2];
      const fits = fitsMemory(
        files.length * perImage,
        { file: path.resolve(options.baseFolder, spec.folder) },
        `Each of the ${files.length.toLocaleString('en-US')} images takes ${perImage.toLocaleString('en-US')} bytes: write a smaller size, such as size: 64, or channels: 1, or take fewer.`,
        options,
      );
      if (!fits.ok) return fits;
      pixels = new Uint8Array(files.length * perImage);
    }
    const unlike = differenceFrom(first, sample, file);
    if (unlike) return unlike;
    pixels.set(sample.pixels, at * sample.pixels.length);
    if (++at % TELL_EVERY_IMAGES === 0)
      onProgress?.(`reading images: ${at.toLocaleString('en-US')} of ${files.length.toLocaleString('en-US')}`);
  }
  return ok({ shape: first!.shape, pixels });
}

/** The contents of all files, in order; while one is used, the next ones are read. @throws the signal's reason when aborted */
async function* contentsOf(
  files: readonly ImageFile[],
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly file: string; readonly bytes: Result<Uint8Array> }> {
  const ahead: Promise<Result<Uint8Array>>[] = [];
  let next = 0;
  for (const { file } of files) {
    while (ahead.length < READ_AHEAD && next < files.length) {
      const reading = readOwnFile(files[next++]!.file, signal);
      // When it is aborted, one of them says so, and the others are nobody's.
      reading.catch(() => undefined);
      ahead.push(reading);
    }
    const bytes = await ahead.shift()!;
    signal?.throwIfAborted();
    yield { file, bytes };
  }
}

function decodedFrom(bytes: Uint8Array, file: string): Result<Image> {
  try {
    return ok(decodeImage(bytes));
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    return wrongData({ file }, error.message, 'Replace it with a whole PNG or JPEG, or take it away.');
  }
}

function asAsked(image: Image, { size, fit = 'crop', channels }: ImagesSpec): Image {
  const coloured = channels ? inChannels(image, channels) : image;
  return size ? fitted(coloured, size[0], size[1], fit) : coloured;
}

function differenceFrom(
  first: { readonly shape: ReadImages['shape']; readonly file: string },
  { width, height, channels }: Image,
  file: string,
): Result<never> | undefined {
  const [firstHeight, firstWidth, firstChannels] = first.shape;
  if (height !== firstHeight || width !== firstWidth)
    return wrongData(
      { file },
      `Expected an image ${firstWidth}×${firstHeight} (wide×high) as ${path.basename(first.file)} is, and got one ${width}×${height}.`,
      'Write the size that all shall have, such as size: 64.',
    );
  if (channels !== firstChannels)
    return wrongData(
      { file },
      `Expected a ${nameOfChannels(firstChannels)} image as ${path.basename(first.file)} is, and got a ${nameOfChannels(channels)} one.`,
      'Write channels: 1 to make all grey, or channels: 3 to keep colours.',
    );
  return undefined;
}

const nameOfChannels = (channels: 1 | 3): string => (channels === 1 ? 'grey' : 'coloured');
