/** The class as an input beside another: which models take one, and how it is given to them. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Whether a model takes two inputs, of which the second is a number for each class of the data. */
export const takesClass = ({ inputs }: LayersModel, classCount: number): boolean =>
  inputs.length === 2 && inputs[1]?.shape.length === 2 && inputs[1].shape[1] === classCount && classCount > 1;

/** @param classes [count], their numbers @returns [count, classCount], 1 for its class in each row, 0 elsewhere */
export const oneHotClasses = (classes: ArrayLike<number> | tf.Tensor1D, classCount: number): tf.Tensor2D =>
  tf.tidy(() => {
    const numbers = classes instanceof tf.Tensor ? classes : tf.tensor1d(Int32Array.from(classes), 'int32');
    return tf.cast<tf.Tensor2D>(tf.oneHot(numbers, classCount) as tf.Tensor2D, 'float32');
  });
