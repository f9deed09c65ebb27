/** The data sets an experiment can name. Naming one reads nothing: the trainer loads it. */
import type {
  Augmentation,
  AugmentedSpec,
  ColumnName,
  CsvSpec,
  DatasetSpec,
  FashionMnistSpec,
  GlyphsSpec,
  GridSpec,
  IdxSpec,
  ImagesSpec,
  Points3dSpec,
  RingSpec,
  SampleKind,
  SequencesSpec,
  TensorSpec,
} from '../base/dataset-spec';
import { checkChoice, checkCount, checkDataset } from './checks';
import {
  checkColumn,
  checkFlag,
  checkNames,
  checkNumber,
  checkNumbers,
  checkOptions,
  checkPath,
  checkRange,
  checkShape,
  checkSize,
} from './dataset-checks';
import { ExperimentError } from './experiment-error';

/** How data that has no test split of its own is shared out. */
export interface SplitOptions {
  /** Share of each class that becomes the test split, 0.1 by default; 0 for none. */
  readonly testShare?: number;
  /** Decides which samples that are, and the order of the others; 0 by default. */
  readonly seed?: number;
}

export interface ImagesOptions extends SplitOptions {
  /** Height and width in pixels, or [height, width]; without it all images must have one size already. */
  readonly size?: number | readonly [height: number, width: number];
  /** An image of another shape: its middle ('crop', the default), all of it distorted ('stretch'), all of it on black ('pad'). */
  readonly fit?: 'crop' | 'stretch' | 'pad';
  /** 1: grey, 3: red, green and blue; without it the images must all be grey or all be coloured. */
  readonly channels?: 1 | 3;
}

export interface IdxOptions extends SplitOptions {
  /** [count, height, width] or [count, height, width, channels]. */
  readonly images: string;
  readonly labels?: string;
  readonly testImages?: string;
  readonly testLabels?: string;
  /** By their numbers. */
  readonly classNames?: readonly string[];
}

/** What numbers are. */
export interface NumbersOptions extends SplitOptions {
  /** From where to where the numbers go. Pixels are scaled from it to [0, 1]; by default images are from 0 to 1 already. */
  readonly range?: readonly [least: number, most: number];
  /** What one sample is, where its shape doesn't say: [height, width, 1 or 3] are images, [steps, n] sequences, [2] and [3] points. */
  readonly samples?: SampleKind;
  readonly classNames?: readonly string[];
}

export interface CsvOptions extends NumbersOptions {
  /** Of one sample; by default [columns]. */
  readonly shape?: readonly number[];
  /** The column of the classes, numbers from 0 or words. */
  readonly label?: ColumnName;
  /** The columns of the sample; by default all but that of the classes. */
  readonly columns?: readonly ColumnName[];
  /** Whether the first line names the columns; true by default. */
  readonly header?: boolean;
  /** By default the comma, semicolon or tab that the first line has. */
  readonly delimiter?: string;
  /** A second file of the same columns for the test split. */
  readonly test?: string;
}

export interface TensorOptions extends NumbersOptions {
  /** One a sample: the number of its class. */
  readonly labels?: ArrayLike<number>;
}

const SPLIT = ['testShare', 'seed'] as const;
const NUMBERS = ['range', 'samples', 'classNames', ...SPLIT] as const;
const FITS = ['crop', 'stretch', 'pad'] as const;
const SAMPLES = ['images', 'points', 'sequences', 'vectors'] as const;

