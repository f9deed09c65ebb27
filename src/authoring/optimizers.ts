/** Optimizers that TensorFlow.js lacks, beside those of tf.train. */
import { NadamOptimizer, type NadamOptions } from './nadam';

export const optimizers = {
  /**
   * Adam with Nesterov's momentum and a momentum that grows.
   * @param learningRate 0.001 by default
   * @throws ExperimentError when a number is out of its range
   * Source: Dozat, "Incorporating Nesterov Momentum into Adam", ICLR workshop, 2016, algorithm 2
   */
  nadam: (learningRate = 0.001, options: NadamOptions = {}): NadamOptimizer =>
    new NadamOptimizer(learningRate, options),
};
