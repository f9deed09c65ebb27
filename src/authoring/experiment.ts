/**
 * An experiment as a value: models, optimizers, data, one training step, and what can be seen of it. Every family
 * (gan, autoencoder, …) makes one of these; so does a user who writes the step by hand.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { DatasetSpec } from '../base/dataset-spec';
import { checkCount, checkDataset, checkModel, checkOptimizer, checkOwnOptimizers } from './checks';
import { checkClassInput, checkTakesClass } from './class-checks';
import { ExperimentError } from './experiment-error';
import { checkTies } from './tied-dense';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** One batch of training data. */
export interface Batch {
  /** [batch, …shape of one sample], in the data set's range: [0, 1] for images. Points and sequences stand here, too. */
  readonly images: tf.Tensor;
  /** [batch], int32, class numbers; 0 where the data has no classes. */
  readonly labels: tf.Tensor1D;
  readonly size: number;
}

/** What is known of the data once they are read. */
export interface DataFacts {
  /** Of one sample. */
  readonly shape: readonly number[];
  /** 0 where nothing is labelled. */
  readonly classCount: number;
  /** Of every number in a sample. */
  readonly range: readonly [least: number, most: number];
}

/** A stretch of a training with a name of its own: the step does in each what it says. */
export interface Stage {
  readonly name: string;
  /** Passes over the images of the stage. */
  readonly epochs: number;
  /** It sees only the first so many training images; all by default. */
  readonly images?: number;
}

/** Random numbers from the run's seeded generator. */
export interface Noise {
  /** Normally distributed numbers. */
  normal(shape: number[], mean?: number, standardDeviation?: number): tf.Tensor;
  /** Numbers evenly distributed over [min, max), [0, 1) by default. */
  uniform(shape: number[], min?: number, max?: number): tf.Tensor;
}

/** What a training step may use. All randomness comes from here, so that a step can be replayed to the bit. */
export interface StepContext extends Noise {
  /** Steps done before this one: 0 in the first step. */
  readonly step: number;
  /** Epochs completed before this step; within its stage, where there are stages. */
  readonly epoch: number;
  /** Name of the stage that the step is in; empty for an experiment without stages. */
  readonly stage: string;
  readonly batch: Batch;
  /** What the step keeps from one step to the next. Part of the training state: saved, restored and replayed. */
  readonly state: Record<string, JsonValue>;
  /**
   * One phase: computes `loss`, a tensor of one number, and moves the weights of the models that the optimizer named `phase` trains. Weights of
   * all other models stay as they are. What these models' layers add to a loss (kernelRegularizer and the like, and
   * layers.activityRegularization) is minimized with it, and recorded as `regularization`.
   * @returns the loss before the update, without what layers add, a scalar
   */
  update(phase: string, loss: () => tf.Tensor): tf.Scalar;
  /** Shows the discriminator's probabilities of "real" for real or for generated images, in [0, 1]. */
  believe(whose: 'real' | 'generated', probabilities: tf.Tensor): void;
}

/** What looks at a model outside of its training may use: numbers by chance, but the same ones each time. */
export interface LookContext extends Noise {
  /** Name of the stage that the training is in; empty for an experiment without stages. */
  readonly stage: string;
}

/** What the drawing of a picture may use; it must not change any weight. */
export interface PictureContext extends LookContext {
  /** The same normally distributed numbers at every step of a run and for every run with the same seed. */
  fixedNormal(shape: number[]): tf.Tensor;
  /** The first images of the data set that are held out of training (of the test split when none are). */
  heldOut(count: number): tf.Tensor;
}

/** A picture recorded again and again: an atlas of equal tiles. */
export interface Picture {
  readonly tag: string;
  readonly title: string;
  readonly subtitle: string;
  readonly caption: string;
  readonly layout: 'samples' | 'pairs';
  /** Its tiles are samples of the data, so that there is no such picture where these are no images. */
  readonly isOfSamples?: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Its columns are the data's classes, from the first on. */
  readonly columnsAreClasses?: boolean;
  /** @returns [columns × rows, height, width, channels], pixels in the data set's range, tiles row by row */
  draw(context: PictureContext): tf.Tensor;
}

