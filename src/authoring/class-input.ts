/** The class as an input beside another: which models take one, and how it is given to them. */
import * as tf from '@tensorflow/tfjs-core';
import type { Experiment } from './experiment';

/** Whether the second input of the model of this role is the class. */
export const takesClass = ({ conditional = [] }: Pick<Experiment, 'conditional'>, role: string): boolean =>
  conditional.includes(role);

/** @param classes [count], their numbers @returns [count, classCount], 1 for its class in each row, 0 elsewhere */
export const oneHotClasses = (classes: ArrayLike<number> | tf.Tensor1D, classCount: number): tf.Tensor2D =>
  tf.tidy(() => {
    const numbers = classes instanceof tf.Tensor ? classes : tf.tensor1d(Int32Array.from(classes), 'int32');
    return tf.cast<tf.Tensor2D>(tf.oneHot(numbers, classCount) as tf.Tensor2D, 'float32');
  });
