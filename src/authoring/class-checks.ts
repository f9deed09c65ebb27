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
