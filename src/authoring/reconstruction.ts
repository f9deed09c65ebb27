/** What all families share that give images back: checks of their options and models, the wall of pairs. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkChoice, checkSameShape, inputShape, outputShape } from './checks';
import type { DataFacts, Experiment, LookContext, Picture } from './experiment';
import { ExperimentError } from './experiment-error';
import { type HeldOutOptions, readHeldOutOptions } from './held-out-training';
import { type ReconstructionLoss, reconstructionLosses } from './losses';
import { activationOf, lastComputingLayer } from './softmax';

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

/** @throws ExperimentError unless the encoder takes the data's samples, and the decoder can give their numbers back */
export function checkReconstructed(
  encoder: LayersModel,
  decoder: LayersModel,
  loss: ReconstructionLoss,
  { shape, range }: DataFacts,
): void {
  checkSameShape(
    "The encoder's input doesn't have the shape of the data",
    inputShape(encoder),
    [null, ...shape],
    encoder,
  );
  checkReach(decoder, loss, range);
}

/** What the last activation of a decoder can give at all. */
const REACH: Readonly<Record<string, readonly [least: number, most: number]>> = {
  sigmoid: [0, 1],
  hardSigmoid: [0, 1],
  softmax: [0, 1],
  tanh: [-1, 1],
};
/** Samples to which noise was added may stick out so far. */
const TOLERATED = 0.05;

function checkReach(decoder: LayersModel, loss: ReconstructionLoss, [least, most]: DataFacts['range']): void {
  const layer = lastComputingLayer(decoder);
  const span = `from ${formatNumber(least)} to ${formatNumber(most)}`;
  if (loss === 'binaryCrossentropy' && (least < -1e-6 || most > 1 + 1e-6))
    throw new ExperimentError(
      `The loss binaryCrossentropy expected data from 0 to 1, and got ${span}.`,
      "Divide the data so that they lie in [0, 1], or write loss: 'meanSquaredError'.",
      layer,
    );
  const activation = layer && activationOf(layer);
  const reach = activation === undefined ? undefined : REACH[activation];
  if (!reach || (least >= reach[0] - TOLERATED && most <= reach[1] + TOLERATED)) return;
  throw new ExperimentError(
    `The decoder ends in the activation '${activation}', which gives numbers from ${reach[0]} to ${reach[1]}, and the data lie ${span}.`,
    `Scale the data into [${reach.join(', ')}], or give the decoder's last layer no activation.`,
    layer,
  );
}

const formatNumber = (value: number): string => String(Number(value.toPrecision(4)));

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
