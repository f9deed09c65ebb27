/**
 * Where and on what a model's reconstructions are wrong: squared errors of the held-out images that are drawn, as a map over
 * the pixels, where the data are images, and as a mean for each class. Looks only; its tags stand here.
 */
import * as tf from '@tensorflow/tfjs-core';
import { viridis } from '../base/viridis';
import type { Experiment } from '../authoring/experiment';
import { meanOf } from '../base/mean-interval';
import type { RecordedScalar } from '../store/event-messages';
import type { TrainingStep } from '../training/training-step';
import { type DrawnPicture, encodePicture } from './picture-drawer';

export const MAP_TAG = 'errorMap';
/** What the lightest colour of the map stands for, in squared units of the pixels. */
export const SCALE_TAG = 'errorMap/largest';
export const classErrorTag = (index: number): string => `errorByClass/${index}`;
/** Standard error of that mean, of classes that two images or more are of. */
export const classStandardErrorTag = (index: number): string => `errorByClass/${index}/standardError`;

export interface ReconstructionErrors {
  /** Where the data are images. */
  readonly picture?: DrawnPicture;
  readonly scalars: readonly RecordedScalar[];
}

/** @returns nothing for an experiment that reconstructs nothing */
export function lookAtReconstructions(
  { reconstruction }: Experiment,
  step: TrainingStep,
): ReconstructionErrors | undefined {
  if (!reconstruction) return undefined;
  const { count, reconstruct } = reconstruction;
  const { imageShape } = step;
  // [count, pixels]: the mean over channels, then over images or over pixels.
  const errors = tf.tidy(() => {
    const inputs = step.heldOutImages(count);
    const squared = tf.squaredDifference(inputs, reconstruct(inputs, step.stage));
    const channels = imageShape?.[2] ?? 1;
    return tf.mean(tf.reshape(squared, [count, -1, channels]), 2).dataSync<'float32'>();
  });
  const byClass = meansByClass(errors, step.heldOutLabels(count));
  if (!imageShape) return { scalars: byClass };
  const [height = 0, width = 0] = imageShape;
  const map = meansOverImages(errors, count);
  const largest = map.reduce((most, error) => Math.max(most, error), 0);
  return {
    picture: { tag: MAP_TAG, ...inViridis(map, width, height, largest) },
    scalars: [{ tag: SCALE_TAG, value: largest }, ...byClass],
  };
}

/** @param errors row-major [count, pixels] @returns [pixels] */
function meansOverImages(errors: Float32Array, count: number): Float64Array {
  const pixels = errors.length / count;
  const map = new Float64Array(pixels);
  for (let i = 0; i < errors.length; i++) map[i % pixels]! += (errors[i] ?? 0) / count;
  return map;
}

/** Of the classes that are among the images. @param errors row-major [images, pixels] */
function meansByClass(errors: Float32Array, labels: Int32Array): RecordedScalar[] {
  const pixels = errors.length / labels.length;
  const byClass = new Map<number, number[]>();
  labels.forEach((label, image) => {
    const own = errors.subarray(image * pixels, (image + 1) * pixels).reduce((sum, error) => sum + error, 0) / pixels;
    byClass.set(label, [...(byClass.get(label) ?? []), own]);
  });
  return [...byClass]
    .sort(([one], [other]) => one - other)
    .flatMap(([label, its]) => {
      const { mean, standardError } = meanOf(its);
      const spread = standardError === undefined ? [] : [{ tag: classStandardErrorTag(label), value: standardError }];
      return [{ tag: classErrorTag(label), value: mean }, ...spread];
    });
}

function inViridis(values: Float64Array, width: number, height: number, largest: number) {
  const data = new Uint8Array(values.length * 3);
  values.forEach((value, pixel) => data.set(viridis(largest > 0 ? value / largest : 0).map(Math.round), pixel * 3));
  return encodePicture(width, height, data, 3);
}
