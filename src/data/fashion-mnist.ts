/** Fashion-MNIST from the first place that has it: folders, Gibbon's cache, the public mirrors, or its stand-in. */
import { stat } from 'node:fs/promises';
import path from 'node:path';

import type { FashionMnistSpec } from '../base/dataset-spec';
import type { Problem } from '../base/problem';
import { failure, ok, type Result } from '../base/result';

import type { Dataset, DatasetLoader, LoadOptions } from './dataset';
import { downloadFashionMnist, sha256 } from './fashion-mnist-download';
import { fashionMnistClasses, fileRoles, publishedFiles, type FileRole } from './fashion-mnist-files';
import { damaged, parseIdx, readUnpacked, type IdxArray } from './idx';
import { PixelSplit } from './pixel-split';

const SUBFOLDER = 'fashion-mnist';
const SIDE_PX = 28;

/** What of the four files lies in a folder: each one's path, plain or .gz. */
interface Place {
  readonly folder: string;
  readonly files: Readonly<Partial<Record<FileRole, string>>>;
  readonly missing: readonly FileRole[];
}

/**
 * Searched in this order: the spec's folder, the search folders, the cache, the mirrors. A damaged or incomplete copy
 * is a problem, even where a later place has a whole one: what a folder seems to give is what must be shown.
 */
export const loadFashionMnist: DatasetLoader<FashionMnistSpec> = async (spec, options, loadOther) => {
  const named = spec.folder === undefined ? undefined : path.resolve(options.baseFolder, spec.folder);
  const folders = [
    ...(named === undefined ? [] : [named]),
    ...options.searchFolders.flatMap((folder) => [folder, path.join(folder, SUBFOLDER)]),
  ];
  for (const folder of folders) {
    const place = await lookInto(folder);
    if (!place.ok) return place;
    if (place.value.missing.length === fileRoles.length) continue;
    if (place.value.missing.length > 0) return failure(incomplete(place.value));
    const unused = named !== undefined && named !== folder ? named : undefined;
    return readDataset(place.value, false, unused, options);
  }

  const cache = path.join(options.cacheFolder, SUBFOLDER);
  let cached = await lookInto(cache);
  if (!cached.ok) return cached;
  let reason = 'downloading is switched off';
  if (cached.value.missing.length > 0 && options.allowDownload) {
    const wanted = cached.value.missing.map((role) => publishedFiles[role]);
    const downloaded = await downloadFashionMnist(wanted, cache, options);
    if (!downloaded.ok) reason = `the download failed: ${downloaded.reason}`;
    cached = await lookInto(cache);
    if (!cached.ok) return cached;
  }
  if (cached.value.missing.length === 0) return readDataset(cached.value, true, named, options);

  const searched = [...(named === undefined ? [] : [named]), ...options.searchFolders, cache].join(', ');
  const sentence = `Fashion-MNIST was not found in ${searched}, and ${reason}.`;
  if (spec.otherwise === undefined) return failure({ message: sentence, remedy: CURES, blame: 'environment' });
  options.onProgress?.(`${sentence} Another dataset takes its place.`);
  const other = await loadOther(spec.otherwise);
  if (!other.ok) return other;
  return ok({ ...other.value, description: `${other.value.description} (Fashion-MNIST was not found)` });
};

const CURES =
  'Install it (Debian, Ubuntu: apt install dataset-fashion-mnist), or name its folder in the setting ' +
  'gibbon.datasetFolders or in GIBBON_DATASETS, or write ' +
  'datasets.fashionMnist({ otherwise: datasets.glyphs() }) to train on drawn symbols instead.';

async function lookInto(folder: string): Promise<Result<Place>> {
  const files: Partial<Record<FileRole, string>> = {};
  for (const role of fileRoles) {
    const plain = path.join(folder, publishedFiles[role].name);
    for (const file of [plain, `${plain}.gz`]) {
      try {
        await stat(file);
        files[role] ??= file;
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? error.code : undefined;
        if (code === 'ENOENT' || code === 'ENOTDIR') continue;
        return failure({
          message: `Could not look for Fashion-MNIST here: ${error instanceof Error ? error.message : String(error)}.`,
          remedy: 'Make the folder readable, or search another one.',
          file,
          blame: 'environment',
        });
      }
    }
  }
  return ok({ folder, files, missing: fileRoles.filter((role) => files[role] === undefined) });
}

