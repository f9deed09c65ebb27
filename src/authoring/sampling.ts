/** The layer between the halves of a variational autoencoder: it draws a coding from the distribution that the encoder gives. */
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type Shape } from '@tensorflow/tfjs-layers';
import { checkChoice } from './checks';
import { ExperimentError, formatShape } from './experiment-error';
import type { LayerOptions } from './layer-options';

export interface SamplingOptions extends LayerOptions {
  /** What it gives out while nothing trains: another draw each time ('sample', the default), or the mean. */
  readonly inference?: 'sample' | 'mean';
}

export class Sampling extends layers.Layer {
  static readonly className = 'Sampling';
  inference: 'sample' | 'mean';

  constructor({ inference = 'sample', ...options }: SamplingOptions = {}) {
    super({ ...options });
    this.inference = checkChoice('inference', inference, ['sample', 'mean']);
  }

  override build(inputShape: Shape | Shape[]): void {
    const shapes = (Array.isArray(inputShape[0]) ? inputShape : [inputShape]) as Shape[];
    const [mean, logVariance] = shapes;
    if (shapes.length !== 2 || mean?.join() !== logVariance?.join())
      throw new ExperimentError(
        `A sampling layer expected two inputs of one shape, the mean and the logarithm of the variance, and got ${shapes.map(formatShape).join(' and ')}.`,
        'Write layers.sampling().apply([mean, logVariance]), both from dense layers of as many units.',
        this,
      );
    this.built = true;
  }

  override computeOutputShape([mean]: Shape | Shape[]): Shape {
    return mean as Shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Readonly<Record<string, unknown>> = {}): tf.Tensor {
    return tf.tidy(() => {
      const [mean, logVariance] = [inputs].flat();
      if (!mean || !logVariance) throw new Error('A sampling layer has two inputs.');
      if (this.inference === 'mean' && kwargs.training !== true) return tf.clone(mean);
      const noise = standardNormal.apply(mean.shape);
      return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise));
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), inference: this.inference };
  }
}
tf.serialization.registerClass(Sampling);

/** As tfjs' own noise layers draw: a run puts its seeded generator under them. */
const standardNormal = initializers.randomNormal({ mean: 0, stddev: 1 });
