/** The autoencoder as an experiment: an encoder and a decoder that learn to give back what they were shown. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { DatasetSpec } from '../base/dataset-spec';
import {
  checkChoice,
  checkCount,
  checkDataset,
  checkModel,
  checkOptimizer,
  checkSameShape,
  inputShape,
  outputShape,
} from './checks';
import { type Batch, defineExperiment, type Experiment, type OptimizerChoice } from './experiment';
import { lossUnits, meanSquaredError, type ReconstructionLoss, reconstructionLosses } from './losses';

export interface AutoencoderOptions {
  readonly dataset: DatasetSpec;
  /** Images, points or sequences → codings. */
  readonly encoder: LayersModel;
  /** Codings → samples of the data's shape and range. */
  readonly decoder: LayersModel;
  readonly loss?: ReconstructionLoss;
  readonly optimizer: OptimizerChoice;
  /**
   * Training images held out for the validation loss. By default those of a folder `validation`, else 5,000, or a tenth of
   * the training images where 5,000 would be more than half.
   */
  readonly validation?: number;
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly seed?: number;
}

const WALL_COLUMNS = 8;
const WALL_PAIRS = 4;

/**
 * An autoencoder: decoder(encoder(x)) learns to equal x.
 * Records `loss` (training batches, of the chosen kind), and at the end of each epoch `valLoss` (the same kind) and
 * `valMse` over the held-out images.
 * @throws ExperimentError when an option is missing, of the wrong kind, or when the models' shapes don't fit
 */
export function autoencoder(options: AutoencoderOptions): Experiment {
  const {
    dataset,
    encoder,
    decoder,
    loss = 'meanSquaredError',
    validation,
    batchSize = 32,
    epochs = 20,
    seed = 42,
  } = options;
  checkDataset(dataset);
  checkModel('encoder', encoder);
  checkModel('decoder', decoder);
  checkChoice('loss', loss, ['binaryCrossentropy', 'meanSquaredError']);
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

  const reconstruct = (images: tf.Tensor, training: boolean) =>
    decoder.apply(encoder.apply(images, { training }), { training }) as tf.Tensor;
  const lossOf = reconstructionLosses[loss];

  return defineExperiment({
    family: 'autoencoder',
    stepIsOurs: true,
    models: { encoder, decoder },
    optimizers: {
      autoencoder: { optimizer: checkOptimizer('autoencoder', options.optimizer), trains: ['encoder', 'decoder'] },
    },
    dataset,
    validation: validation === undefined ? undefined : checkCount('validation', validation, 0),
    batchSize: checkCount('batchSize', batchSize, 1),
    epochs: checkCount('epochs', epochs, 1),
    seed: checkCount('seed', seed, 0),
    checkShapes: (imageShape) =>
      checkSameShape(
        "The encoder's input doesn't have the shape of the data",
        inputShape(encoder),
        [null, ...imageShape],
        encoder,
      ),
    step: ({ batch, update }) => ({
      loss: update('autoencoder', () => lossOf(batch.images, reconstruct(batch.images, true))),
    }),
    evaluate: ({ images }: Batch) => {
      const outputs = reconstruct(images, false);
      return { valLoss: lossOf(images, outputs), valMse: meanSquaredError(images, outputs) };
    },
    curves: [
      {
        id: 'loss',
        title: 'Loss',
        subtitle: lossUnits[loss],
        series: [
          { tag: 'loss', label: 'train', role: 'train' },
          { tag: 'valLoss', label: 'validation', role: 'validation' },
        ],
      },
    ],
    showsBeliefs: false,
    encoder: 'encoder',
    pictures: [
      {
        tag: 'reconstructions',
        title: 'Reconstructions',
        subtitle: 'input over reconstruction',
        caption: `${WALL_COLUMNS * WALL_PAIRS} held-out images, each over its reconstruction`,
        layout: 'pairs',
        isOfSamples: true,
        columns: WALL_COLUMNS,
        rows: 2 * WALL_PAIRS,
        draw: ({ heldOut }) => {
          const inputs = heldOut(WALL_COLUMNS * WALL_PAIRS);
          const outputs = reconstruct(inputs, false);
          const imageShape = inputs.shape.slice(1);
          const inRows = (images: tf.Tensor) => tf.reshape(images, [WALL_PAIRS, WALL_COLUMNS, ...imageShape]);
          // Row by row: eight inputs, then their eight reconstructions.
          return tf.reshape(tf.stack([inRows(inputs), inRows(outputs)], 1), [-1, ...imageShape]);
        },
      },
    ],
    reconstruction: { count: WALL_COLUMNS * WALL_PAIRS, reconstruct: (images) => reconstruct(images, false) },
    madeAt: new Error('made here'),
  });
}
