/**
 * Greedy layer-wise training as an experiment: shallow autoencoders are trained one after the other, each on the codings of
 * the one before it, then stacked, and perhaps trained on as one.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkCount, checkModel, checkOptimizer, checkSameShape, inputShape, outputShape } from './checks';
import {
  type Batch,
  defineExperiment,
  type Experiment,
  type OptimizerChoice,
  type Stage,
  type TrainedBy,
} from './experiment';
import { ExperimentError } from './experiment-error';
import { meanSquaredError } from './losses';
import {
  checkChain,
  checkReconstructed,
  pairsPicture,
  readReconstructionOptions,
  reconstructionOf,
  type ReconstructionOptions,
  SHOWN_IMAGES,
} from './reconstruction';

/** An encoder, and the decoder that undoes it. */
export interface Floor {
  readonly encoder: LayersModel;
  readonly decoder: LayersModel;
}

export interface GreedyOptions extends Omit<ReconstructionOptions, 'loss'> {
  /** From the outermost, which sees the images, to the innermost. */
  readonly autoencoders: readonly Floor[];
  /** Of each autoencoder on its own, 10 by default. */
  readonly epochs?: number;
  /** Of all of them stacked, afterwards; 10 by default, 0 for none. */
  readonly fineTuning?: number;
  /** Makes one optimizer for each stage. */
  readonly optimizer: OptimizerChoice;
}

const FINE_TUNING = 'fine-tuning';

/**
 * Stacked autoencoders trained greedily. Stage k trains autoencoder k to give back the codings of the trained ones before it;
 * the stage `fine-tuning` trains them all as one deep autoencoder. Models are called encoder1, decoder1, encoder2, …
 * Records `loss`, of what its stage gives back, and at the end of each epoch `valMse`: of images that go down to the stage's
 * depth and back.
 * @throws ExperimentError when an option is missing, of the wrong kind, or when the models' shapes don't fit
 * Source: Bengio et al., "Greedy Layer-Wise Training of Deep Networks", 2007; Géron, Hands-On Machine Learning, ch. 17
 */
export function greedy(options: GreedyOptions): Experiment {
  const { autoencoders, epochs = 10, fineTuning = 10 } = options;
  const { common } = readReconstructionOptions(options);
  checkFloors(autoencoders);
  checkCount('epochs', epochs, 1);
  checkCount('fineTuning', fineTuning, 0);
  const outermost = autoencoders[0]!;

  const nameOf = (floor: number) => `autoencoder ${floor + 1}`;
  const stages: Stage[] = [
    ...autoencoders.map((_, floor) => ({ name: nameOf(floor), epochs })),
    ...(fineTuning > 0 ? [{ name: FINE_TUNING, epochs: fineTuning }] : []),
  ];
  /** How many autoencoders are stacked in a stage. */
  const depthOf = (stage: string) => {
    const floor = autoencoders.findIndex((_, at) => nameOf(at) === stage);
    return floor < 0 ? autoencoders.length : floor + 1;
  };
  const rolesOf = (floor: number) => [`encoder${floor + 1}`, `decoder${floor + 1}`];
  const trainedBy = (phase: string, trains: readonly string[]): readonly [string, TrainedBy] => [
    phase,
    { optimizer: checkOptimizer(phase, options.optimizer), trains },
  ];
  const optimizers = Object.fromEntries([
    ...autoencoders.map((_, floor) => trainedBy(nameOf(floor), rolesOf(floor))),
    ...(fineTuning > 0
      ? [
          trainedBy(
            FINE_TUNING,
            autoencoders.flatMap((_, floor) => rolesOf(floor)),
          ),
        ]
      : []),
  ]);
  const apply = (model: LayersModel, x: tf.Tensor, training: boolean) => model.apply(x, { training }) as tf.Tensor;
  const down = (images: tf.Tensor, depth: number, training: boolean) =>
    autoencoders.slice(0, depth).reduce((x, { encoder }) => apply(encoder, x, training), images);
  const up = (codings: tf.Tensor, depth: number, training: boolean) =>
    autoencoders.slice(0, depth).reduceRight((x, { decoder }) => apply(decoder, x, training), codings);
  const reconstruct = (images: tf.Tensor, stage: string) =>
    up(down(images, depthOf(stage), false), depthOf(stage), false);

  return defineExperiment({
    family: 'greedy',
    stepIsOurs: true,
    models: Object.fromEntries(
      autoencoders.flatMap(({ encoder, decoder }, floor) => [
        [`encoder${floor + 1}`, encoder],
        [`decoder${floor + 1}`, decoder],
      ]),
    ),
    optimizers,
    ...common,
    epochs: stages.reduce((sum, stage) => sum + stage.epochs, 0),
    stages,
    checkData: (data) => checkReconstructed(outermost.encoder, outermost.decoder, 'meanSquaredError', data),
    step: ({ batch, update, stage }) => {
      if (stage === FINE_TUNING)
        return {
          loss: update(FINE_TUNING, () => {
            const depth = autoencoders.length;
            return meanSquaredError(batch.images, up(down(batch.images, depth, true), depth, true));
          }),
        };
      const floor = depthOf(stage) - 1;
      const { encoder, decoder } = autoencoders[floor]!;
      const inputs = down(batch.images, floor, false);
      return {
        loss: update(stage, () => meanSquaredError(inputs, apply(decoder, apply(encoder, inputs, true), true))),
      };
    },
    evaluate: ({ images }: Batch, { stage }) => ({ valMse: meanSquaredError(images, reconstruct(images, stage)) }),
    curves: [
      {
        id: 'loss',
        title: 'Loss',
        subtitle: 'mean squared error of what the stage gives back',
        series: [{ tag: 'loss', label: 'train', role: 'train' }],
      },
      {
        id: 'validation',
        title: 'Validation',
        subtitle: 'mean squared error of images that go down to the stage’s depth and back',
        series: [{ tag: 'valMse', label: 'validation', role: 'validation' }],
      },
    ],
    showsBeliefs: false,
    encoder: `encoder${autoencoders.length}`,
    latent: {
      encode: (images, stage) => down(images, depthOf(stage), false),
      decode: (codings, stage) => up(codings, depthOf(stage), false),
    },
    pictures: [
      pairsPicture({
        subtitle: 'input over reconstruction',
        caption: `${SHOWN_IMAGES} held-out images, each over its reconstruction by the autoencoders trained so far`,
        make: (images, { stage }) => [images, reconstruct(images, stage)],
      }),
    ],
    reconstruction: reconstructionOf(reconstruct),
    madeAt: new Error('made here'),
  });
}

function checkFloors(autoencoders: readonly Floor[]): void {
  if (!Array.isArray(autoencoders) || autoencoders.length < 2)
    throw new ExperimentError(
      'greedy() expected `autoencoders`, two or more pairs of an encoder and a decoder, the outermost first.',
      'Write autoencoders: [{ encoder, decoder }, { encoder, decoder }]; for one alone use autoencoder().',
    );
  autoencoders.forEach(({ encoder, decoder }: Floor, floor) => {
    checkModel(`encoder of autoencoder ${floor + 1}`, encoder);
    checkModel(`decoder of autoencoder ${floor + 1}`, decoder);
    checkChain(encoder, decoder);
    const outer = (autoencoders as readonly Floor[])[floor - 1];
    if (outer)
      checkSameShape(
        `The codings of autoencoder ${floor} don't fit the encoder of autoencoder ${floor + 1}`,
        outputShape(outer.encoder),
        inputShape(encoder),
        outer.encoder,
      );
  });
}
