/** Looks at a data set as a person would before training on it: counts, samples of each class, means, values. It trains nothing. */
import type { Dataset, DatasetSplit } from '../data/dataset';
import type { Image } from '../data/image';
import { fitted } from '../data/resized';
import { numbersIn } from '../data/samples';
import type { Atlas, DatasetPreview } from '../protocol/dataset-preview';
import { encodePicture } from './picture-drawer';

/** Rows and columns that a panel can bear. */
const MOST_CLASSES = 40;
const SAMPLES_A_ROW = 12;
const UNLABELLED_ROWS = 4;
const THUMBNAIL_PX = 64;
/** Of images, whose pixels are mostly 256 values; and of other numbers, which are often whole ones up to 100. */
const PIXEL_BINS = 64;
const NUMBER_BINS = 50;
/** So many numbers are looked at for the histogram and the means: a second's work. */
const MOST_NUMBERS = 3e7;
const MOST_POINTS = 1500;
const MOST_LINES = 24;
const AUGMENTED_IMAGES = 6;
const AUGMENTED_EPOCHS = 7;

export interface PreviewOptions {
  /** Samples at the end of the training split that the experiment holds out. */
  readonly validation: number;
  /** Of the run: what is augmented hangs on it. */
  readonly seed: number;
  readonly isAugmented: boolean;
}

export function previewOf(dataset: Dataset, { validation, seed, isAugmented }: PreviewOptions): DatasetPreview {
  const { name, description, samples, range, classNames, train, test } = dataset;
  const members = membersByClass(train, Math.max(1, classNames.length));
  const tested = membersByClass(test, Math.max(1, classNames.length));
  const isImages = samples === 'images';
  return {
    name,
    description,
    samples,
    shape: [...train.shape],
    range: [...range],
    splits: { train: train.count - validation, validation, test: test.count },
    classes: members.map((indices, index) => ({
      name: classNames[index] ?? '',
      train: indices.length,
      test: tested[index]?.length ?? 0,
    })),
    histogram: histogramOf(train, range, isImages ? PIXEL_BINS : NUMBER_BINS),
    ...(isImages && { images: imageRows(train, members) }),
    ...(!isImages && { numbers: someNumbers(train, samples === 'points' ? MOST_POINTS : MOST_LINES) }),
    ...(isImages && isAugmented && { augmented: augmentedRows(train, ofAllClasses(members), seed) }),
  };
}

function membersByClass(split: DatasetSplit, classes: number): number[][] {
  const members = Array.from({ length: classes }, (): number[] => []);
  const labels = split.labels(Array.from({ length: split.count }, (_, index) => index));
  labels.forEach((label, index) => members[label]?.push(index));
  return members;
}

/** Evenly spread over all of them. */
const some = (indices: readonly number[], most: number): number[] =>
  indices.length <= most
    ? [...indices]
    : Array.from({ length: most }, (_, at) => indices[Math.floor((at * indices.length) / most)]!);

const all = ({ count }: DatasetSplit): number[] => Array.from({ length: count }, (_, index) => index);

/** How many samples may be looked at one by one. */
const affordable = ({ shape }: DatasetSplit): number => Math.max(1, Math.floor(MOST_NUMBERS / numbersIn(shape)));

function histogramOf(
  split: DatasetSplit,
  [least, most]: readonly [number, number],
  bins: number,
): DatasetPreview['histogram'] {
  const chosen = some(all(split), affordable(split));
  const counts = new Array<number>(bins).fill(0);
  const sample = new Float32Array(numbersIn(split.shape));
  for (const index of chosen)
    for (const value of split.gather([index], sample)) {
      const bin = Math.floor(((value - least) / (most - least)) * bins);
      counts[Math.min(bins - 1, Math.max(0, bin))]!++;
    }
  return { counts, of: chosen.length };
}