export interface Curves {
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  /** Of shares of one, which people read in percent. */
  readonly unit?: 'share';
  readonly series: readonly {
    readonly tag: string;
    readonly label: string;
    readonly role: 'real' | 'generated' | 'train' | 'validation' | 'plain';
    /** The optimizer in whose update it is measured. */
    readonly phase?: string;
  }[];
}

export interface TrainedBy {
  readonly optimizer: tf.Optimizer;
  /** Roles of the models whose trainable weights it moves. */
  readonly trains: readonly string[];
}

const brand = Symbol.for('gibbon.experiment');

/** Made by gan(), autoencoder(), classifier() or experiment(); exported as the default of a `*.gibbon.ts` file. */
export interface Experiment {
  readonly [brand]: true;
  readonly family: string;
  /** The step is a function of Gibbon's, and hangs on nothing but the state and the batch; false for one that a user wrote. */
  readonly stepIsOurs: boolean;
  /** By role: generator, discriminator, encoder, … */
  readonly models: Readonly<Record<string, LayersModel>>;
  readonly optimizers: Readonly<Record<string, TrainedBy>>;
  readonly dataset: DatasetSpec;
  /**
   * Samples at the end of the training split that are held out of training. Undefined: those that came as a validation
   * split, else 5,000, or a tenth where that would be more than half.
   */
  readonly validation: number | undefined;
  readonly batchSize: number;
  readonly epochs: number;
  readonly seed: number;
  /** Checks the models against the data; throws an ExperimentError. */
  checkData(data: DataFacts): void;
  step(context: StepContext): Readonly<Record<string, tf.Tensor | number>>;
  /** Scalars of one batch of held-out data, averaged over all of them at the end of each epoch. */
  readonly evaluate?: (batch: Batch, context: LookContext) => Readonly<Record<string, tf.Scalar>>;
  /** One after the other; without them all epochs are alike. */
  readonly stages?: readonly Stage[];
  readonly curves: readonly Curves[];
  readonly showsBeliefs: boolean;
  /** Role of the model whose outputs are codings, where there is one. */
  readonly encoder?: string;
  /**
   * For codings that more than one model makes: of samples, [count, …shape] → [count, …codings], and back. Without it the
   * `encoder` (by default the model of that name) makes them, and the model named decoder undoes it.
   */
  readonly latent?: {
    encode(samples: tf.Tensor, stage: string): tf.Tensor;
    decode(codings: tf.Tensor, stage: string): tf.Tensor;
  };
  /** Roles of the models whose second input is the class: [batch, classes], 1 for it, 0 elsewhere. */
  readonly conditional?: readonly string[];
  /** Role of the model that makes images of normally distributed codings, where there is one; 'generator' if there is a model of this role. */
  readonly generator?: string;
  readonly pictures: readonly Picture[];
  /** For a model that gives images back: what it makes of `count` held-out ones, [count, …shape] in and out. */
  readonly reconstruction?: { readonly count: number; reconstruct(images: tf.Tensor, stage: string): tf.Tensor };
  /** For a linear autoencoder that is to be compared with principal component analysis: its decoder, [batch, codings] → [batch, …shape]. */
  readonly pca?: { readonly codings: number; decode(codings: tf.Tensor): tf.Tensor };
  /** For a model that tells classes apart: which it takes images for, [count, …shape] → [count], int32. */
  readonly classify?: (images: tf.Tensor) => tf.Tensor;
  /** The call that made it, raw, for mapping to the user's line. */
  readonly madeAt: Error;
}

export const isExperiment = (value: unknown): value is Experiment =>
  typeof value === 'object' && value !== null && brand in value;

export const defineExperiment = (parts: Omit<Experiment, typeof brand>): Experiment => {
  checkTies(parts.models);
  return { [brand]: true, ...parts };
};

