/** The GAN of the lecture as an experiment: two models, two phases a step. */
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
import { defineExperiment, type Experiment, type OptimizerChoice, type StepContext } from './experiment';
import { binaryCrossentropy, lossUnits } from './losses';
import { scatterPictures } from './scatter-picture';

export interface GanOptions {
  readonly dataset: DatasetSpec;
  /** [batch, codings] → images of the data's shape and range. */
  readonly generator: LayersModel;
  /** Images → [batch, 1], the probability that an image is real. */
  readonly discriminator: LayersModel;
  /** Length of the vector of random codings that the generator draws from. */
  readonly codings: number;
  readonly loss?: 'binaryCrossentropy';
  /** Makes one optimizer for each model. */
  readonly optimizer: OptimizerChoice;
  /** Real images a step; the discriminator sees as many generated ones. */
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly seed?: number;
}

const WALL_COLUMNS = 8;
const WALL_ROWS = 8;

/**
 * A generative adversarial network. Each step has two phases: the discriminator learns to tell a mixed batch of
 * generated (label 0) and real (label 1) images apart; then the generator, with the discriminator frozen, learns to
 * have new images taken for real.
 * @throws ExperimentError when an option is missing, of the wrong kind, or when the models' shapes don't fit
 * Source: Goodfellow et al., "Generative Adversarial Nets", 2014; the loop as in Géron, Hands-On Machine Learning, ch. 17
 */
export function gan(options: GanOptions): Experiment {
  const {
    dataset,
    generator,
    discriminator,
    codings,
    loss = 'binaryCrossentropy',
    batchSize = 32,
    epochs = 50,
    seed = 42,
  } = options;
  checkDataset(dataset);
  checkModel('generator', generator);
  checkModel('discriminator', discriminator);
  checkCount('codings', codings, 1);
  checkChoice('loss', loss, ['binaryCrossentropy']);
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

  return defineExperiment({
    family: 'gan',
    stepIsOurs: true,
    models: { generator, discriminator },
    optimizers: {
      discriminator: { optimizer: checkOptimizer('discriminator', options.optimizer), trains: ['discriminator'] },
      generator: { optimizer: checkOptimizer('generator', options.optimizer), trains: ['generator'] },
    },
    dataset,
    validation: 0,
    batchSize: checkCount('batchSize', batchSize, 1),
    epochs: checkCount('epochs', epochs, 1),
    seed: checkCount('seed', seed, 0),
    checkData: ({ shape }) =>
      checkSameShape(
        "The generator's images don't have the shape of the data",
        outputShape(generator),
        [null, ...shape],
        generator,
      ),
    step: (context) => trainBothPhases(context, generator, discriminator, codings),
    curves: [
      {
        id: 'loss',
        title: 'Loss',
        subtitle: lossUnits[loss],
        series: [
          { tag: 'gLoss', label: 'G', role: 'generated', phase: 'generator' },
          { tag: 'dLoss', label: 'D', role: 'real', phase: 'discriminator' },
        ],
      },
    ],
    showsBeliefs: true,
    pictures: [
      ...scatterPictures(generator, codings),
      {
        tag: 'samples',
        title: 'Samples',
        subtitle: 'fixed codings; one row, one coding',
        caption: `${WALL_COLUMNS * WALL_ROWS} fixed codings`,
        layout: 'samples',
        isOfSamples: true,
        columns: WALL_COLUMNS,
        rows: WALL_ROWS,
        draw: ({ fixedNormal }) => generator.predict(fixedNormal([WALL_COLUMNS * WALL_ROWS, codings])) as tf.Tensor,
      },
    ],
    madeAt: new Error('made here'),
  });
}

function trainBothPhases(context: StepContext, generator: LayersModel, discriminator: LayersModel, codings: number) {
  const { batch } = context;
  const apply = (model: LayersModel, x: tf.Tensor, training: boolean) => model.apply(x, { training }) as tf.Tensor;

  const generated = apply(generator, context.normal([batch.size, codings]), false);
  const mixed = tf.concat([generated, batch.images]);
  const labels = tf.concat([tf.zeros([batch.size, 1]), tf.ones([batch.size, 1])]);
  const dLoss = context.update('discriminator', () => {
    const probabilities = apply(discriminator, mixed, true);
    context.believe('generated', tf.slice(probabilities, [0, 0], [batch.size, 1]));
    context.believe('real', tf.slice(probabilities, [batch.size, 0], [batch.size, 1]));
    return binaryCrossentropy(labels, probabilities);
  });

  const freshCodings = context.normal([batch.size, codings]);
  const wanted = tf.ones([batch.size, 1]);
  const gLoss = context.update('generator', () =>
    binaryCrossentropy(wanted, apply(discriminator, apply(generator, freshCodings, true), true)),
  );
  return { dLoss, gLoss };
}
