/** The variational autoencoder as an experiment: codings are distributions, and the decoder makes new images of chance. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkCount, checkModel, checkOptimizer, outputShape } from './checks';
import { type Batch, defineExperiment, type Experiment, type OptimizerChoice } from './experiment';
import { ExperimentError } from './experiment-error';
import { lossUnits, meanSquaredError } from './losses';
import { lossCurves } from './held-out-training';
import {
  checkChain,
  checkReconstructed,
  pairsPicture,
  readReconstructionOptions,
  reconstructionOf,
  type ReconstructionOptions,
  SHOWN_IMAGES,
} from './reconstruction';

export interface VaeOptions extends ReconstructionOptions {
  /** Images → two outputs of one shape, [batch, codings]: the mean and the logarithm of the variance of each coding. */
  readonly encoder: LayersModel;
  /** Codings → images of the data's shape and range. */
  readonly decoder: LayersModel;
  /** Weight of the divergence beside the reconstruction loss, 1 by default; others make a β-VAE. */
  readonly beta?: number;
  readonly optimizer: OptimizerChoice;
  readonly epochs?: number;
}

const WALL_COLUMNS = 8;
const WALL_ROWS = 8;

/**
 * A variational autoencoder. Each step draws codings from the distributions that the encoder gives, and minimises the
 * reconstruction loss plus beta × the divergence of these distributions from the standard normal one, divided by the number
 * of pixels of an image (so that both are per pixel, as the book has it).
 * Records `loss`, `reconstructionLoss`, `klLoss` (the divergence in nats an image, before the division), and at the end of each epoch
 * `valLoss`, and `valMse` with the mean codings.
 * @throws ExperimentError when an option is missing, of the wrong kind, or when the models' shapes don't fit
 * Source: Kingma, Welling, "Auto-Encoding Variational Bayes", 2014; the scaling as in Géron, Hands-On Machine Learning, ch. 17
 */
export function vae(options: VaeOptions): Experiment {
  const { encoder, decoder, beta = 1, epochs = 20 } = options;
  const { loss, lossOf, common } = readReconstructionOptions(options);
  checkModel('encoder', encoder);
  checkModel('decoder', decoder);
  checkTwoOutputs(encoder);
  checkChain(encoder, decoder);
  if (!(beta >= 0 && Number.isFinite(beta)))
    throw new ExperimentError(`beta expected a number of at least 0, and got ${beta}.`, 'Set it for example to 1.');
  const codings = outputShape(encoder).slice(1) as number[];

  const encode = (images: tf.Tensor, training: boolean) =>
    encoder.apply(images, { training }) as [tf.Tensor, tf.Tensor];
  const decode = (z: tf.Tensor, training: boolean) => decoder.apply(z, { training }) as tf.Tensor;
  const reconstruct = (images: tf.Tensor) => decode(encode(images, false)[0], false);
  const total = (error: tf.Scalar, divergence: tf.Scalar, images: tf.Tensor) =>
    tf.add<tf.Scalar>(error, tf.mul(beta / (images.size / (images.shape[0] ?? 1)), divergence));

  return defineExperiment({
    family: 'vae',
    stepIsOurs: true,
    models: { encoder, decoder },
    optimizers: { vae: { optimizer: checkOptimizer('vae', options.optimizer), trains: ['encoder', 'decoder'] } },
    ...common,
    epochs: checkCount('epochs', epochs, 1),
    checkData: (data) => checkReconstructed(encoder, decoder, loss, data),
    step: ({ batch, update, normal }) => {
      const noise = normal([batch.size, ...codings]);
      const parts: { error?: tf.Scalar; divergence?: tf.Scalar } = {};
      const loss = update('vae', () => {
        const [mean, logVariance] = encode(batch.images, true);
        const error = lossOf(batch.images, decode(sample(mean, logVariance, noise), true));
        const divergence = divergenceFromNormal(mean, logVariance);
        // They come out of the gradient's inner scope with the loss.
        [parts.error, parts.divergence] = [tf.keep(tf.clone(error)), tf.keep(tf.clone(divergence))];
        return total(error, divergence, batch.images);
      });
      return { loss, reconstructionLoss: parts.error!, klLoss: parts.divergence! };
    },
    evaluate: ({ images }: Batch, { normal }) => {
      const [mean, logVariance] = encode(images, false);
      const drawn = decode(sample(mean, logVariance, normal(mean.shape)), false);
      return {
        valLoss: total(lossOf(images, drawn), divergenceFromNormal(mean, logVariance), images),
        valMse: meanSquaredError(images, decode(mean, false)),
      };
    },
    curves: [
      lossCurves({ subtitle: 'reconstruction loss plus divergence per pixel' }),
      {
        id: 'terms',
        title: 'Divergence',
        subtitle: 'of the codings from the standard normal, nats an image',
        series: [{ tag: 'klLoss', label: 'KL', role: 'plain' }],
      },
      {
        id: 'reconstruction',
        title: 'Reconstruction loss',
        subtitle: lossUnits[loss],
        series: [{ tag: 'reconstructionLoss', label: 'train', role: 'train' }],
      },
    ],
    showsBeliefs: false,
    encoder: 'encoder',
    generator: 'decoder',
    pictures: [
      pairsPicture({
        subtitle: 'input over reconstruction',
        caption: `${SHOWN_IMAGES} held-out images, each over its reconstruction from the mean codings`,
        make: (images) => [images, reconstruct(images)],
      }),
      {
        tag: 'samples',
        title: 'Samples',
        subtitle: 'fixed codings; one row, one coding',
        caption: `${WALL_COLUMNS * WALL_ROWS} fixed codings`,
        layout: 'samples',
        columns: WALL_COLUMNS,
        rows: WALL_ROWS,
        draw: ({ fixedNormal }) => decode(fixedNormal([WALL_COLUMNS * WALL_ROWS, ...codings]), false),
      },
    ],
    reconstruction: reconstructionOf(reconstruct),
    madeAt: new Error('made here'),
  });
}

/** mean + exp(logVariance / 2) × noise: the gradient reaches both. */
const sample = (mean: tf.Tensor, logVariance: tf.Tensor, noise: tf.Tensor): tf.Tensor =>
  tf.add(mean, tf.mul(tf.exp(tf.div(logVariance, 2)), noise));

/**
 * −½ Σ over codings (1 + log σ² − σ² − μ²), mean over the batch, in nats.
 * Source: Kingma, Welling, "Auto-Encoding Variational Bayes", 2014, appendix B
 */
const divergenceFromNormal = (mean: tf.Tensor, logVariance: tf.Tensor): tf.Scalar => {
  const terms = tf.sub(tf.sub(tf.add(1, logVariance), tf.exp(logVariance)), tf.square(mean));
  return tf.mul<tf.Scalar>(-0.5, tf.div(tf.sum(terms), mean.shape[0] ?? 1));
};

function checkTwoOutputs(encoder: LayersModel): void {
  const [mean, logVariance] = encoder.outputs;
  const shapes = encoder.outputs.map(({ shape }) => `[${shape.map((size) => size ?? 'batch').join(', ')}]`);
  if (encoder.outputs.length !== 2 || mean?.shape.join() !== logVariance?.shape.join() || mean?.shape.length !== 2)
    throw new ExperimentError(
      `The encoder of a variational autoencoder expected two outputs of one shape, [batch, codings], the mean and the logarithm of the variance; it has ${shapes.join(' and ')}.`,
      'Make it with tf.model({ inputs, outputs: [mean, logVariance] }), both dense layers of as many units as there are codings.',
      encoder.layers.at(-1),
    );
}
