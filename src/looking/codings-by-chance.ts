/** Codings by chance for whoever looks at a generator: always the same ones, drawn as the run's own step draws them. */
import { util } from '@tensorflow/tfjs-core';
import { NoiseGenerator } from '../noise/noise-generator';
import type { TrainingStep } from '../training/training-step';

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