function incomplete(place: Place): Problem {
  const names = (roles: readonly FileRole[]): string => roles.map((role) => publishedFiles[role].name).join(', ');
  const present = fileRoles.filter((role) => place.files[role] !== undefined);
  return {
    message: `Expected the four files of Fashion-MNIST in one folder, got ${names(present)} without ${names(place.missing)}.`,
    remedy: 'Add the missing files, plain or .gz, or take the others away so that another source is used.',
    file: place.folder,
    blame: 'environment',
  };
}

/**
 * @param isCache whether these are Gibbon's own copies, which must be the published files
 * @param unused the folder that the experiment names, when it held nothing
 */
async function readDataset(
  place: Place,
  isCache: boolean,
  unused: string | undefined,
  options: LoadOptions,
): Promise<Result<Dataset>> {
  const read = async (role: FileRole): Promise<Result<IdxArray & { file: string; published: boolean }>> => {
    const file = place.files[role]!;
    const contents = await readUnpacked(file, options.signal);
    if (!contents.ok) return contents;
    const array = parseIdx(contents.value, publishedFiles[role].dimensions, file);
    if (!array.ok) return array;
    const got = sha256(contents.value);
    const published = got === publishedFiles[role].sha256;
    if (isCache && !published) return failure(damaged(file, `SHA-256 ${publishedFiles[role].sha256}`, got));
    return ok({ ...array.value, file, published });
  };
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all([
    read('trainImages'),
    read('trainLabels'),
    read('testImages'),
    read('testLabels'),
  ]);
  if (!trainImages.ok) return trainImages;
  if (!trainLabels.ok) return trainLabels;
  if (!testImages.ok) return testImages;
  if (!testLabels.ok) return testLabels;

  const train = joinSplit(trainImages.value, trainLabels.value);
  if (!train.ok) return train;
  const test = joinSplit(testImages.value, testLabels.value);
  if (!test.ok) return test;

  const published = [trainImages, trainLabels, testImages, testLabels].every((file) => file.value.published);
  const variant = published ? '' : ', whose files are not the published ones';
  const size = `${train.value.count.toLocaleString('en-US')} training images ${SIDE_PX}×${SIDE_PX}`;
  const note = unused === undefined ? '' : ` (nothing was found in ${unused}, which the experiment names)`;
  return ok({
    name: 'Fashion-MNIST',
    description: `Fashion-MNIST, ${size}, from ${place.folder}${variant}${note}`,
    origin: place.folder,
    samples: 'images',
    range: [0, 1],
    classNames: fashionMnistClasses,
    train: train.value,
    test: test.value,
  });
}

type ReadArray = IdxArray & { readonly file: string };

function joinSplit(images: ReadArray, labels: ReadArray): Result<PixelSplit> {
  const [imageCount, height, width] = images.shape;
  if (height !== SIDE_PX || width !== SIDE_PX) {
    return failure(damaged(images.file, `images of ${SIDE_PX} × ${SIDE_PX}`, `${height} × ${width}`));
  }
  const labelCount = labels.values.length;
  if (labelCount !== imageCount) {
    return failure(damaged(labels.file, `a label for each of ${imageCount} images`, `${labelCount} labels`));
  }
  const stray = labels.values.findIndex((label) => label >= fashionMnistClasses.length);
  if (stray >= 0) {
    const last = fashionMnistClasses.length - 1;
    return failure(damaged(labels.file, `labels from 0 to ${last}`, `${labels.values[stray]} for image ${stray}`));
  }
  return ok(new PixelSplit([SIDE_PX, SIDE_PX, 1], images.values, labels.values));
}
