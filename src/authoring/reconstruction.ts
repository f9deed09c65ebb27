/** What all families share that give images back: checks of their options, the wall of pairs, the curves of their loss. */
import * as tf from '@tensorflow/tfjs-core';
import type { DatasetSpec } from '../base/dataset-spec';
import { checkChoice, checkCount, checkDataset } from './checks';
import type { Curves, Experiment, LookContext, Picture } from './experiment';
import { type ReconstructionLoss, reconstructionLosses } from './losses';

/** What every such family may be given. */
export interface ReconstructionOptions {
  readonly dataset: DatasetSpec;
  readonly loss?: ReconstructionLoss;
  /**
   * Training images held out for the validation loss. By default those of a folder `validation`, else 5,000, or a tenth of
   * the training images where 5,000 would be more than half.
   */
  readonly validation?: number;
  readonly batchSize?: number;
  readonly seed?: number;
}

const WALL_COLUMNS = 8;
const WALL_PAIRS = 4;
/** Held-out images that a wall shows, and that errors are measured of. */
export const SHOWN_IMAGES = WALL_COLUMNS * WALL_PAIRS;

/** @throws ExperimentError when one of them is of the wrong kind */
export function readReconstructionOptions(options: ReconstructionOptions) {
  const { dataset, loss = 'meanSquaredError', validation, batchSize = 32, seed = 42 } = options;
  checkDataset(dataset);
  checkChoice('loss', loss, ['binaryCrossentropy', 'meanSquaredError']);
  return {
    loss,
    lossOf: reconstructionLosses[loss],
    common: {
      dataset,
      validation: validation === undefined ? undefined : checkCount('validation', validation, 0),
      batchSize: checkCount('batchSize', batchSize, 1),
      seed: checkCount('seed', seed, 0),
    },
  };
}

export interface Pairs {
  /** Under the wall. */
  readonly caption: string;
  readonly subtitle: string;
  /** @returns [inputs as the model sees them, its reconstructions], each [count, …image shape] */
  readonly make: (images: tf.Tensor, context: LookContext) => readonly [tf.Tensor, tf.Tensor];
}

/** Held-out images, each over what the model makes of it. */
export const pairsPicture = ({ caption, subtitle, make }: Pairs): Picture => ({
  tag: 'reconstructions',
  title: 'Reconstructions',
  subtitle,
  caption,
  layout: 'pairs',
  isOfSamples: true,
  columns: WALL_COLUMNS,
  rows: 2 * WALL_PAIRS,
  draw: (context) => {
    const images = context.heldOut(SHOWN_IMAGES);
    const imageShape = images.shape.slice(1);
    const inRows = (tiles: tf.Tensor) => tf.reshape(tiles, [WALL_PAIRS, WALL_COLUMNS, ...imageShape]);
    // Row by row: eight inputs, then their eight reconstructions.
    return tf.reshape(tf.stack(make(images, context).map(inRows), 1), [-1, ...imageShape]);
  },
});

/** What errors are measured of: the same images that the wall shows. */
export const reconstructionOf = (
  reconstruct: (images: tf.Tensor, stage: string) => tf.Tensor,
): NonNullable<Experiment['reconstruction']> => ({ count: SHOWN_IMAGES, reconstruct });

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
