/**
 * What all GANs share: their options, the checks of their two models, and the two phases of a step. What a model is given
 * beside codings or images, a class for example, comes after these.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { DatasetSpec } from '../base/dataset-spec';
import { batchNormalizations, type FrozenStatistics, withFrozenAverages } from './batch-normalization';
import {
  checkChoice,
  checkCount,
  checkDataset,
  checkModel,
  checkOptimizer,
  checkOwnOptimizers,
  checkSameShape,
  describeValue,
  inputShape,
  outputShape,
} from './checks';
import type { Curves, DataFacts, OptimizerChoice, StepContext, TrainedBy } from './experiment';
import { ExperimentError } from './experiment-error';
import { binaryCrossentropy, lossUnits } from './losses';
import { activationOf, lastComputingLayer } from './softmax';

export interface AdversarialOptions {
  readonly dataset: DatasetSpec;
  /** Length of the vector of random codings that the generator draws from. */
  readonly codings: number;
  readonly loss?: 'binaryCrossentropy';
  /** Makes one optimizer for each model; or one factory for each, { generator, discriminator }, when they differ. */
  readonly optimizer: OptimizerChoice | Readonly<Record<'generator' | 'discriminator', OptimizerChoice>>;
  /**
   * How real and generated images meet the discriminator: 'mixed' in one batch, or 'apart', each in a batch of its own with
   * its own statistics. By default apart where the discriminator has batch normalization, mixed elsewhere.
   */
  readonly meeting?: 'mixed' | 'apart';
  /**
   * What the discriminator's batch normalization goes by while the generator learns: the 'batch' of generated images (the
   * default), or the 'movingAverages', as Keras' frozen layers do. The moving averages stay as they are either way.
   */
  readonly frozenStatistics?: FrozenStatistics;
  /**
   * One-sided label smoothing: the discriminator is to give a real image a probability of 1 − labelSmoothing. In [0, 0.5), 0 by default.
   * Source: Salimans et al., "Improved Techniques for Training GANs", 2016, section 3.4
   */
  readonly labelSmoothing?: number;
  /** Real images a step; the discriminator sees as many generated ones. */
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly seed?: number;
}

/** The two models and by which rules they play. */
export interface Game {
  readonly generator: LayersModel;
  readonly discriminator: LayersModel;
  readonly codings: number;
  readonly meeting: 'mixed' | 'apart';
  readonly frozenStatistics: FrozenStatistics;
  /** The probability that a real image is to be given. */
  readonly realTarget: number;
}

type Models = Pick<Game, 'generator' | 'discriminator'>;

/** @throws ExperimentError when an option is missing or of the wrong kind, or when the two models don't fit together */
export function readGame(options: AdversarialOptions & Models): Game {
  const { dataset, generator, discriminator, codings, loss = 'binaryCrossentropy', labelSmoothing = 0 } = options;
  checkDataset(dataset);
  checkModel('generator', generator);
  checkModel('discriminator', discriminator);
  checkCount('codings', codings, 1);
  checkChoice('loss', loss, ['binaryCrossentropy']);
  const hasStatistics = batchNormalizations(discriminator).length > 0;
  const { meeting = hasStatistics ? 'apart' : 'mixed', frozenStatistics = 'batch' } = options;
  checkChoice('meeting', meeting, ['mixed', 'apart']);
  checkChoice('frozenStatistics', frozenStatistics, ['batch', 'movingAverages']);
  if (!(typeof labelSmoothing === 'number' && labelSmoothing >= 0 && labelSmoothing < 0.5))
    throw new ExperimentError(
      `labelSmoothing expected a number from 0 to below 0.5, and got ${describeValue(labelSmoothing)}.`,
      'Set it for example to 0.1: real images are then to be given a probability of 0.9.',
    );
  return { generator, discriminator, codings, meeting, frozenStatistics, realTarget: 1 - labelSmoothing };
}