function imageRows(split: DatasetSplit, members: readonly (readonly number[])[]): DatasetPreview['images'] {
  const shown = members.slice(0, MOST_CLASSES);
  const isLabelled = members.length > 1;
  const budget = Math.max(1, Math.floor(affordable(split) / shown.length));
  const rows = isLabelled
    ? shown.map((indices) => some(indices, SAMPLES_A_ROW))
    : inRows(some(shown[0] ?? [], SAMPLES_A_ROW * UNLABELLED_ROWS));
  const tiles = rows.map((indices, row) => [
    isLabelled || row === 0 ? meanOf(split, some(shown[isLabelled ? row : 0] ?? [], budget)) : undefined,
    ...indices.map((index) => split.gather([index])),
  ]);
  return { atlas: atlasOf(tiles, split.shape, SAMPLES_A_ROW + 1), shown: rows.map(({ length }) => length) };
}

const inRows = (indices: readonly number[]): number[][] =>
  Array.from({ length: Math.max(1, Math.ceil(indices.length / SAMPLES_A_ROW)) }, (_, row) =>
    indices.slice(row * SAMPLES_A_ROW, (row + 1) * SAMPLES_A_ROW),
  );

/** @returns undefined for a class without images */
function meanOf(split: DatasetSplit, indices: readonly number[]): Float32Array | undefined {
  if (indices.length === 0) return undefined;
  const sums = new Float64Array(numbersIn(split.shape));
  const sample = new Float32Array(sums.length);
  for (const index of indices) {
    split.gather([index], sample);
    for (let at = 0; at < sums.length; at++) sums[at]! += sample[at]!;
  }
  return Float32Array.from(sums, (sum) => sum / indices.length);
}

/** One of each class after the other, as many as are shown augmented. */
function ofAllClasses(members: readonly (readonly number[])[]): number[] {
  const filled = members.filter(({ length }) => length > 0);
  const chosen = Array.from({ length: AUGMENTED_IMAGES }, (_, at) => {
    const ofClass = filled[at % filled.length] ?? [];
    return ofClass[Math.floor(at / filled.length)];
  });
  return chosen.filter((index) => index !== undefined);
}

function augmentedRows(split: DatasetSplit, chosen: readonly number[], seed: number): Atlas {
  const tiles = chosen.map((index) => [
    split.gather([index]),
    ...Array.from({ length: AUGMENTED_EPOCHS }, (_, epoch) => split.gather([index], undefined, { seed, epoch })),
  ]);
  return atlasOf(tiles, split.shape, AUGMENTED_EPOCHS + 1);
}

function someNumbers(split: DatasetSplit, most: number): DatasetPreview['numbers'] {
  const chosen = some(all(split), most);
  return { values: new Float32Array(split.gather(chosen)), labels: [...split.labels(chosen)] };
}

/** Large images become small ones. @param rows missing tiles are black */
function atlasOf(
  rows: readonly (readonly (Float32Array | undefined)[])[],
  shape: readonly number[],
  columns: number,
): Atlas {
  const [height = 1, width = 1, depth = 1] = shape;
  const channels = depth === 3 ? 3 : 1;
  const scale = Math.min(1, THUMBNAIL_PX / Math.max(height, width));
  const [tileHeight, tileWidth] = [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
  const [atlasWidth, atlasHeight] = [columns * tileWidth, rows.length * tileHeight];
  const data = new Uint8Array(atlasWidth * atlasHeight * channels);
  rows.forEach((tiles, row) =>
    tiles.forEach((values, column) => {
      if (!values) return;
      const pixels = Uint8Array.from(values, (value) => Math.round(Math.min(1, Math.max(0, value)) * 255));
      const image: Image = { width, height, channels, pixels };
      const tile = fitted(image, tileHeight, tileWidth, 'stretch');
      for (let y = 0; y < tileHeight; y++)
        data.set(
          tile.pixels.subarray(y * tileWidth * channels, (y + 1) * tileWidth * channels),
          ((row * tileHeight + y) * atlasWidth + column * tileWidth) * channels,
        );
    }),
  );
  const { png } = encodePicture(atlasWidth, atlasHeight, data, channels);
  // Between processes a typed array travels whole, a Buffer does not.
  return { png: new Uint8Array(png), columns, rows: rows.length, tileWidth, tileHeight };
}
