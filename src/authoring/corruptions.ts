/** What a denoising autoencoder does to its inputs in training: it learns to give back the images as they were. */
import * as tf from '@tensorflow/tfjs-core';
import type { Noise } from './experiment';
import { ExperimentError } from './experiment-error';

export interface Corruption {
  /** Other strengths to look at beside its own: standard deviations, or shares of the pixels. */
  readonly sweep: readonly number[];
  /** The same kind of corruption, stronger or weaker. */
  atLevel(level: number): Corruption;
  /** @param images [batch, …] @returns the same shape */
  apply(images: tf.Tensor, noise: Noise): tf.Tensor;
}

export const corruptions = {
  /**
   * Adds normally distributed noise to every pixel; the result may lie outside of [0, 1], as in Keras' GaussianNoise.
   * @param standardDeviation of the noise, in units of the pixels, above 0
   */
  gaussian(standardDeviation: number): Corruption {
    if (!(standardDeviation > 0 && Number.isFinite(standardDeviation)))
      throw new ExperimentError(
        `corruptions.gaussian expected a standard deviation above 0, and got ${standardDeviation}.`,
        'Write for example corruptions.gaussian(0.2).',
      );
    return {
      sweep: otherThan(standardDeviation, [0.1, 0.2, 0.5, 1]),
      atLevel: corruptions.gaussian,
      apply: (images, { normal }) => tf.add(images, normal(images.shape, 0, standardDeviation)),
    };
  },

  /**
   * Sets so large a share of the pixels to 0, others in each image, and divides those that stay by 1 − rate, as Keras'
   * Dropout does, so that the mean stays as it is.
   * @param rate share of the pixels, in (0, 1)
   */
  dropout(rate: number): Corruption {
    checkShare('dropout', rate);
    return {
      sweep: otherThan(rate, SHARES),
      atLevel: corruptions.dropout,
      apply: (images, { uniform }) => {
        const kept = tf.cast(tf.greaterEqual(uniform(images.shape), rate), 'float32');
        return tf.mul(images, tf.div(kept, 1 - rate));
      },
    };
  },

  /**
   * Sets so large a share of the pixels to 0 or to 1, each as often.
   * @param rate share of the pixels, in (0, 1)
   */
  saltAndPepper(rate: number): Corruption {
    checkShare('saltAndPepper', rate);
    return {
      sweep: otherThan(rate, SHARES),
      atLevel: corruptions.saltAndPepper,
      apply: (images, { uniform }) => {
        const drawn = uniform(images.shape);
        const kept = tf.cast(tf.greaterEqual(drawn, rate), 'float32');
        const salt = tf.cast(tf.less(drawn, rate / 2), 'float32');
        return tf.add(tf.mul(images, kept), salt);
      },
    };
  },
};

const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9];

const otherThan = (level: number, levels: readonly number[]) => levels.filter((one) => one !== level);

function checkShare(name: string, rate: number): void {
  if (!(rate > 0 && rate < 1))
    throw new ExperimentError(
      `corruptions.${name} expected a share above 0 and below 1, and got ${rate}.`,
      `Write for example corruptions.${name}(0.5).`,
    );
}
