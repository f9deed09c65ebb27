/**
 * Which modes a generator covers at a moment, where the data set says which there are: samples of fixed codings. Looks only,
 * with randomness of its own, so that no bit of the training hangs on it.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Experiment } from '../authoring/experiment';
import type { Dataset, Modes } from '../data/dataset';
import { noiseStreams } from '../loading/tfjs-randomness';
import type { RecordedScalar } from '../store/event-messages';
import type { TrainingStep } from '../training/training-step';
import { codingsByChance } from './codings-by-chance';
import { coveredModes } from './covered-modes';
import { codingShape, generatorOf } from './drawn-classes';

/** Samples at each look. Source: Srivastava et al., "VEEGAN", 2017; Lin et al., "PacGAN", 2018 */
export const MODE_SAMPLES = 2500;
export const modeTags = { covered: 'modes/covered', highQuality: 'modes/highQuality' } as const;

/** The generator whose modes can be counted: of codings alone it makes samples of the data's shape. */
export function modedGenerator(experiment: Experiment, { modes, train }: Dataset): LayersModel | undefined {
  const generator = generatorOf(experiment);
  const isFitting =
    generator?.inputs.length === 1 && generator.outputs[0]?.shape.slice(1).join() === train.shape.join();
  return modes && isFitting ? generator : undefined;
}

export class DrawnModes {
  private codings: Float32Array | undefined;

  /** @param generator of one input, a vector by chance, that gives samples of the data */
  constructor(
    private readonly generator: LayersModel,
    private readonly modes: Modes,
    private readonly step: Pick<TrainingStep, 'noiseOf' | 'withNoiseOf'>,
    private readonly seed: number,
  ) {}

  look(): RecordedScalar[] {
    const { generator, step, seed } = this;
    const shape = codingShape(generator).map((size) => size ?? 1);
    const codings = (this.codings ??= codingsByChance(shape, MODE_SAMPLES, step, seed, noiseStreams.classCodings));
    const samples = step.withNoiseOf(noiseStreams.classCodings, () => {
      const given = tf.tensor<tf.Rank>(codings, [MODE_SAMPLES, ...shape]);
      return (generator.predict(given, { batchSize: MODE_SAMPLES }) as tf.Tensor).dataSync<'float32'>().slice();
    });
    const { covered, highQualityShare } = coveredModes(samples, this.modes, samples.length / MODE_SAMPLES);
    return [
      { tag: modeTags.covered, value: covered },
      { tag: modeTags.highQuality, value: highQualityShare },
    ];
  }
}
