/** IDX files of the user's own, images and perhaps labels, as a dataset. */
import path from 'node:path';

import type { IdxSpec } from '../base/dataset-spec';
import { ok, type Result } from '../base/result';

import { labelsIn } from './class-labels';
import type { DatasetLoader, LoadOptions } from './dataset';
import { type IdxArray, parseIdx, readUnpacked } from './idx';
import { asDataset, fitsMemory, lookAt, nameOf, wrongData } from './own-data';

type ReadArray = IdxArray & { readonly file: string };

interface Part {
  /** [count, height, width] or [count, height, width, channels]. */
  readonly images: ReadArray;
  readonly labels: ReadArray | undefined;
}

export const loadIdx: DatasetLoader<IdxSpec> = async (spec, options) => {
  const train = await readPart(spec.images, spec.labels, options);
  if (!train.ok) return train;
  const test = spec.testImages === undefined ? undefined : await readPart(spec.testImages, spec.testLabels, options);
  if (test && !test.ok) return test;
  const parts = test ? [train.value, test.value] : [train.value];
  const [, height = 0, width = 0, channels = 1] = train.value.images.shape;
  const shape = [height, width, channels];
  if (channels !== 1 && channels !== 3)
    return wrongData(
      { file: train.value.images.file },
      `Expected images of 1 or 3 channels, and got ${channels}.`,
      'Store them as [count, height, width] or [count, height, width, 3].',
    );
  for (const { images } of parts)
    if (images.shape.slice(1).join('×') !== train.value.images.shape.slice(1).join('×'))
      return wrongData(
        { file: images.file },
        `Expected images ${train.value.images.shape.slice(1).join('×')} as the training images are, and got ${images.shape.slice(1).join('×')}.`,
        'Give all of them one size.',
      );
  const bytes = parts.reduce((sum, { images }) => sum + images.values.length, 0);
  const fits = fitsMemory(bytes, { file: train.value.images.file }, 'Take fewer or smaller images.', options);
  if (!fits.ok) return fits;
  const unlabelled = parts.find(({ labels }) => (labels === undefined) !== (train.value.labels === undefined));
  if (unlabelled)
    return wrongData(
      { file: unlabelled.images.file },
      `Expected labels for the training and the test images, or for neither, and the ${unlabelled === train.value ? 'training' : 'test'} images have none.`,
      'Write labels and testLabels, or leave both out.',
    );
  const labelled = labelsIn(
    parts.flatMap(({ labels }) => (labels ? [{ place: { file: labels.file }, labels: labels.values }] : [])),
    spec.classNames,
  );
  if (!labelled.ok) return labelled;
  const count = parts.reduce((sum, { images }) => sum + (images.shape[0] ?? 0), 0);
  const values = new Uint8Array(bytes);
  let at = 0;
  for (const { images } of parts) {
    values.set(images.values, at);
    at += images.values.length;
  }
  const { file } = train.value.images;
  return ok(
    asDataset(
      {
        name: nameOf(file),
        origin: file,
        samples: 'images',
        range: [0, 1],
        classNames: labelled.value.classNames,
        shape,
        values,
        classes: train.value.labels ? labelled.value.classes : new Uint8Array(count),
        given: { train: train.value.images.shape[0] ?? 0, validation: 0 },
        hasTest: test !== undefined,
      },
      spec,
    ),
  );
};

async function readPart(images: string, labels: string | undefined, options: LoadOptions): Promise<Result<Part>> {
  const readImages = await readArray(images, 'an IDX file of images', [3, 4], options);
  if (!readImages.ok) return readImages;
  if (labels === undefined) return ok({ images: readImages.value, labels: undefined });
  const readLabels = await readArray(labels, 'an IDX file of labels', [1], options);
  if (!readLabels.ok) return readLabels;
  const [wanted = 0, got] = [readImages.value.shape[0], readLabels.value.values.length];
  if (wanted !== got)
    return wrongData(
      { file: readLabels.value.file },
      `Expected a label for each of ${wanted.toLocaleString('en-US')} images, and got ${got.toLocaleString('en-US')}.`,
      'Name the labels that belong to these images.',
    );
  return ok({ images: readImages.value, labels: readLabels.value });
}

async function readArray(
  name: string,
  what: string,
  dimensions: readonly number[],
  options: LoadOptions,
): Promise<Result<ReadArray>> {
  const file = path.resolve(options.baseFolder, name);
  const there = await lookAt(file, what, 'file', options);
  if (!there.ok) return there;
  const contents = await readUnpacked(file, options.signal);
  if (!contents.ok) return contents;
  const said = contents.value[3] ?? 0;
  const array = parseIdx(contents.value, dimensions.includes(said) ? said : (dimensions[0] ?? 0), file);
  if (array.ok) return ok({ ...array.value, file });
  return wrongData({ file }, array.problem.message, 'Replace it with a whole IDX file of unsigned bytes.');
}
