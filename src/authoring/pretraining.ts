/**
 * Unsupervised pretraining as an experiment: an autoencoder learns from all images without their classes; its encoder then
 * becomes the lower part of a classifier that sees the classes of a few, beside the same classifier trained from scratch.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkClasses } from './class-checks';
import { checkCount, checkModel, checkOptimizer, checkSameShape, inputShape, outputShape } from './checks';
import type { Corruption } from './corruptions';
import { type Batch, defineExperiment, type Experiment, type OptimizerChoice } from './experiment';
import { ExperimentError } from './experiment-error';
import { accuracy, lossUnits, meanSquaredError } from './losses';
import {
  checkChain,
  checkReconstructed,
  pairsPicture,
  readReconstructionOptions,
  reconstructionOf,
  type ReconstructionOptions,
  SHOWN_IMAGES,
} from './reconstruction';

export interface PretrainingOptions extends ReconstructionOptions {
  /** Images → codings. */
  readonly encoder: LayersModel;
  /** Codings → images of the data's shape and range. */
  readonly decoder: LayersModel;
  /** Codings → [batch, classes], probabilities (a softmax). */
  readonly head: LayersModel;
  /** Models of the same layers, not pretrained, to compare with. */
  readonly fromScratch: { readonly encoder: LayersModel; readonly head: LayersModel };
  /** Done to the inputs while the autoencoder learns, and not to its targets: what denoises has to know more of its images. */
  readonly corrupt?: Corruption;
  /** How many training images come with their classes. */
  readonly labelled: number;
  /** Epochs of the autoencoder, 10 by default. */
  readonly pretraining?: number;
  /** Passes of the classifiers over the labelled images, 20 by default. */
  readonly epochs?: number;
  /** Makes one optimizer for each of the three. */
  readonly optimizer: OptimizerChoice;
}

const PRETRAINING = 'pretraining';
const CLASSIFYING = 'classifying';
const PROBABILITY_FLOOR = 1e-7;

/**
 * Pretraining, then a classifier on few labels, and the same one from scratch, step by step on the same batches.
 * Records, in the stage `pretraining`, `loss` and `valMse`; in the stage `classifying` `classifierLoss`, `scratchLoss` (cross-entropy, nats), and
 * over the held-out images `valAccuracy` and `valAccuracyFromScratch`.
 * @throws ExperimentError when an option is missing, of the wrong kind, or when the models' shapes don't fit
 * Source: Géron, Hands-On Machine Learning, ch. 17, "Unsupervised pretraining using stacked autoencoders"
 */
