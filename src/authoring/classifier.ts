/** The classifier as an experiment: a model that learns to tell which class an image belongs to. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { checkClasses } from './class-checks';
import { checkCount, checkModel, checkOptimizer, checkSameShape, inputShape } from './checks';
import { type Batch, defineExperiment, type Experiment, type OptimizerChoice } from './experiment';
import { ExperimentError } from './experiment-error';
import { type HeldOutOptions, lossCurves, readHeldOutOptions } from './held-out-training';
import { accuracy, softmaxCrossentropy } from './losses';
import { activationOf, lastLayer, logitsOf } from './softmax';

export interface ClassifierOptions extends HeldOutOptions {
  /** Images → [batch, classes], a probability for each class: its last layer has activation 'softmax'. */
  readonly model: LayersModel;
  readonly optimizer: OptimizerChoice;
  /** 10 when it isn't said; with 0 the model is looked at, and attacked, as it is. */
  readonly epochs?: number;
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
  const { model, epochs = 10 } = options;
  const common = readHeldOutOptions(options);
  checkModel('model', model);
  checkSoftmax(model);

  /** The loss comes from logits: from probabilities that a float can't tell from 0 or 1 it would have no gradient. */
  const measure = ({ images, labels }: Batch, training: boolean) => {
    const logits = logitsOf(model, () => model.apply(images, { training }));
    const classes = logits.shape[1];
    return {
      loss: softmaxCrossentropy(tf.oneHot(labels, classes), logits),
      accuracy: accuracy(labels, logits),
    };
  };

  return defineExperiment({
    family: 'classifier',
    stepIsOurs: true,
    models: { classifier: model },
    optimizers: { classifier: { optimizer: checkOptimizer('classifier', options.optimizer), trains: ['classifier'] } },
    ...common,
    epochs: checkCount('epochs', epochs, 0),
    checkData: ({ shape, classCount }) => {
      checkSameShape(
        "The model's input doesn't have the shape of the data",
        inputShape(model),
        [null, ...shape],
        model,
      );
      checkClasses('classifier', model, classCount);
    },
    step: ({ batch, update }) => {
      let told: tf.Scalar | undefined;
      const loss = update('classifier', () => {
        const measured = measure(batch, true);
        // It comes out of a gradient's inner scope, and ends with the step.
        told = tf.keep(measured.accuracy);
        return measured.loss;
      });
      return { loss, ...(told && { accuracy: told }) };
    },
    evaluate: (batch) => {
      const measured = measure(batch, false);
      return { valLoss: measured.loss, valAccuracy: measured.accuracy };
    },
    curves: [
      lossCurves({ subtitle: 'categorical cross-entropy, nats' }),
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
