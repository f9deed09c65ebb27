/** Codings by chance for whoever looks at a generator: always the same ones, drawn as the run's own step draws them. */
import { util } from '@tensorflow/tfjs-core';
import { NoiseGenerator } from '../noise/noise-generator';
import { type Assembled, explained } from '../training/assemble-run';
import type { FillWithNoise, TrainingStep } from '../training/training-step';

/**
 * @param shape of one coding
 * @param stream of the run's seed; the first codings of `noiseStreams.fixedCodings` are those of the run's wall of samples
 * @returns row-major [count, …shape]; normally distributed where the step has drawn none of that shape so far
 */
export function codingsByChance(
  shape: readonly number[],
  count: number,
  step: Pick<TrainingStep, 'noiseOf'>,
  seed: number,
  stream: number,
): Float32Array {
  const values = new Float32Array(count * util.sizeFromShape([...shape]));
  const fill = step.noiseOf(shape) ?? ((out: Float32Array, noise: NoiseGenerator) => noise.normal(out));
  fill(values, new NoiseGenerator(seed, stream));
  return values;
}

/**
 * How the run's step draws noise of a shape. A run that was only loaded has drawn none: one step shows it, and its state is as
 * it was. Not within other work with the run's randomness.
 * @returns undefined where the step draws none of just this shape @throws ProblemError where the step fails
 */
export function noiseOfStep(
  { state, trainingStep, loaded }: Pick<Assembled, 'state' | 'trainingStep' | 'loaded'>,
  shape: readonly (number | null)[],
): FillWithNoise | undefined {
  if (!trainingStep.noiseOf(shape)) {
    const here = state.capture();
    explained(loaded, () => trainingStep.run());
    state.restore(here);
  }
  return trainingStep.noiseOf(shape);
}
