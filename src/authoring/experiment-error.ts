/** A mistake in an experiment, found by authoring or training: a sentence for its author and, where known, the layer. */
import type { layers } from '@tensorflow/tfjs-layers';

export class ExperimentError extends Error {
  /**
   * @param message what was expected and what was got, one sentence
   * @param remedy what to do about it, one sentence
   * @param layer the layer to point at; without it the error points at the user's line that led here
   */
  constructor(
    message: string,
    readonly remedy: string,
    readonly layer?: layers.Layer,
  ) {
    super(message);
    this.name = 'ExperimentError';
  }
}

/** [null, 28, 28, 1] as people write it: [batch, 28, 28, 1]. */
export const formatShape = (shape: readonly (number | null)[]): string =>
  `[${shape.map((size) => (size === null ? 'batch' : size)).join(', ')}]`;
