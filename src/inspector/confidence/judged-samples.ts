/** The samples that a discriminator is asked about: real ones, those that no training has seen, and codings by chance. */
import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../../base/problem';
import type { DatasetSplit } from '../../data/dataset';
import { noiseStreams } from '../../loading/tfjs-randomness';
import { codingsByChance, noiseOfStep } from '../../looking/codings-by-chance';
import { isSymmetric } from '../../looking/drawn-classes';
import { NoiseGenerator } from '../../noise/noise-generator';
import type { Whose } from '../../protocol/confidence-questions';
import type { Assembled } from '../../training/assemble-run';
import type { Rivals } from './rivals';

/** Of each kind. */
export const MOST_JUDGED = 1000;
/** Of the run's seed: which real samples these are. */
const SAMPLES_STREAM = 0x50;

export interface RealSamples {
  readonly count: number;
  /** Row-major [count, …sample shape] */
  readonly values: Float32Array;
  /** [count]; 0 where there are none */
  readonly classes: Int32Array;
}

export class JudgedSamples {
  readonly counts: Readonly<Record<Whose, number>>;
  private readonly chosen: Readonly<Record<'real' | 'heldOut', Some>>;
  private readonly read = new Map<'real' | 'heldOut', RealSamples>();
  private chance: Float32Array | undefined;

  constructor(
    private readonly run: Assembled,
    private readonly rivals: Rivals,
  ) {
    const { dataset, trainingStep, loaded } = run;
    // Only of steps of Gibbon's own it is known that codings are drawn from a normal distribution.
    if (!loaded.experiment.stepIsOurs) noiseOfStep(run, rivals.codingShape);
    const { heldOut } = trainingStep;
    const [train, test] = [dataset.train, dataset.test];
    const some = (split: DatasetSplit, start: number, count: number) => someOf(split, start, count, loaded.seed);
    this.isScaled = dataset.samples === 'images' && dataset.range[0] >= 0 && isSymmetric(rivals.generator);
    this.chosen = {
      real: some(train, 0, train.count - heldOut.count),
      heldOut: heldOut.count > 0 ? some(train, heldOut.start, heldOut.count) : some(test, 0, test.count),
    };
    this.counts = {
      real: this.chosen.real.indices.length,
      heldOut: this.chosen.heldOut.indices.length,
      generated: MOST_JUDGED,
    };
  }

  real(whose: 'real' | 'heldOut'): RealSamples {
    const known = this.read.get(whose);
    if (known) return known;
    const { split, indices } = this.chosen[whose];
    const values = this.isScaled ? this.scaled(split.gather(indices)) : split.gather(indices);
    const read = { count: indices.length, values, classes: split.labels(indices) };
    this.read.set(whose, read);
    return read;
  }

  /**
   * The generator draws images from −1 to 1, and those of the data begin at 0: only the step knows how they meet, and the usual
   * way is that it brings real ones to the generator's range.
   */
  readonly isScaled: boolean;

  /** As pixels of the data, of what the discriminator is given. */
  unscaled(values: Float32Array): Float32Array {
    const [least, most] = this.run.dataset.range;
    if (!this.isScaled) return values;
    return values.map((value) => least + ((Math.min(1, Math.max(-1, value)) + 1) / 2) * (most - least));
  }

  private scaled(values: Float32Array): Float32Array {
    const [least, most] = this.run.dataset.range;
    return values.map((value) => (2 * (value - least)) / (most - least) - 1);
  }

  /** The first are those of the run's wall of samples. Row-major [count, …coding shape]. */
  get codings(): Float32Array {
    const { rivals, run } = this;
    return (this.chance ??= codingsByChance(
      rivals.codingShape,
      MOST_JUDGED,
      run.trainingStep,
      run.loaded.seed,
      noiseStreams.fixedCodings,
    ));
  }

  codingsAt(indices: readonly number[]): Float32Array[] {
    this.check('generated', indices);
    const size = tf.util.sizeFromShape([...this.rivals.codingShape]);
    return indices.map((index) => this.codings.slice(index * size, (index + 1) * size));
  }

  /** The class that a generated sample is asked to be of, of models that are told one. */
  classOf(index: number): number {
    return index % Math.max(1, this.rivals.classes);
  }

  /** @throws ProblemError for one that there is not */
  check(whose: Whose, indices: readonly number[]): void {
    const wrong = indices.find((index) => index >= this.counts[whose]);
    if (wrong === undefined) return;
    throw new ProblemError({
      message: `Expected numbers of samples from 0 to ${this.counts[whose] - 1}, and got ${wrong}.`,
      remedy: 'Ask for one of these.',
      blame: 'environment',
    });
  }
}

interface Some {
  readonly split: DatasetSplit;
  readonly indices: readonly number[];
}

/** By chance, always the same ones: every so many of them may be all of one class. */
function someOf(split: DatasetSplit, start: number, all: number, seed: number): Some {
  const order = new NoiseGenerator(seed, SAMPLES_STREAM).permutation(all);
  return { split, indices: Array.from(order.subarray(0, MOST_JUDGED), (at) => start + at) };
}
