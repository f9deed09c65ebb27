/** What all families share that train on data of which some is held out: those options, and the curves of their loss. */
import type { DatasetSpec } from '../base/dataset-spec';
import { checkCount, checkDataset } from './checks';
import type { Curves } from './experiment';

export interface HeldOutOptions {
  readonly dataset: DatasetSpec;
  /**
   * Training images held out for the validation loss. By default those of a folder `validation`, else 5,000, or a tenth of
   * the training images where 5,000 would be more than half.
   */
  readonly validation?: number;
  readonly batchSize?: number;
  readonly seed?: number;
}

/** @throws ExperimentError when one of them is of the wrong kind */
export function readHeldOutOptions({ dataset, validation, batchSize = 32, seed = 42 }: HeldOutOptions) {
  checkDataset(dataset);
  return {
    dataset,
    validation: validation === undefined ? undefined : checkCount('validation', validation, 0),
    batchSize: checkCount('batchSize', batchSize, 1),
    seed: checkCount('seed', seed, 0),
  };
}

/** Training and validation loss over one another. */
export const lossCurves = ({ subtitle }: Pick<Curves, 'subtitle'>): Curves => ({
  id: 'loss',
  title: 'Loss',
  subtitle,
  series: [
    { tag: 'loss', label: 'train', role: 'train' },
    { tag: 'valLoss', label: 'validation', role: 'validation' },
  ],
});