/** An optimizer by a factory, since each use needs its own: `() => tf.train.adam(0.001)`. */
export type OptimizerChoice = () => tf.Optimizer;

export interface ExperimentOptions {
  readonly models: Readonly<Record<string, LayersModel>>;
  /** One a phase. A factory trains the model of the same name; `trains` names others. */
  readonly optimizers: Readonly<
    Record<string, OptimizerChoice | { readonly optimizer: OptimizerChoice; readonly trains: readonly string[] }>
  >;
  readonly dataset: DatasetSpec;
  /** One training step. Returns the numbers to record, by name. */
  step(context: StepContext): Readonly<Record<string, tf.Tensor | number>>;
  /** Names of the models whose second input is the class, [batch, classes], 1 for it and 0 elsewhere, so that who looks can ask for one. */
  readonly conditional?: readonly string[];
  /** Pictures drawn from [count, …] tiles in the data's range, for example samples from fixed codings. */
  readonly pictures?: Readonly<Record<string, (context: PictureContext) => tf.Tensor>>;
  readonly validation?: number;
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly seed?: number;
}

/**
 * An experiment with a step of one's own, for what the families don't cover; it gets the same views.
 * @throws ExperimentError when an option is missing or of the wrong kind
 */
export function experiment(options: ExperimentOptions): Experiment {
  const {
    models,
    step,
    conditional = [],
    pictures = {},
    validation = 0,
    batchSize = 32,
    epochs = 10,
    seed = 42,
  } = options;
  for (const [role, model] of Object.entries(models ?? {})) checkModel(role, model);
  if (!models || Object.keys(models).length === 0)
    throw new ExperimentError(
      'experiment() expected `models`, an object of models by name, and got none.',
      'Add models: { … }.',
    );
  if (typeof step !== 'function')
    throw new ExperimentError(
      'experiment() expected `step`, a function of one training step, and got none.',
      'Add step(ctx) { … }.',
    );
  checkDataset(options.dataset);
  const optimizers = Object.fromEntries(
    Object.entries(options.optimizers ?? {}).map(([phase, choice]) => {
      const { optimizer, trains } = typeof choice === 'function' ? { optimizer: choice, trains: [phase] } : choice;
      for (const role of trains)
        if (!models[role])
          throw new ExperimentError(
            `The optimizer ${phase} expected to train one of the models ${Object.keys(models).join(', ')}, and got ${role}.`,
            'Name an optimizer after its model, or say trains: [model, …].',
          );
      return [phase, { optimizer: checkOptimizer(phase, optimizer), trains }];
    }),
  );
  if (Object.keys(optimizers).length === 0)
    throw new ExperimentError(
      'experiment() expected `optimizers`, one a phase, and got none.',
      'Add optimizers: { model: () => tf.train.adam(0.001) }.',
    );
  checkOwnOptimizers(optimizers);
  const asked = conditional.map((role) => {
    const model = models[role];
    if (model) return checkTakesClass(role, model);
    throw new ExperimentError(
      `conditional expected names of the models ${Object.keys(models).join(', ')}, and got ${role}.`,
      'Name a model whose second input is the class.',
    );
  });
  return defineExperiment({
    family: 'experiment',
    stepIsOurs: false,
    conditional,
    models,
    optimizers,
    dataset: options.dataset,
    validation: checkCount('validation', validation, 0),
    batchSize: checkCount('batchSize', batchSize, 1),
    epochs: checkCount('epochs', epochs, 1),
    seed: checkCount('seed', seed, 0),
    checkData: ({ classCount }) => asked.forEach((model) => checkClassInput('experiment', model, classCount)),
    step,
    curves: [],
    showsBeliefs: true,
    pictures: Object.entries(pictures).map(([tag, draw]) => ({
      tag,
      title: tag,
      subtitle: 'drawn by the experiment',
      caption: tag,
      layout: 'samples',
      columns: 0,
      rows: 0,
      draw,
    })),
    madeAt: new Error('made here'),
  });
}
