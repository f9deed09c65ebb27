/** What every dataset is to the rest of Gibbon: two splits of labelled images, and words for people. No I/O here. */
import type { DatasetSpec } from '../base/dataset-spec';
import type { Result } from '../base/result';

export interface DatasetSplit {
  /** Number of images. */
  readonly count: number;
  /** Of one image: [height, width, channels]. */
  readonly shape: readonly number[];
  /**
   * The images at `indices`, converted to floats.
   * @param out taken when given: at least indices.length × pixels of an image long; what lies beyond is left alone
   * @returns row-major [n, ...shape], pixels in [0, 1]
   * @throws RangeError when an index is outside of [0, count) or `out` is too short
   */
  gather(indices: ArrayLike<number>, out?: Float32Array): Float32Array;
  /**
   * The classes of the images at `indices`: [n], each an index into the dataset's `classNames`.
   * @throws RangeError when an index is outside of [0, count)
   */
  labels(indices: ArrayLike<number>): Int32Array;
}

export interface Dataset {
  /** The name people know it by, such as 'Fashion-MNIST'. */
  readonly name: string;
  /** One line for people: what is shown, how much of it, from where, and why it is not what was asked for. */
  readonly description: string;
  /** The folder it was read from, or how it was made. */
  readonly origin: string;
  /** Of every pixel that `gather` gives. */
  readonly range: readonly [0, 1];
  readonly classNames: readonly string[];
  readonly train: DatasetSplit;
  readonly test: DatasetSplit;
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
  /** Full sentences about what takes long. */
  readonly onProgress?: (message: string) => void;
  /** When aborted, the load rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * How one kind of dataset is had; `load-dataset.ts` lists them all.
 * @param loadOther loads a dataset that stands in for this one
 */
export type DatasetLoader<Spec extends DatasetSpec> = (
  spec: Spec,
  options: LoadOptions,
  loadOther: (spec: DatasetSpec) => Promise<Result<Dataset>>,
) => Promise<Result<Dataset>>;