export function pretraining(options: PretrainingOptions): Experiment {
  const {
    encoder,
    decoder,
    head,
    fromScratch,
    corrupt,
    labelled,
    pretraining: epochsBefore = 10,
    epochs = 20,
  } = options;
  const { loss, lossOf, common } = readReconstructionOptions(options);
  checkModel('encoder', encoder);
  checkModel('decoder', decoder);
  checkModel('head', head);
  checkChain(encoder, decoder);
  checkTwins(options);
  checkCount('labelled', labelled, 1);
  checkCount('pretraining', epochsBefore, 1);
  checkCount('epochs', epochs, 1);
  const classes = outputShape(head)[1] ?? 0;

  const apply = (model: LayersModel, x: tf.Tensor, training: boolean) => model.apply(x, { training }) as tf.Tensor;
  const reconstruct = (images: tf.Tensor) => apply(decoder, apply(encoder, images, false), false);
  const classify = (parts: { encoder: LayersModel; head: LayersModel }, images: tf.Tensor, training: boolean) =>
    apply(parts.head, apply(parts.encoder, images, training), training);
  const pretrained = { encoder, head };

  return defineExperiment({
    family: 'pretraining',
    stepIsOurs: true,
    models: { encoder, decoder, head, scratchEncoder: fromScratch.encoder, scratchHead: fromScratch.head },
    optimizers: {
      autoencoder: { optimizer: checkOptimizer('autoencoder', options.optimizer), trains: ['encoder', 'decoder'] },
      classifier: { optimizer: checkOptimizer('classifier', options.optimizer), trains: ['encoder', 'head'] },
      scratch: { optimizer: checkOptimizer('scratch', options.optimizer), trains: ['scratchEncoder', 'scratchHead'] },
    },
    ...common,
    epochs: epochsBefore + epochs,
    stages: [
      { name: PRETRAINING, epochs: epochsBefore },
      { name: CLASSIFYING, epochs, images: labelled },
    ],
    checkData: (data) => {
      checkReconstructed(encoder, decoder, loss, data);
      checkClasses('pretraining', head, data.classCount);
    },
    step: (context): Record<string, tf.Scalar> => {
      const { batch, update, stage } = context;
      if (stage === PRETRAINING) {
        const inputs = corrupt ? corrupt.apply(batch.images, context) : batch.images;
        return {
          loss: update('autoencoder', () => lossOf(batch.images, apply(decoder, apply(encoder, inputs, true), true))),
        };
      }
      const wanted = tf.oneHot(batch.labels, classes);
      return {
        classifierLoss: update('classifier', () => crossEntropy(wanted, classify(pretrained, batch.images, true))),
        scratchLoss: update('scratch', () => crossEntropy(wanted, classify(fromScratch, batch.images, true))),
      };
    },
    evaluate: ({ images, labels }: Batch, { stage }): Record<string, tf.Scalar> => {
      if (stage === PRETRAINING) return { valMse: meanSquaredError(images, reconstruct(images)) };
      const accuracyOf = (parts: { encoder: LayersModel; head: LayersModel }) =>
        accuracy(labels, classify(parts, images, false));
      return { valAccuracy: accuracyOf(pretrained), valAccuracyFromScratch: accuracyOf(fromScratch) };
    },
    curves: [
      {
        id: 'accuracy',
        title: 'Accuracy',
        subtitle: `${labelled} labels; share of held-out images told right`,
        series: [
          { tag: 'valAccuracy', label: 'pretrained', role: 'validation' },
          { tag: 'valAccuracyFromScratch', label: 'from scratch', role: 'plain' },
        ],
      },
      {
        id: 'classifierLoss',
        title: 'Classifier loss',
        subtitle: 'cross-entropy, nats',
        series: [
          { tag: 'classifierLoss', label: 'pretrained', role: 'train' },
          { tag: 'scratchLoss', label: 'from scratch', role: 'plain' },
        ],
      },
      {
        id: 'loss',
        title: 'Pretraining loss',
        subtitle: lossUnits[loss],
        series: [
          { tag: 'loss', label: 'train', role: 'train' },
          { tag: 'valMse', label: 'validation MSE', role: 'validation' },
        ],
      },
    ],
    showsBeliefs: false,
    encoder: 'encoder',
    pictures: [
      pairsPicture({
        subtitle: 'input over reconstruction',
        caption: `${SHOWN_IMAGES} held-out images, each over its reconstruction`,
        make: (images) => [images, reconstruct(images)],
      }),
    ],
    reconstruction: reconstructionOf(reconstruct),
    madeAt: new Error('made here'),
  });
}

/** @param wanted one-hot [batch, classes] @returns mean over the batch, in nats */
function crossEntropy(wanted: tf.Tensor, probabilities: tf.Tensor): tf.Scalar {
  const logs = tf.log(tf.clipByValue(probabilities, PROBABILITY_FLOOR, 1));
  return tf.neg(tf.mean<tf.Scalar>(tf.sum(tf.mul(wanted, logs), 1)));
}

function checkTwins({ encoder, head, fromScratch }: PretrainingOptions): void {
  if (!fromScratch)
    throw new ExperimentError(
      'pretraining() expected `fromScratch`, an encoder and a head of the same layers to compare with, and got none.',
      'Make the models by a function, and call it twice.',
    );
  checkModel('encoder from scratch', fromScratch.encoder);
  checkModel('head from scratch', fromScratch.head);
  if (fromScratch.encoder === encoder || fromScratch.head === head)
    throw new ExperimentError(
      'The models from scratch are the pretrained ones themselves.',
      'Make the models by a function, and call it twice.',
    );
  checkSameShape("The encoder's codings don't fit the head's input", outputShape(encoder), inputShape(head), encoder);
  const twins = [
    ['encoder', fromScratch.encoder, encoder],
    ['head', fromScratch.head, head],
  ] as const;
  for (const [role, twin, own] of twins)
    if (twin.countParams() !== own.countParams())
      throw new ExperimentError(
        `The ${role} from scratch expected as many parameters as the pretrained one, ${own.countParams()}, and has ${twin.countParams()}.`,
        'Make both by the same function.',
        twin.layers.at(-1),
      );
}
