/** The classifier as an experiment: a model that learns to tell which class an image belongs to. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { DatasetSpec } from '../base/dataset-spec';
import {
  checkCount,
  checkDataset,
  checkModel,
  checkOptimizer,
  checkSameShape,
  inputShape,
  outputShape,
} from './checks';
import { type Batch, defineExperiment, type Experiment, type OptimizerChoice } from './experiment';
import { ExperimentError, formatShape } from './experiment-error';
import { softmaxCrossentropy } from './losses';
import { activationOf, lastLayer, logitsOf } from './softmax';

export interface ClassifierOptions {
  /** Images with their classes. */
  readonly dataset: DatasetSpec;
  /** Images → [batch, classes], a probability for each class: its last layer has activation 'softmax'. */
  readonly model: LayersModel;
  readonly optimizer: OptimizerChoice;
  /**
   * Training images held out for the validation. By default those of a folder `validation`, else 5,000, or a tenth of the
   * training images where 5,000 would be more than half.
   */
  readonly validation?: number;
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly seed?: number;
}

/**
 * A classifier: its model learns to give the class of each image a probability of 1, by categorical cross-entropy.
 * Records `loss` (nats) and `accuracy` (share told right, before the step's update) of each training batch, and at the
 * end of each epoch `valLoss` and `valAccuracy` over the held-out images. Now and then it is counted which of these are
 * taken for which class.
 * @throws ExperimentError when an option is missing, of the wrong kind, when the model doesn't end in a softmax, or when
 * its shapes don't fit the data
 */
export function classifier(options: ClassifierOptions): Experiment {
  const { dataset, model, validation, batchSize = 32, epochs = 10, seed = 42 } = options;
  checkDataset(dataset);
  checkModel('model', model);
  checkSoftmax(model);

  /** The loss comes from logits: from probabilities that a float can't tell from 0 or 1 it would have no gradient. */
  const measure = ({ images, labels }: Batch, training: boolean) => {
    const logits = logitsOf(model, () => model.apply(images, { training }));
    const classes = logits.shape[1];
    return {
      loss: softmaxCrossentropy(tf.oneHot(labels, classes), logits),
      accuracy: tf.mean<tf.Scalar>(tf.cast(tf.equal(tf.argMax(logits, 1), labels), 'float32')),
    };
  };

  return defineExperiment({
    family: 'classifier',
    stepIsOurs: true,
    models: { classifier: model },
    optimizers: { classifier: { optimizer: checkOptimizer('classifier', options.optimizer), trains: ['classifier'] } },
    dataset,
    validation: validation === undefined ? undefined : checkCount('validation', validation, 0),
    batchSize: checkCount('batchSize', batchSize, 1),
    epochs: checkCount('epochs', epochs, 1),
    seed: checkCount('seed', seed, 0),
    checkShapes: (imageShape, classCount) => {
      checkSameShape(
        "The model's input doesn't have the shape of the data",
        inputShape(model),
        [null, ...imageShape],
        model,
      );
      checkClasses(model, classCount);
    },
    step: ({ batch, update }) => {
      let accuracy: tf.Scalar | undefined;
      const loss = update('classifier', () => {
        const measured = measure(batch, true);
        // It comes out of a gradient's inner scope, and ends with the step.
        accuracy = tf.keep(measured.accuracy);
        return measured.loss;
      });
      return { loss, ...(accuracy && { accuracy }) };
    },
    evaluate: (batch) => {
      const { loss, accuracy } = measure(batch, false);
      return { valLoss: loss, valAccuracy: accuracy };
    },
    curves: [
      {
        id: 'loss',
        title: 'Loss',
        subtitle: 'categorical cross-entropy, nats',
        series: [
          { tag: 'loss', label: 'train', role: 'train' },
          { tag: 'valLoss', label: 'validation', role: 'validation' },
        ],
      },
      {
        id: 'accuracy',
        title: 'Accuracy',
        subtitle: '% of images told right',
        unit: 'share',
        series: [
          { tag: 'accuracy', label: 'train', role: 'train' },
          { tag: 'valAccuracy', label: 'validation', role: 'validation' },
        ],
      },
    ],
    showsBeliefs: false,
    pictures: [],
    classify: (images) => tf.argMax(model.apply(images, { training: false }) as tf.Tensor, 1),
    madeAt: new Error('made here'),
  });
}

function checkSoftmax(model: LayersModel): void {
  const layer = lastLayer(model);
  if (!layer || activationOf(layer) === 'softmax') return;
  throw new ExperimentError(
    `The model's last layer expected the activation 'softmax', which gives each class a probability, and got '${activationOf(layer)}'.`,
    "End the model in tf.layers.dense({ units: …, activation: 'softmax' }), with one unit for each class.",
    layer,
  );
}

/** @param classCount of the data */
function checkClasses(model: LayersModel, classCount: number): void {
  if (classCount < 2)
    throw new ExperimentError(
      `classifier() expected data of at least 2 classes, and got ${classCount}.`,
      'Take a data set with classes, for example dataset: datasets.fashionMnist().',
    );
  const layer = lastLayer(model);
  const [, units, ...more] = outputShape(model);
  if (more.length === 0 && units === classCount) return;
  throw new ExperimentError(
    more.length === 0
      ? `The model's last layer expected ${classCount} units, one for each class of the data, and got ${units}.`
      : `The model expected to give [batch, ${classCount}], a probability for each class, and gives ${formatShape(outputShape(model))}.`,
    `Write units: ${classCount} in its last layer.`,
    layer,
  );
}
