/** The autoencoder as an experiment: an encoder and a decoder that learn to give back what they were shown. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkCount, checkModel, checkOptimizer, outputShape } from './checks';
import type { Corruption } from './corruptions';
import {
  type Batch,
  type Curves,
  defineExperiment,
  type Experiment,
  type Noise,
  type OptimizerChoice,
} from './experiment';
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
import { checkSparsity, sparsityPenalty, type Sparsity } from './sparsity';

export interface AutoencoderOptions extends ReconstructionOptions {
  /** Images, points or sequences → codings. */
  readonly encoder: LayersModel;
  /** Codings → samples of the data's shape and range. */
  readonly decoder: LayersModel;
  /** Done to the inputs in training, and not to the targets: a denoising autoencoder. */
  readonly corrupt?: Corruption;
  /** Added to the loss, so that few codings are active at a time: a sparse autoencoder. */
  readonly sparsity?: Sparsity;
  /**
   * The codings are to be read as bits, 1 above 0.5: a hashing autoencoder. The encoder ends in a sigmoid; strong noise
   * before that (tf.layers.gaussianNoise) is what drives them to 0 and 1.
   */
  readonly binary?: boolean;
  /** Both models are linear, and are to be compared with principal component analysis, which they can equal. */
  readonly pca?: boolean;
  readonly optimizer: OptimizerChoice;
  readonly epochs?: number;
}

/** A coding so near to 0 or 1 is a bit. */
const BIT_MARGIN = 0.1;

/**
 * An autoencoder: decoder(encoder(x)) learns to equal x.
 * Records `loss` (training batches, of the chosen kind, with what sparsity adds), and at the end of each epoch `valLoss` (the
 * same kind) and `valMse` over the held-out images, which are not corrupted. With `corrupt` also `valMseCorrupted`; with
 * `sparsity` `activity`, the mean of the codings; with `binary` `bits`, the share of codings within 0.1 of 0 or 1, and
 * `valMseBits`, with all codings rounded; with `pca` `pca/angle` and `pca/mse`.
 * @throws ExperimentError when an option is missing, of the wrong kind, or when the models' shapes don't fit
 */
export function autoencoder(options: AutoencoderOptions): Experiment {
  const { encoder, decoder, corrupt, sparsity, binary = false, pca = false, epochs = 20 } = options;
  const { loss, lossOf, common } = readReconstructionOptions(options);
  checkModel('encoder', encoder);
  checkModel('decoder', decoder);
  checkChain(encoder, decoder);
  checkSparsity(sparsity);
  if (pca) for (const model of [encoder, decoder]) checkLinear(model);

  const encode = (images: tf.Tensor, training: boolean) => encoder.apply(images, { training }) as tf.Tensor;
  const decode = (codings: tf.Tensor, training: boolean) => decoder.apply(codings, { training }) as tf.Tensor;
  const reconstruct = (images: tf.Tensor) => decode(encode(images, false), false);

  return defineExperiment({
    family: 'autoencoder',
    stepIsOurs: true,
    models: { encoder, decoder },
    optimizers: {
      autoencoder: { optimizer: checkOptimizer('autoencoder', options.optimizer), trains: ['encoder', 'decoder'] },
    },
    ...common,
    epochs: checkCount('epochs', epochs, 1),
    checkData: (data) => checkReconstructed(encoder, decoder, loss, data),
    step: (context) => {
      const { batch, update } = context;
      const inputs = corrupt ? corrupt.apply(batch.images, context) : batch.images;
      return {
        loss: update('autoencoder', () => {
          const codings = encode(inputs, true);
          const error = lossOf(batch.images, decode(codings, true));
          return sparsity ? tf.add(error, sparsityPenalty(sparsity, codings)) : error;
        }),
      };
    },
    evaluate: ({ images }: Batch, noise) => {
      const codings = encode(images, false);
      const outputs = decode(codings, false);
      const errorOf = (made: tf.Tensor) => meanSquaredError(images, made);
      return {
        valLoss: sparsity
          ? tf.add<tf.Scalar>(lossOf(images, outputs), sparsityPenalty(sparsity, codings))
          : lossOf(images, outputs),
        valMse: errorOf(outputs),
        ...(corrupt && corruptedErrors(corrupt, (inputs) => errorOf(reconstruct(inputs)), images, noise)),
        ...(sparsity && { activity: tf.mean<tf.Scalar>(tf.abs(codings)) }),
        ...(binary && {
          bits: tf.mean<tf.Scalar>(tf.cast(tf.greater(tf.abs(tf.sub(codings, 0.5)), 0.5 - BIT_MARGIN), 'float32')),
          valMseBits: errorOf(decode(tf.cast(tf.greater(codings, 0.5), 'float32'), false)),
        }),
      };
    },
    curves: [
      lossCurves({ subtitle: lossUnits[loss] }),
      ...(corrupt ? [corruptionCurves(corrupt)] : []),
      ...(sparsity ? [activityCurves] : []),
      ...(binary ? [bitCurves] : []),
      ...(pca ? pcaCurves : []),
    ],
    showsBeliefs: false,
    encoder: 'encoder',
    pictures: [
      pairsPicture(
        corrupt
          ? {
              subtitle: 'corrupted input over reconstruction',
              caption: `${SHOWN_IMAGES} held-out images, corrupted, each over its reconstruction`,
              make: (images, noise) => {
                const inputs = corrupt.apply(images, noise);
                return [inputs, reconstruct(inputs)];
              },
            }
          : {
              subtitle: 'input over reconstruction',
              caption: `${SHOWN_IMAGES} held-out images, each over its reconstruction`,
              make: (images) => [images, reconstruct(images)],
            },
      ),
    ],
    reconstruction: reconstructionOf(reconstruct),
    ...(pca && { pca: { codings: codingsOf(encoder), decode: (codings) => decode(codings, false) } }),
    madeAt: new Error('made here'),
  });
}