/** @throws ExperimentError unless the discriminator takes what the generator gives, and gives one probability an image */
export function checkPlayers({ generator, discriminator, codings }: Game): void {
  checkSameShape(
    "The generator's input is not a vector of `codings`",
    inputShape(generator),
    [null, codings],
    generator,
  );
  checkSameShape(
    "The generator's images don't fit the discriminator's input",
    outputShape(generator),
    inputShape(discriminator),
    generator,
  );
  checkSameShape(
    'The discriminator has to give one probability an image',
    outputShape(discriminator),
    [null, 1],
    discriminator,
  );
  for (const [role, model] of [
    ['generator', generator],
    ['discriminator', discriminator],
  ] as const)
    if (model.outputs.length !== 1)
      throw new ExperimentError(
        `The ${role} expected one output, and has ${model.outputs.length}.`,
        'Make a model of the one that belongs to this game.',
      );
  checkGivesProbability(discriminator);
}

/** Activations that give other numbers than from 0 to 1, or of one unit always the same. */
const NO_PROBABILITIES = new Set([
  'linear',
  'relu',
  'relu6',
  'elu',
  'selu',
  'tanh',
  'softplus',
  'softsign',
  'softmax',
  'swish',
  'mish',
  'gelu',
]);

/** A value outside of 0 to 1 is clipped by the loss, and has no gradient: nobody learns from it. @throws ExperimentError */
function checkGivesProbability(discriminator: LayersModel): void {
  const last = lastComputingLayer(discriminator);
  const activation = last && activationOf(last);
  // What a layer of one's own does nobody knows.
  if (!activation || !NO_PROBABILITIES.has(activation)) return;
  throw new ExperimentError(
    `The discriminator's last layer expected the activation 'sigmoid', which gives a probability, and got '${activation}'.`,
    "End it in tf.layers.dense({ units: 1, activation: 'sigmoid' }).",
    last,
  );
}

/** What defineExperiment() takes over from the options of any GAN as it is. @throws ExperimentError */
export function commonParts(options: AdversarialOptions) {
  const { dataset, batchSize = 32, epochs = 50, seed = 42, loss = 'binaryCrossentropy' } = options;
  return {
    stepIsOurs: true,
    optimizers: optimizersOf(options.optimizer),
    dataset,
    validation: 0,
    batchSize: checkCount('batchSize', batchSize, 1),
    epochs: checkCount('epochs', epochs, 1),
    seed: checkCount('seed', seed, 0),
    curves: [
      {
        id: 'loss',
        title: 'Loss',
        subtitle: lossUnits[loss],
        series: [
          { tag: 'gLoss', label: 'G', role: 'generated', phase: 'generator' },
          { tag: 'dLoss', label: 'D', role: 'real', phase: 'discriminator' },
        ],
      } satisfies Curves,
    ],
    showsBeliefs: true,
  };
}

function optimizersOf(choice: AdversarialOptions['optimizer']): Record<'generator' | 'discriminator', TrainedBy> {
  const isPair = typeof choice === 'object' && choice !== null && ('generator' in choice || 'discriminator' in choice);
  const trainedBy = (role: 'generator' | 'discriminator'): TrainedBy => ({
    optimizer: checkOptimizer(role, isPair ? choice[role] : choice),
    trains: [role],
  });
  const both = { discriminator: trainedBy('discriminator'), generator: trainedBy('generator') };
  return checkOwnOptimizers(both);
}

/** @throws ExperimentError unless the generator can make images of the data's shape and range */
export function checkImages({ generator }: Models, { shape, range: [least, most] }: DataFacts): void {
  checkSameShape(
    "The generator's images don't have the shape of the data",
    outputShape(generator),
    [null, ...shape],
    generator,
  );
  const layer = lastComputingLayer(generator);
  if (least < 0 || !layer || activationOf(layer) !== 'tanh') return;
  throw new ExperimentError(
    `The generator ends in the activation 'tanh', which gives numbers from -1 to 1, and the data lie from ${least} to ${most}.`,
    "Put tf.layers.rescaling({ scale: 0.5, offset: 0.5 }) behind it, and tf.layers.rescaling({ scale: 2, offset: -1 }) before the discriminator's first layer: then both work from -1 to 1.",
    layer,
  );
}

