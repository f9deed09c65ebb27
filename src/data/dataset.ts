/** What every dataset is to the rest of Gibbon: two splits of labelled samples, and words for people. No I/O here. */
import type { DatasetSpec, SampleKind } from '../base/dataset-spec';
import type { Result } from '../base/result';

/** What a changed sample hangs on, beside its own index: so that a step that is trained again sees the same one. */
export interface TrainingMoment {
  /** Of the run. */
  readonly seed: number;
  readonly epoch: number;
}

export interface DatasetSplit {
  /** Number of samples. */
  readonly count: number;
  /** Of one sample; of an image [height, width, channels]. */
  readonly shape: readonly number[];
  /**
   * The samples at `indices` as floats.
   * @param out taken when given: at least indices.length × numbers of a sample long; what lies beyond is left alone
   * @param moment when given, the samples are changed as an augmented data set changes them for training at that moment
   * @returns row-major [n, ...shape], in the data set's range
   * @throws RangeError when an index is outside of [0, count) or `out` is too short
   */
  gather(indices: ArrayLike<number>, out?: Float32Array, moment?: TrainingMoment): Float32Array;
  /**
   * The classes of the samples at `indices`: [n], each an index into the dataset's `classNames`; 0 where it has none.
   * @throws RangeError when an index is outside of [0, count)
   */
  labels(indices: ArrayLike<number>): Int32Array;
}

/** The centres that the points of a data set lie about, each with as many. */
export interface Modes {
  /** Row-major [modes, numbers of a sample]. */
  readonly centres: Float32Array;
  /** Standard deviation along each axis. */
  readonly deviation: number;
}

export interface Dataset {
  /** The name people know it by, such as 'Fashion-MNIST'. */
  readonly name: string;
  /** One line for people: what is shown, how much of it, from where, and why it is not what was asked for. */
  readonly description: string;
  /** The folder or file it was read from, or how it was made. */
  readonly origin: string;
  /** What one sample is. Images are always grey or coloured: their shape ends in 1 or 3 channels. */
  readonly samples: SampleKind;
  /** Of every number that `gather` gives, unless noise was added to it; [0, 1] for images. */
  readonly range: readonly [least: number, most: number];
  /** Empty where nothing is labelled. */
  readonly classNames: readonly string[];
  /** Of points about known centres, from which each is as far as a normal distribution of this width takes it. */
  readonly modes?: Modes;
  readonly train: DatasetSplit;
  /** May be empty. */
  readonly test: DatasetSplit;
  /** Samples at the end of the training split that came as a validation split. */
  readonly validationCount?: number;
  /** SHA-256 over all samples and labels, for data that may be other data the next time. */
  readonly fingerprint?: string;
}

/** What a loader may use of the machine, and whom it tells. */
export interface LoadOptions {
  /** The folder of the experiment's file, absolute: relative paths in a spec start here. */
  readonly baseFolder: string;
  /** Searched in this order, each itself and its subfolder named after the dataset ('fashion-mnist'). */
  readonly searchFolders: readonly string[];
  /** Gibbon's own; created when something is downloaded. */
  readonly cacheFolder: string;
  readonly allowDownload: boolean;
  /** Addresses to download from, in this order, in place of the dataset's public mirrors. */
  readonly mirrors?: readonly string[];
  /** A mirror that sends nothing for so long is given up. Default 10,000. */
  readonly stallMs?: number;
  /** What a data set of the user's own may take in memory. By default half of the machine's, 4 GB at most. */
  readonly mostBytes?: number;
  /** Full sentences about what takes long. */
  readonly onProgress?: (message: string) => void;
  /** When aborted, the load rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * How one kind of dataset is had; `load-dataset.ts` lists them all.
 * @param loadOther loads a dataset that stands in for this one, or that this one is made of
 */
export type DatasetLoader<Spec extends DatasetSpec> = (
  spec: Spec,
  options: LoadOptions,
  loadOther: (spec: DatasetSpec) => Promise<Result<Dataset>>,
) => Promise<Result<Dataset>>;
