/** Layers that the lecture's autoencoders need and TensorFlow.js lacks. They go into models beside those of tf.layers. */
import { ActivityRegularization, type ActivityRegularizationOptions } from './activity-regularization';
import { Sampling, type SamplingOptions } from './sampling';
import { TiedDense, type TiedDenseOptions } from './tied-dense';

export const layers = {
  /**
   * A dense layer that multiplies by the matrix of another one, transposed, and adds biases of its own:
   * activation(x · Wᵀ + b). The matrix is the other layer's: it counts there, is named and saved there, is moved once in an
   * update, by the gradients of both uses, and stays as it is where the other layer is frozen.
   * Takes [batch, …, units of the other layer], gives [batch, …, inputs of the other layer].
   * @throws ExperimentError when `tiedTo` is not a dense layer, isn't built yet, or has another width
   * Source: Géron, Hands-On Machine Learning, ch. 17, DenseTranspose
   */
  tiedDense: (options: TiedDenseOptions): TiedDense => new TiedDense(options),

  /**
   * Draws codings from the normal distributions that an encoder gives, from the run's seeded randomness:
   * mean + exp(logVariance / 2) · N(0, 1). Applied to [mean, logVariance], both [batch, …], gives one tensor of that shape.
   * It draws at inference, too, unless `inference: 'mean'` makes it give out the mean there: then predict() says the same
   * each time, and a map of the codings stands still.
   * @throws ExperimentError when it is not applied to two inputs of one shape
   * Source: Kingma, Welling, "Auto-Encoding Variational Bayes", 2014; Géron, Hands-On Machine Learning, ch. 17, Sampling
   */
  sampling: (options: SamplingOptions = {}): Sampling => new Sampling(options),

  /**
   * Gives out what it takes in, of any shape, and adds a penalty on it to the loss of the phase that trains its model. What
   * update() returns is the loss without it, which compares with that of held-out images; the penalty is recorded as
   * `regularization`. It stands in a model itself, not in a layer that wraps another; TensorFlow.js' own fit() knows
   * nothing of the penalty.
   * @throws ExperimentError when none of the penalties is asked for, or one is out of its range
   * Source: Keras' ActivityRegularization; `divergence` as Géron's KLDivergenceRegularizer, see penalties.divergence
   */
  activityRegularization: (options: ActivityRegularizationOptions): ActivityRegularization =>
    new ActivityRegularization(options),
};
