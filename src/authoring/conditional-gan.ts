/** The conditional GAN as an experiment: the class is an input of both models, so that images can be asked for by class. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  type AdversarialOptions,
  checkImages,
  checkPlayers,
  commonParts,
  type Game,
  readGame,
  trainBothPhases,
} from './adversarial';
import { checkChoice, checkInputs } from './checks';
import { checkClassInput, checkTakesClass } from './class-checks';
import { oneHotClasses } from './class-input';
import { defineExperiment, type Experiment, type Picture, type StepContext } from './experiment';
import { ExperimentError } from './experiment-error';

export interface ConditionalGanOptions extends AdversarialOptions {
  /** [[batch, codings], [batch, classes]] → images of the data's shape and range. The second is 1 for the asked class, 0 elsewhere. */
  readonly generator: LayersModel;
  /** [images, [batch, classes]] → [batch, 1], the probability that an image is real and of the class. */
  readonly discriminator: LayersModel;
  /**
   * Shows the discriminator each real image also beside a wrong class, which it is to take for generated: so it learns what
   * belongs to a class, and the generator to draw nothing that could be of another. False by default.
   * Source: Reed et al., "Generative Adversarial Text to Image Synthesis", 2016, section 4.2 (GAN-CLS)
   */
  readonly mismatched?: boolean;
}

const WALL_ROWS = 8;
/** Of a data set with more classes, the wall shows the first ones. */
const MOST_COLUMNS = 20;

/**
 * A generative adversarial network that is told a class. Each step has the two phases of gan(); an image is generated for the class
 * of each real one, and the discriminator judges both with that class beside them.
 * @throws ExperimentError when an option is missing, of the wrong kind, when a model doesn't take two inputs, or when their
 * shapes or the classes don't fit the data
 * Source: Mirza, Osindero, "Conditional Generative Adversarial Nets", 2014
 */
export function conditionalGan(options: ConditionalGanOptions): Experiment {
  const game = readGame(options);
  const mismatched = checkChoice('mismatched', options.mismatched ?? false, [true, false]);
  const { generator, discriminator } = game;
  const remedy =
    'Make it with tf.model({ inputs: [first, asked], outputs }), where asked = tf.input({ shape: [classes] }) is joined to the first by tf.layers.concatenate().';
  checkInputs('The generator of conditionalGan()', generator, ['codings', 'class'], remedy);
  checkInputs('The discriminator of conditionalGan()', discriminator, ['images', 'class'], remedy);
  checkPlayers(game);
  const classes = checkAsked(game);
  return defineExperiment({
    family: 'conditionalGan',
    models: { generator, discriminator },
    conditional: ['generator', 'discriminator'],
    ...commonParts(options),
    checkData: (data) => {
      checkClassInput('conditionalGan', generator, data.classCount);
      checkImages(game, data);
    },
    step: (context) => {
      const right = oneHotClasses(context.batch.labels, classes);
      const wrong = mismatched ? { wrong: [otherClasses(right, context)] } : {};
      return trainBothPhases(context, game, { right: [right], ...wrong });
    },
    pictures: [wallOf(game, classes)],
    madeAt: new Error('made here'),
  });
}

/** By chance, each as often as any other. @param right [batch, classes] @returns the same with another class in each row */
function otherClasses(right: tf.Tensor2D, { uniform }: StepContext): tf.Tensor2D {
  return tf.tidy(() => {
    const chances = tf.sub(uniform(right.shape), right);
    return oneHotClasses(tf.argMax<tf.Tensor1D>(chances, 1), right.shape[1]);
  });
}

/** One column a class, one row a coding: what changes along a row is the class alone. */
function wallOf({ generator, codings }: Game, classes: number): Picture {
  const columns = Math.min(classes, MOST_COLUMNS);
  return {
    tag: 'samples',
    title: 'Samples',
    subtitle: 'fixed codings, one row each; one column, one class',
    caption: `${WALL_ROWS} fixed codings, each asked for one class after another`,
    layout: 'samples',
    isOfSamples: true,
    columns,
    rows: WALL_ROWS,
    columnsAreClasses: true,
    draw: ({ fixedNormal }) => {
      const rows = tf.tile(tf.reshape(fixedNormal([WALL_ROWS, codings]), [WALL_ROWS, 1, codings]), [1, columns, 1]);
      const asked = Array.from({ length: WALL_ROWS * columns }, (_, tile) => tile % columns);
      const inputs = [tf.reshape(rows, [asked.length, codings]), oneHotClasses(asked, classes)];
      return generator.predict(inputs, { batchSize: asked.length }) as tf.Tensor;
    },
  };
}

/** @returns how many classes both models take */
function checkAsked({ generator, discriminator }: Game): number {
  const [classes, told] = [
    checkTakesClass('generator', generator),
    checkTakesClass('discriminator', discriminator),
  ].map((model) => model.inputs[1]?.shape[1] ?? 0) as [number, number];
  if (told === classes) return classes;
  throw new ExperimentError(
    `The discriminator's second input expected ${classes} classes, as many as the generator's, and takes ${told}.`,
    'Give both the same shape.',
    discriminator.inputLayers[1],
  );
}
