/** Whether a model and the data agree about classes. */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { outputShape } from './checks';
import { ExperimentError, formatShape } from './experiment-error';
import { lastLayer } from './softmax';

/**
 * Whether a model that gives a probability for each class fits the data's classes.
 * @param family for the sentence @param classCount of the data
 * @throws ExperimentError
 */
export function checkClasses(family: string, model: LayersModel, classCount: number): void {
  checkLabelled(family, classCount);
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

/** @param family for the sentence @param classCount of the data @throws ExperimentError unless the data have classes */
export function checkLabelled(family: string, classCount: number): void {
  if (classCount < 2)
    throw new ExperimentError(
      `${family}() expected data of at least 2 classes, and got ${classCount === 0 ? 'none: its samples are not labelled' : classCount}.`,
      'Name the column or the files of the labels, or take a data set with classes, for example datasets.fashionMnist().',
    );
}

/** @returns the model @throws ExperimentError unless it takes two inputs, the second [batch, classes] */
export function checkTakesClass(role: string, model: LayersModel): LayersModel {
  const { inputs, inputLayers } = model;
  const shape = inputs[1]?.shape ?? [];
  if (inputs.length === 2 && shape.length === 2 && shape[1] !== null) return model;
  throw new ExperimentError(
    inputs.length === 2
      ? `The ${role}'s second input expected [batch, classes], a number for each class, and is ${formatShape(shape)}.`
      : `The ${role} expected 2 inputs, of which the second is the class, and takes ${inputs.length}.`,
    'Make it with tf.input({ shape: [10] }), 10 for ten classes.',
    inputLayers[1] ?? inputLayers[0] ?? model.layers[0],
  );
}

/** @param model whose second input is the class @throws ExperimentError unless the data have as many classes */
export function checkClassInput(family: string, model: LayersModel, classCount: number): void {
  checkLabelled(family, classCount);
  const classes = model.inputs[1]?.shape[1];
  if (classes === classCount) return;
  throw new ExperimentError(
    `The model's second input expected ${classCount} numbers, one for each class of the data, and takes ${classes}.`,
    `Write tf.input({ shape: [${classCount}] }) for it.`,
    model.inputLayers[1],
  );
}