/** Of held-out images corrupted as in training, and more and less than that. */
const corruptedErrors = (
  corrupt: Corruption,
  errorOf: (inputs: tf.Tensor) => tf.Scalar,
  images: tf.Tensor,
  noise: Noise,
): Record<string, tf.Scalar> => ({
  valMseCorrupted: errorOf(corrupt.apply(images, noise)),
  ...Object.fromEntries(
    corrupt.sweep.map((level) => [sweepTag(level), errorOf(corrupt.atLevel(level).apply(images, noise))]),
  ),
});

const sweepTag = (level: number): string => `corruptionSweep/${level}`;

/** One curve a level: where they lie apart, the model has learnt its own level and no other. */
const corruptionCurves = (corrupt: Corruption): Curves => ({
  id: 'corruptionSweep',
  title: 'Corruption sweep',
  subtitle: 'mean squared error against the clean images, by how much the inputs are corrupted',
  series: [
    { tag: 'valMse', label: 'none', role: 'plain' },
    ...corrupt.sweep.map((level) => ({ tag: sweepTag(level), label: String(level), role: 'plain' as const })),
    { tag: 'valMseCorrupted', label: 'as in training', role: 'train' },
  ],
});

const pcaCurves: readonly Curves[] = [
  {
    id: 'pcaAngle',
    title: 'Angle to PCA',
    subtitle: 'largest angle between the learnt subspace and that of the principal components, degrees',
    series: [{ tag: 'pca/angle', label: 'angle', role: 'plain' }],
  },
  {
    id: 'pcaError',
    title: 'Error beside PCA',
    subtitle: 'mean squared error of held-out samples',
    series: [
      { tag: 'valMse', label: 'autoencoder', role: 'validation' },
      { tag: 'pca/mse', label: 'PCA', role: 'plain' },
    ],
  },
];

const codingsOf = (encoder: LayersModel): number => outputShape(encoder)[1] ?? 0;

/** @throws ExperimentError at the layer that is not linear */
function checkLinear(model: LayersModel): void {
  for (const layer of model.layers) {
    const { activation } = layer.getConfig();
    const isKnown = ['Dense', 'Flatten', 'Reshape', 'InputLayer', 'Permute'].includes(layer.getClassName());
    if (isKnown && (activation === undefined || activation === 'linear')) continue;
    throw new ExperimentError(
      `pca expected a linear autoencoder, of dense layers without activation, and got the layer ${layer.name} (${layer.getClassName()}${typeof activation === 'string' ? `, ${activation}` : ''}).`,
      'Leave the activation out, or leave out pca.',
      layer,
    );
  }
}

const activityCurves: Curves = {
  id: 'activity',
  title: 'Activity of codings',
  subtitle: 'mean size of a coding',
  series: [{ tag: 'activity', label: 'validation', role: 'validation' }],
};

const bitCurves: Curves = {
  id: 'bits',
  title: 'Binary codings',
  subtitle: 'share of codings within 0.1 of 0 or 1',
  series: [{ tag: 'bits', label: 'validation', role: 'validation' }],
};