export const datasets = {
  /**
   * Fashion-MNIST: 60,000 training and 10,000 test images of clothes in 10 classes, 28 × 28, pixels in [0, 1].
   * @param options.folder folder with the four IDX files, relative to the experiment; without it the usual places are searched
   * @param options.otherwise data to train on where Fashion-MNIST can't be had; every view then says so
   * Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms", 2017
   */
  fashionMnist(options: { readonly folder?: string; readonly otherwise?: DatasetSpec } = {}): FashionMnistSpec {
    return madeHere({ kind: 'fashionMnist', ...options });
  },

  /**
   * Procedurally drawn symbols in 10 classes, 28 × 28, pixels in [0, 1]; needs no file and no network.
   * @param options.count training images, 10,000 by default; a tenth as many again are made for the test split
   * @param options.seed decides every pixel
   */
  glyphs(options: { readonly count?: number; readonly seed?: number } = {}): GlyphsSpec {
    return madeHere({ kind: 'glyphs', ...options });
  },

  /**
   * A folder of PNG and JPEG images, pixels in [0, 1]. Subfolders are classes; `train`, `test` and `validation` as only
   * subfolders are splits, with the classes inside. Images are turned upright, what is transparent is laid on black.
   * @param folder relative to the experiment
   * @throws ExperimentError when an option is of the wrong kind
   */
  images(folder: string, options: ImagesOptions = {}): ImagesSpec {
    checkOptions('datasets.images()', options, ['size', 'fit', 'channels', ...SPLIT]);
    const { size, fit, channels } = options;
    return madeHere({
      kind: 'images',
      folder: checkPath('The folder of datasets.images()', folder),
      ...(size !== undefined && { size: checkSize('size', size) }),
      ...(fit !== undefined && { fit: checkChoice<NonNullable<ImagesSpec['fit']>>('fit', fit, FITS) }),
      ...(channels !== undefined && { channels: checkChoice<1 | 3>('channels', channels, [1, 3]) }),
      ...splitOf(options),
    });
  },

  /**
   * Images in IDX files of unsigned bytes, the format of MNIST, plain or .gz; pixels in [0, 1].
   * @param options.images file, relative to the experiment, as the others are
   * @throws ExperimentError when an option is missing or of the wrong kind
   */
  idx(options: IdxOptions): IdxSpec {
    const files = ['images', 'labels', 'testImages', 'testLabels'] as const;
    checkOptions('datasets.idx()', options, [...files, 'classNames', ...SPLIT]);
    const { images, labels, testImages, testLabels, classNames } = options;
    return madeHere({
      kind: 'idx',
      images: checkPath('images', images),
      ...(labels !== undefined && { labels: checkPath('labels', labels) }),
      ...(testImages !== undefined && { testImages: checkPath('testImages', testImages) }),
      ...(testLabels !== undefined && { testLabels: checkPath('testLabels', testLabels) }),
      ...(classNames !== undefined && { classNames: checkNames('classNames', classNames) }),
      ...splitOf(options),
    });
  },

  /**
   * A table in a CSV file, plain or .gz, UTF-8: a row a sample, its cells numbers, one column perhaps its class.
   * @param file relative to the experiment
   * @throws ExperimentError when an option is of the wrong kind
   */
  csv(file: string, options: CsvOptions = {}): CsvSpec {
    const known = ['shape', 'label', 'columns', 'header', 'delimiter', 'test', ...NUMBERS];
    checkOptions('datasets.csv()', options, known);
    const { shape, label, columns, header, delimiter, test } = options;
    if (columns !== undefined && (!Array.isArray(columns) || columns.length === 0))
      throw new ExperimentError('columns expected a list of columns, and got none.', "Write columns: ['x', 'y'].");
    if (delimiter !== undefined && !(typeof delimiter === 'string' && /^[^"\r\n]$/.test(delimiter)))
      throw new ExperimentError(
        `delimiter expected one character, and got ${JSON.stringify(delimiter)}.`,
        "Write delimiter: ';'.",
      );
    return madeHere({
      kind: 'csv',
      file: checkPath('The file of datasets.csv()', file),
      ...(shape !== undefined && { shape: checkShape('shape', shape) }),
      ...(label !== undefined && { label: checkColumn('label', label) }),
      ...(columns !== undefined && { columns: columns.map((column) => checkColumn('columns', column)) }),
      ...(header !== undefined && { header: checkFlag('header', header) }),
      ...(delimiter !== undefined && { delimiter }),
      ...(test !== undefined && { test: checkPath('test', test) }),
      ...numbersOf(options),
    });
  },

  /**
   * Numbers that the experiment itself has, copied as float32. A run takes them from its own copy of the sources when it goes
   * on, so make them from a seed, and not by Math.random(); where they have changed, the run says so.
   * @param values row-major, as many as `shape` says
   * @param shape [count, …shape of one sample]
   * @throws ExperimentError when they don't fit together, or are not finite
   */
  tensor(values: ArrayLike<number>, shape: readonly number[], options: TensorOptions = {}): TensorSpec {
    checkOptions('datasets.tensor()', options, ['labels', ...NUMBERS]);
    const whole = checkShape('The shape of datasets.tensor()', shape, true);
    const count = whole[0] ?? 0;
    const { labels } = options;
    return madeHere({
      kind: 'tensor',
      shape: whole,
      values: checkNumbers(
        'datasets.tensor()',
        values,
        whole.reduce((product, size) => product * size, 1),
      ),
      ...(labels !== undefined && { labels: [...checkNumbers('labels', labels, count)] }),
      ...numbersOf(options),
    });
  },

  /**
   * Points in space that lie near a plane, for the smallest autoencoder; shape [3], their mean at 0.
   * @param options.count training points, 60 by default; as many again are made for the test split
   * @param options.noise standard deviation across the plane, 0.1 by default
   * Source: Géron, Hands-On Machine Learning, ch. 17, "Performing PCA with an Undercomplete Linear Autoencoder"
   */
  points3d(options: { readonly count?: number; readonly noise?: number; readonly seed?: number } = {}): Points3dSpec {
    checkOptions('datasets.points3d()', options, ['count', 'noise', 'seed']);
    const { count, noise, seed } = options;
    return madeHere({
      kind: 'points3d',
      ...(count !== undefined && { count: checkUpTo('count', count, 1_000_000) }),
      ...(noise !== undefined && { noise: checkNumber('noise', noise, 0, 100) }),
      ...(seed !== undefined && { seed: checkCount('seed', seed, 0) }),
    });
  },

  /**
   * Points in a plane about centres on a ring, one class a centre, for a GAN that is to cover all of them; shape [2].
   * @param options.modes centres, 8 by default @param options.radius of the ring, 2 by default
   * @param options.deviation standard deviation of the points about their centre, 0.02 by default
   * @param options.count training points, 10,000 by default; a tenth as many again are made for the test split
   * Source: Metz et al., "Unrolled Generative Adversarial Networks", 2017
   */
  ring(
    options: {
      readonly modes?: number;
      readonly radius?: number;
      readonly deviation?: number;
      readonly count?: number;
      readonly seed?: number;
    } = {},
  ): RingSpec {
    checkOptions('datasets.ring()', options, ['modes', 'radius', 'deviation', 'count', 'seed']);
    const { modes, radius, ...rest } = options;
    return madeHere({
      kind: 'ring',
      ...(modes !== undefined && { modes: checkUpTo('modes', modes, 100) }),
      ...(radius !== undefined && { radius: checkNumber('radius', radius, 0, 1000) }),
      ...checkedMixture(rest),
    });
  },

  /**
   * Points in a plane about centres on a square grid, one class a centre; shape [2].
   * @param options.side centres along each side, 5 by default, 25 in all @param options.spacing between them, 2 by default
   * @param options.deviation standard deviation of the points about their centre, 0.05 by default
   * @param options.count training points, 10,000 by default; a tenth as many again are made for the test split
   * Source: Srivastava et al., "VEEGAN: Reducing Mode Collapse in GANs using Implicit Variational Learning", 2017
   */
  grid(
    options: {
      readonly side?: number;
      readonly spacing?: number;
      readonly deviation?: number;
      readonly count?: number;
      readonly seed?: number;
    } = {},
  ): GridSpec {
    checkOptions('datasets.grid()', options, ['side', 'spacing', 'deviation', 'count', 'seed']);
    const { side, spacing, ...rest } = options;
    return madeHere({
      kind: 'grid',
      ...(side !== undefined && { side: checkUpTo('side', side, 10) }),
      ...(spacing !== undefined && { spacing: checkNumber('spacing', spacing, 0, 1000) }),
      ...checkedMixture(rest),
    });
  },

  /**
   * Series of whole numbers from 0 to 100 as shares of 100; shape [steps, 1]. Which are easier to memorize?
   * @param options.kind 'patterned': 50, 48, 46 … 14 and the like; 'random': 40, 27, 25 …
   * @param options.count training series, 1,000 by default; a tenth as many again are made for the test split
   * @param options.steps numbers in a series, 19 by default, 101 at most
   * Source: Géron, Hands-On Machine Learning, ch. 17, "Efficient Data Representations"
   */
  sequences(options: {
    readonly kind: 'patterned' | 'random';
    readonly count?: number;
    readonly steps?: number;
    readonly seed?: number;
  }): SequencesSpec {
    checkOptions('datasets.sequences()', options, ['kind', 'count', 'steps', 'seed']);
    const { kind, count, steps, seed } = options;
    return madeHere({
      kind: 'sequences',
      numbers: checkChoice('kind', kind, ['patterned', 'random']),
      ...(count !== undefined && { count: checkUpTo('count', count, 1_000_000) }),
      ...(steps !== undefined && { steps: checkUpTo('steps', steps, 101) }),
      ...(seed !== undefined && { seed: checkCount('seed', seed, 0) }),
    });
  },

  /**
   * Another data set whose training batches are changed by chance, anew in each epoch: a function of the run's seed, so that a
   * resumed run and a replayed step see the same. Held-out images, test images and pictures stay as they are.
   * @throws ExperimentError when an option is of the wrong kind
   */
  augmented(dataset: DatasetSpec, augmentation: Augmentation): AugmentedSpec {
    checkDataset(dataset);
    if (dataset.kind === 'augmented')
      throw new ExperimentError(
        'datasets.augmented() expected a data set that is not augmented yet, and got one that is.',
        'Name all changes in one call.',
      );
    const flags = ['flipHorizontally', 'flipVertically'] as const;
    const most = { shiftPx: 4096, rotateDegrees: 180, scale: 0.9, brightness: 1, noise: 100, cutout: 1 } as const;
    const names = Object.keys(most) as (keyof typeof most)[];
    checkOptions('datasets.augmented()', augmentation, [...flags, ...names, 'beyond']);
    for (const name of flags) if (augmentation[name] !== undefined) checkFlag(name, augmentation[name]);
    for (const name of names)
      if (augmentation[name] !== undefined) checkNumber(name, augmentation[name], 0, most[name]);
    if (augmentation.shiftPx !== undefined) checkCount('shiftPx', augmentation.shiftPx, 0);
    if (augmentation.beyond !== undefined) checkChoice('beyond', augmentation.beyond, ['black', 'edge']);
    return madeHere({ kind: 'augmented', dataset, augmentation: { ...augmentation } });
  },
};

/** With where it was called, which travels with the spec and is no part of it. */
function madeHere<Spec extends DatasetSpec>(spec: Spec): Spec {
  return Object.defineProperty(spec, 'madeAt', { value: new Error('made here'), enumerable: false });
}

function splitOf({ testShare, seed }: SplitOptions): SplitOptions {
  return {
    ...(testShare !== undefined && { testShare: checkNumber('testShare', testShare, 0, 1, true) }),
    ...(seed !== undefined && { seed: checkCount('seed', seed, 0) }),
  };
}

interface MixtureOptions {
  readonly deviation?: number;
  readonly count?: number;
  readonly seed?: number;
}

/** Of a mode that is a single point nothing is ever near. */
const LEAST_DEVIATION = 1e-6;

function checkedMixture({ deviation, count, seed }: MixtureOptions): MixtureOptions {
  return {
    ...(deviation !== undefined && { deviation: checkNumber('deviation', deviation, LEAST_DEVIATION, 1000) }),
    ...(count !== undefined && { count: checkUpTo('count', count, 1_000_000) }),
    ...(seed !== undefined && { seed: checkCount('seed', seed, 0) }),
  };
}

function numbersOf(options: NumbersOptions): NumbersOptions {
  const { range, samples, classNames } = options;
  return {
    ...(range !== undefined && { range: checkRange('range', range) }),
    ...(samples !== undefined && { samples: checkChoice('samples', samples, SAMPLES) }),
    ...(classNames !== undefined && { classNames: checkNames('classNames', classNames) }),
    ...splitOf(options),
  };
}

function checkUpTo(name: string, value: unknown, most: number): number {
  return checkNumber(name, checkCount(name, value, 1), 1, most);
}
