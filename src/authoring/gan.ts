/** The GAN of the lecture as an experiment: two models, two phases a step. */
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  type AdversarialOptions,
  checkImages,
  checkPlayers,
  commonParts,
  readGame,
  trainBothPhases,
} from './adversarial';
import { checkInputs } from './checks';
import { defineExperiment, type Experiment } from './experiment';
import { scatterPictures } from './scatter-picture';

export interface GanOptions extends AdversarialOptions {
  /** [batch, codings] → images of the data's shape and range. */
  readonly generator: LayersModel;
  /** Images → [batch, 1], the probability that an image is real. */
  readonly discriminator: LayersModel;
}

const WALL_COLUMNS = 8;
const WALL_ROWS = 8;

/**
 * A generative adversarial network. Each step has two phases: the discriminator learns to tell generated (label 0) and real
 * (label 1) images apart, mixed in one batch or each in its own; then the generator, with the discriminator frozen, learns
 * to have new images taken for real.
 * @throws ExperimentError when an option is missing, of the wrong kind, or when the models' shapes don't fit
 * Source: Goodfellow et al., "Generative Adversarial Nets", 2014; the loop as in Géron, Hands-On Machine Learning, ch. 17
 */
export function gan(options: GanOptions): Experiment {
  const game = readGame(options);
  const { generator, discriminator, codings } = game;
  const classToo = 'For a class beside it, write conditionalGan({ … }); for anything else, experiment({ … }).';
  checkInputs('The generator of gan()', generator, ['codings'], classToo);
  checkInputs('The discriminator of gan()', discriminator, ['images'], classToo);
  checkPlayers(game);
  return defineExperiment({
    family: 'gan',
    models: { generator, discriminator },
    ...commonParts(options),
    checkData: (data) => checkImages(game, data),
    step: (context) => trainBothPhases(context, game),
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
