/** How a model that is tested or measured is made. */
import type * as tf from '@tensorflow/tfjs';
import type { Experiment } from '../../src/authoring/experiment';

export interface ModelOptions {
  /** Factor on the widths of layers: 1 is the lecture's. */
  readonly width?: number;
  readonly optimizer?: () => tf.Optimizer;
}

export type Make = (options?: ModelOptions) => Experiment;
