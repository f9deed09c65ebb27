/** The mistake that an experiment's author is told of, so that a test can read its sentence and its layer. */
import { ExperimentError } from '../../../src/authoring/experiment-error';

/** @throws Error when nothing is wrong, and whatever else is thrown */
export function mistakeOf(wrong: () => unknown): ExperimentError {
  try {
    wrong();
  } catch (error) {
    if (error instanceof ExperimentError) return error;
    throw error;
  }
  throw new Error('No mistake was found.');
}
