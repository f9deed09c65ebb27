/** What an experiment says about its data: plain values, so that authoring needs no I/O and data no experiment. */

/** Of every spec. */
interface Named {
  /** The call that made it, raw, for mapping to the user's line. Not enumerable, so that no copy and no JSON has it. */
  readonly madeAt?: Error;
}

/** How samples that come without a test split of their own are shared out. */
export interface SplitSpec {
  /** Share of each class that becomes the test split, 0.1 when it isn't said; 0 for none. */
  readonly testShare?: number;
  /** Decides which samples that are, and in which order the others are trained; 0 when it isn't said. */
  readonly seed?: number;
}

/** What one sample is, which decides how it is drawn: an image, a point in space, a series of steps, or just numbers. */
export type SampleKind = 'images' | 'points' | 'sequences' | 'vectors';

export interface FashionMnistSpec extends Named {
  readonly kind: 'fashionMnist';
  /** Used, and named as what is shown in every view, when Fashion-MNIST can't be had on this machine. */
  readonly otherwise?: DatasetSpec;
  /** Folder with the four IDX files (plain or .gz), searched first; relative to the experiment's file. */
  readonly folder?: string;
}

export interface GlyphsSpec extends Named {
  readonly kind: 'glyphs';
  /** Training images; a tenth as many again are made for the test split. */
  readonly count?: number;
  readonly seed?: number;
}

/** A folder of PNG and JPEG images. */
export interface ImagesSpec extends Named, SplitSpec {
  readonly kind: 'images';
  readonly folder: string;
  /** [height, width] of every sample; without it all images must have one size. */
  readonly size?: readonly [height: number, width: number];
  /** How an image of another shape is brought to that size: its middle, all of it distorted, or all of it on black. */
  readonly fit?: 'crop' | 'stretch' | 'pad';
  /** 1: grey, 3: red, green and blue. Without it the images must be all of one or all of the other. */
  readonly channels?: 1 | 3;
}

/** IDX files of unsigned bytes, plain or .gz. */
export interface IdxSpec extends Named, SplitSpec {
  readonly kind: 'idx';
  readonly images: string;
  readonly labels?: string;
  readonly testImages?: string;
  readonly testLabels?: string;
  readonly classNames?: readonly string[];
}

/** A column of a table, by its name in the header or by its number from 0. */
export type ColumnName = string | number;

export interface CsvSpec extends Named, SplitSpec {
  readonly kind: 'csv';
  readonly file: string;
  /** A second file of the same columns. */
  readonly test?: string;
  /** Of one sample. */
  readonly shape?: readonly number[];
  readonly label?: ColumnName;
  /** Those of the sample, in this order; all but the label's when they aren't said. */
  readonly columns?: readonly ColumnName[];
  /** Whether the first line names the columns; true when it isn't said. */
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly range?: readonly [least: number, most: number];
  readonly samples?: SampleKind;
  readonly classNames?: readonly string[];
}

/** Numbers that the experiment itself has, or makes. */
export interface TensorSpec extends Named, SplitSpec {
  readonly kind: 'tensor';
  readonly values: Float32Array;
  /** [count, …of one sample]. */
  readonly shape: readonly number[];
  readonly labels?: readonly number[];
  readonly classNames?: readonly string[];
  readonly range?: readonly [least: number, most: number];
  readonly samples?: SampleKind;
}

/** Points in space that lie near a plane. */
export interface Points3dSpec extends Named {
  readonly kind: 'points3d';
  /** Training points; as many again are made for the test split. */
  readonly count?: number;
  readonly noise?: number;
  readonly seed?: number;
}

/** Points in a plane, normally distributed about centres on a ring. */
export interface RingSpec extends Named {
  readonly kind: 'ring';
  readonly modes?: number;
  readonly radius?: number;
  /** Of the points about their centre, along each axis. */
  readonly deviation?: number;
  /** Training points; a tenth as many again are made for the test split. */
  readonly count?: number;
  readonly seed?: number;
}

/** The same about centres on a square grid. */
export interface GridSpec extends Named {
  readonly kind: 'grid';
  /** Centres along each side. */
  readonly side?: number;
  readonly spacing?: number;
  readonly deviation?: number;
  readonly count?: number;
  readonly seed?: number;
}

/** Series of whole numbers from 0 to 100, as shares of 100. */
export interface SequencesSpec extends Named {
  readonly kind: 'sequences';
  /** 'patterned': 50, 48, 46 … 14; 'random': 40, 27, 25 … */
  readonly numbers: 'patterned' | 'random';
  readonly count?: number;
  readonly steps?: number;
  readonly seed?: number;
}

/** Changes drawn anew for each image in each epoch; each one left out is not made. */
export interface Augmentation {
  /** Every other image, mirrored from left to right. */
  readonly flipHorizontally?: boolean;
  /** Every other image, upside down. */
  readonly flipVertically?: boolean;
  /** Whole pixels, at most so many to either side and up or down. */
  readonly shiftPx?: number;
  /** At most so many to either side. */
  readonly rotateDegrees?: number;
  /** At most so much larger or smaller, as a share: 0.1 is from 0.9 to 1.1 times the size. */
  readonly scale?: number;
  /** At most so much added to every pixel, or taken away. */
  readonly brightness?: number;
  /** Standard deviation of normally distributed noise, in the units of the data. */
  readonly noise?: number;
  /** Side of a square that is blackened somewhere, as a share of the image's shorter side. */
  readonly cutout?: number;
  /** What comes in from beyond the edge: black, or the nearest pixel of the edge. */
  readonly beyond?: 'black' | 'edge';
}

/** Another data set whose training batches are changed by chance; what is held out and what is tested stay as they are. */
export interface AugmentedSpec extends Named {
  readonly kind: 'augmented';
  readonly dataset: DatasetSpec;
  readonly augmentation: Augmentation;
}

export type DatasetSpec =
  | FashionMnistSpec
  | GlyphsSpec
  | ImagesSpec
  | IdxSpec
  | CsvSpec
  | TensorSpec
  | Points3dSpec
  | RingSpec
  | GridSpec
  | SequencesSpec
  | AugmentedSpec;

/** Whether its numbers are those of the experiment itself, so that no process has them that doesn't run it. */
export function holdsNumbers(spec: DatasetSpec): boolean {
  if (spec.kind === 'augmented') return holdsNumbers(spec.dataset);
  if (spec.kind === 'fashionMnist') return spec.otherwise !== undefined && holdsNumbers(spec.otherwise);
  return spec.kind === 'tensor';
}