/** In training mode: dropout and the batch's own statistics, in both phases. */
const apply = (model: LayersModel, x: tf.Tensor, given: readonly tf.Tensor[]): tf.Tensor =>
  model.apply(given.length > 0 ? [x, ...given] : x, { training: true }) as tf.Tensor;

/** What both models get beside codings or images: a row for each image of the batch. */
export interface Given {
  readonly right: readonly tf.Tensor[];
  /** What does not belong to the real images: beside it, the discriminator is to take these for generated ones. */
  readonly wrong?: readonly tf.Tensor[];
}

/**
 * First the discriminator learns to tell generated (label 0) and real (label 1) images apart; then the generator, with the
 * discriminator frozen, learns to have new images taken for real. Records `dLoss` and `gLoss`.
 */
export function trainBothPhases(context: StepContext, game: Game, given: Given = { right: [] }) {
  const { right } = given;
  const { generator, discriminator, codings, frozenStatistics } = game;
  const { batch } = context;
  const generated = apply(generator, context.normal([batch.size, codings]), right);
  const dLoss = context.update('discriminator', () => judge(context, game, generated, given));

  const freshCodings = context.normal([batch.size, codings]);
  const wanted = tf.ones([batch.size, 1]);
  const gLoss = context.update('generator', () => {
    const images = apply(generator, freshCodings, right);
    return binaryCrossentropy(
      wanted,
      withFrozenAverages(discriminator, frozenStatistics, () => apply(discriminator, images, right)),
    );
  });
  return { dLoss, gLoss };
}

/**
 * The discriminator's loss: the mean over all images, generated and real. Real images beside what is wrong of them count
 * half, and generated ones then the other half.
 * Source for these: Reed et al., "Generative Adversarial Text to Image Synthesis", 2016, algorithm 1
 */
function judge(context: StepContext, game: Game, generated: tf.Tensor, { right, wrong }: Given): tf.Scalar {
  const { realTarget } = game;
  const { batch, believe } = context;
  const { size, images } = batch;
  const seen = [
    { images: generated, given: right },
    { images, given: right },
  ];
  const { all, each } = meet(game, wrong ? [...seen, { images, given: wrong }] : seen);
  const [ofGenerated, ofReal, ofWrong] = each as [tf.Tensor, tf.Tensor, tf.Tensor?];
  believe('generated', ofGenerated);
  believe('real', ofReal);
  const [fakeLabels, realLabels] = [tf.zeros([size, 1]), tf.fill([size, 1], realTarget)];
  if (!ofWrong) return binaryCrossentropy(tf.concat([fakeLabels, realLabels]), all);
  const fake = tf.div(tf.add(binaryCrossentropy(fakeLabels, ofGenerated), binaryCrossentropy(fakeLabels, ofWrong)), 2);
  return tf.div(tf.add(binaryCrossentropy(realLabels, ofReal), fake), 2);
}

interface Seen {
  readonly images: tf.Tensor;
  readonly given: readonly tf.Tensor[];
}

/** The discriminator's probabilities of all batches: these mixed in one, or each for itself. */
function meet({ discriminator, meeting }: Game, batches: readonly Seen[]): { all: tf.Tensor; each: tf.Tensor[] } {
  if (meeting === 'apart') {
    // With batch norm, real and generated images go through it apart: mixed, each would leak into the other's statistics.
    const each = batches.map(({ images, given }) => apply(discriminator, images, given));
    return { all: tf.concat(each), each };
  }
  const given = (batches[0]?.given ?? []).map((_, at) => tf.concat(batches.map((one) => one.given[at]!)));
  const all = apply(discriminator, tf.concat(batches.map(({ images }) => images)), given);
  return { all, each: tf.split(all, batches.length) };
}
