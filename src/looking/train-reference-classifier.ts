/**
 * Trains the reference classifier of a data set: the same images in the same order from the same seed on one thread, so
 * that two machines with one engine get the same classifier. It knows no file; `reference-classifier.ts` keeps it.
 */
import * as tf from '@tensorflow/tfjs-core';
import { softmaxCrossentropy } from '../authoring/losses';
import type { StateEntry, StateValue } from '../base/state-value';
import type { Dataset, DatasetSplit } from '../data/dataset';
import type { Engine } from '../engine/engine';
import type { StepFollower, StepProgram, StepResult } from '../engine/step-program';
import { createSlots, optimizerInside } from '../loading/optimizer-slots';
import { redrawing } from '../loading/tfjs-randomness';
import { NoiseGenerator } from '../noise/noise-generator';
import { applyGradients } from '../training/apply-gradients';
import { BatchPlan } from '../training/batches';
import { featureCount, featuresOf, initialValues, logitsOf, networkWeights } from './reference-network';

const SEED = 2017;
const WEIGHTS_STREAM = 1;
const DROPOUT_STREAM = 2;
/** Share of the features that are left out: it sees each image some times, and must not learn it by heart. */
const DROPOUT = 0.4;
const BATCH_SIZE = 64;
const TEST_BATCH = 500;
/** Images seen in all; a smaller data set is seen no more than MOST_EPOCHS times, but a tiny one for LEAST_STEPS. */
const IMAGES_SEEN = 540_000;
const MOST_EPOCHS = 12;
const LEAST_STEPS = 300;
const FIRST_RATE = 0.001;
const LAST_RATE = 0.0003;
/** From this share of the steps on the rate is the last one, and the weights are averaged: worth half a percent each. */
const SETTLES_AT = 0.6;
const AVERAGED_EVERY_STEPS = 64;

export interface TrainedClassifier {
  readonly weights: StateValue;
  /** Share of the test images whose class it tells. */
  readonly accuracy: number;
}

export interface TrainingCourse {
  /** @param share of the training that is done, in [0, 1] */
  readonly onProgress?: (share: number) => void;
  /** Why a step does not run compiled. */
  readonly onFallback?: (message: string) => void;
}

/** In about a minute for Fashion-MNIST; lets the event loop run in between. */
export async function trainReferenceClassifier(
  dataset: Dataset,
  engine: Engine,
  { onProgress, onFallback }: TrainingCourse = {},
): Promise<TrainedClassifier> {
  const training = new ClassifierTraining(dataset);
  const runner = engine.prepare(training, ({ message }) => onFallback?.(message));
  try {
    while (training.position < training.totalSteps) {
      training.position += runner.run(training.stepsToAverage).length;
      training.average();
      onProgress?.(training.position / training.totalSteps);
      await new Promise(setImmediate);
    }
    training.takeAverage();
    return { weights: training.capture(), accuracy: training.accuracy() };
  } finally {
    runner.dispose();
    training.dispose();
  }
}

class ClassifierTraining implements StepProgram {
  position = 0;
  readonly totalSteps: number;
  private readonly plan: BatchPlan;
  private readonly batchSize: number;
  private readonly features: number;
  private readonly names: readonly string[];
  private readonly weights: readonly tf.Variable[];
  private readonly sums: Float64Array[] = [];
  private averaged = 0;
  private readonly optimizer = tf.train.adam(0.001);
  private readonly noise = new NoiseGenerator(SEED, DROPOUT_STREAM);

  constructor(private readonly dataset: Dataset) {
    const { train, classNames } = dataset;
    const noise = new NoiseGenerator(SEED, WEIGHTS_STREAM);
    const size = { imageShape: train.shape, classCount: classNames.length };
    const specs = networkWeights(size);
    this.features = featureCount(size);
    this.names = specs.map(({ name }) => name);
    this.weights = specs.map((spec) =>
      tf.tidy(() => tf.variable(tf.tensor(initialValues(spec, noise), [...spec.shape]))),
    );
    createSlots(this.optimizer, this.weights);
    // Batches of one size: each size would be compiled for itself.
    this.batchSize = Math.min(BATCH_SIZE, train.count);
    this.plan = new BatchPlan(train.count - (train.count % this.batchSize), this.batchSize, SEED);
    const { stepsPerEpoch } = this.plan;
    this.totalSteps = Math.max(
      LEAST_STEPS,
      Math.min(Math.ceil(IMAGES_SEEN / this.batchSize), MOST_EPOCHS * stepsPerEpoch),
    );
  }

