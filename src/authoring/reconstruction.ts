/** What all families share that give images back: checks of their options and models, the wall of pairs. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkChoice, checkSameShape, inputShape, outputShape } from './checks';
import type { Experiment, LookContext, Picture } from './experiment';
import { type HeldOutOptions, readHeldOutOptions } from './held-out-training';
import { type ReconstructionLoss, reconstructionLosses } from './losses';

/** What every such family may be given. */
export interface ReconstructionOptions extends HeldOutOptions {
  readonly loss?: ReconstructionLoss;
}

const WALL_COLUMNS = 8;
const WALL_PAIRS = 4;
/** Held-out images that a wall shows, and that errors are measured of. */
export const SHOWN_IMAGES = WALL_COLUMNS * WALL_PAIRS;

/** @throws ExperimentError when one of them is of the wrong kind */
export function readReconstructionOptions(options: ReconstructionOptions) {
  const { loss = 'meanSquaredError' } = options;
  const common = readHeldOutOptions(options);
  checkChoice('loss', loss, ['binaryCrossentropy', 'meanSquaredError']);
  return { loss, lossOf: reconstructionLosses[loss], common };
}

/** @throws ExperimentError unless decoder(encoder(x)) has the shape of x */
export function checkChain(encoder: LayersModel, decoder: LayersModel): void {
  checkSameShape(
    "The encoder's codings don't fit the decoder's input",
    outputShape(encoder),
    inputShape(decoder),
    encoder,
  );
  checkSameShape(
    "The decoder doesn't give back the encoder's input shape",
    outputShape(decoder),
    inputShape(encoder),
    decoder,
  );
}

/** @throws ExperimentError unless the encoder takes the data's images */
export const checkImages = (encoder: LayersModel, imageShape: readonly number[]): void =>
  checkSameShape(
    "The encoder's input doesn't have the shape of the data",
    inputShape(encoder),
    [null, ...imageShape],
    encoder,
  );

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