  fixedKey(ahead: number): string {
    return `rate ${this.rateAt(this.position + ahead)}`;
  }

  trace(follower: StepFollower): StepResult {
    const { train, classNames } = this.dataset;
    optimizerInside(this.optimizer).learningRate = this.rateAt(this.position);
    const indices = (ahead: number) => this.plan.indices(this.position + ahead);
    const images = imagesOf(train, indices(0));
    const labels = tf.tensor1d(train.labels(indices(0)), 'int32');
    follower.fed(images, (ahead) => train.gather(indices(ahead)), false);
    follower.fed(labels, (ahead) => train.labels(indices(ahead)), false);
    const drop = (out: Float32Array) => this.noise.mask(out, DROPOUT, 1 / (1 - DROPOUT));
    const mask = new Float32Array(this.batchSize * this.features);
    drop(mask);
    const dropout = tf.tensor2d(mask, [this.batchSize, this.features]);
    follower.fed(dropout, redrawing(mask.length, 'float32', drop), true);
    const { value, grads } = tf.variableGrads(
      () =>
        softmaxCrossentropy(
          tf.oneHot(labels, classNames.length),
          logitsOf(this.weights, featuresOf(this.weights, images, dropout)),
        ),
      [...this.weights],
    );
    applyGradients(this.optimizer, grads);
    const countAgain = (steps: number) => {
      const inside = optimizerInside(this.optimizer);
      inside.iterations_ = (inside.iterations_ ?? 0) + steps;
    };
    return { tensors: { loss: value }, numbers: {}, countAgain };
  }

  /** Steps to the next moment whose weights count in the average, or to the end. */
  get stepsToAverage(): number {
    const left = this.totalSteps - this.position;
    return Math.min(left, AVERAGED_EVERY_STEPS - (this.position % AVERAGED_EVERY_STEPS));
  }

  /** Source: Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", 2018 */
  average(): void {
    if (this.isSettling(this.position) && this.position % AVERAGED_EVERY_STEPS === 0) {
      this.averaged++;
      this.weights.forEach((weight, at) => {
        const values = weight.dataSync<'float32'>();
        const sum = (this.sums[at] ??= new Float64Array(values.length));
        for (let i = 0; i < values.length; i++) sum[i]! += values[i]!;
      });
    }
  }

  /** The weights become their average. */
  takeAverage(): void {
    this.sums.forEach((sum, at) => {
      const weight = this.weights[at];
      const mean = Float32Array.from(sum, (value) => value / this.averaged);
      if (weight) tf.tidy(() => weight.assign(tf.tensor(mean, weight.shape)));
    });
  }

  capture(): StateValue {
    return new Map(
      this.weights.map((weight, at): [string, StateEntry] => {
        const values = weight.dataSync<'float32'>().slice();
        return [
          this.names[at] ?? '',
          {
            dtype: 'F32',
            shape: weight.shape,
            bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
          },
        ];
      }),
    );
  }

  accuracy(): number {
    const { test } = this.dataset;
    let right = 0;
    for (let start = 0; start < test.count; start += TEST_BATCH) {
      const indices = Array.from({ length: Math.min(TEST_BATCH, test.count - start) }, (_, i) => start + i);
      const labels = test.labels(indices);
      const told = tf.tidy(() =>
        tf.argMax(logitsOf(this.weights, featuresOf(this.weights, imagesOf(test, indices))), 1).dataSync<'int32'>(),
      );
      for (let i = 0; i < labels.length; i++) if (told[i] === labels[i]) right++;
    }
    return right / test.count;
  }

  dispose(): void {
    tf.dispose([...this.weights]);
    this.optimizer.dispose();
  }

  private rateAt(step: number): number {
    return this.isSettling(step) ? LAST_RATE : FIRST_RATE;
  }

  private isSettling(step: number): boolean {
    return step >= SETTLES_AT * this.totalSteps;
  }
}

const imagesOf = (split: DatasetSplit, indices: ArrayLike<number>): tf.Tensor4D =>
  tf.tensor4d(split.gather(indices), [indices.length, ...split.shape] as [number, number, number, number]);
