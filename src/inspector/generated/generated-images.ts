/**
 * What a run's generator draws at a moment, judged by the data set's reference classifier: of which classes the images are,
 * whether they are as asked, and how far their features lie from those of real images. It trains no classifier.
 */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { oneHotClasses } from '../../authoring/class-input';
import { ProblemError } from '../../base/problem';
import type { DatasetSplit } from '../../data/dataset';
import { noiseStreams } from '../../loading/tfjs-randomness';
import { noiseOfStep } from '../../looking/codings-by-chance';
import { asksForClass, asPixels, classesInTurn, codingShape, generatorOf } from '../../looking/drawn-classes';
import { FeatureMoments, frechetDistance } from '../../looking/frechet-distance';
import {
  classifierFile,
  hasClasses,
  loadClassifier,
  type ReferenceClassifier,
} from '../../looking/reference-classifier';
import { FEATURES } from '../../looking/reference-network';
import { NoiseGenerator } from '../../noise/noise-generator';
import type { GeneratedQuestion, JudgedImages } from '../../protocol/generated-questions';
import { type Assembled, explained } from '../../training/assemble-run';
import type { FillWithNoise } from '../../training/training-step';

/** Images at a time: a graph of one size. */
const BATCH = 250;

export interface JudgingJourney {
  reach(step: number): Promise<boolean>;
  isWanted(): boolean;
  onJudging(done: number, all: number): void;
}

export class GeneratedImages {
  private classifier: ReferenceClassifier | undefined;
  private real: FeatureMoments | undefined;

  constructor(
    private readonly run: Assembled,
    private readonly cacheFolder: string,
  ) {}

  /** @returns null when nobody wanted it any more @throws ProblemError: no generator, no classes, no classifier */
  async judge(
    { step, count, seed }: GeneratedQuestion,
    { reach, isWanted, onJudging }: JudgingJourney,
  ): Promise<JudgedImages | null> {
    const { dataset } = this.run;
    const generator = this.theGenerator();
    const classifier = (this.classifier ??= this.theClassifier());
    if (count < 2)
      throw new ProblemError({
        message: `count expected at least 2 images, and got ${count}.`,
        remedy: 'Ask for more: 5,000 say something about each of ten classes.',
        blame: 'environment',
      });
    if (!(await reach(step))) return null;
    const fill = this.noiseOf(generator);
    const noise = new NoiseGenerator(seed, noiseStreams.classCodings);
    const classCount = dataset.classNames.length;
    const counts = new Int32Array(classCount);
    const moments = new FeatureMoments(FEATURES);
    let asAsked = 0;
    for (let done = 0; done < count; done += BATCH) {
      const asked = classesInTurn(Math.min(BATCH, count - done), classCount, done);
      const seen = this.aside(() => classifier.look(checkNumbers(this.draw(generator, fill, noise, asked), step)));
      seen.classes.forEach((told, at) => {
        counts[told]!++;
        if (told === asked[at]) asAsked++;
      });
      moments.add(seen.features);
      onJudging(done + asked.length, count);
      await setImmediate();
      if (!isWanted()) return null;
    }
    const { test, train } = dataset;
    this.real ??= this.momentsOf(classifier, test, test.count);
    const { real } = this;
    return {
      step,
      count,
      classes: dataset.classNames.map((name, index) => ({ name, images: counts[index] ?? 0 })),
      ...(asksForClass(this.run.loaded.experiment) && { asAsked }),
      classifierAccuracy: classifier.accuracy,
      distance: {
        value: frechetDistance(moments, real),
        ofReal: frechetDistance(this.momentsOf(classifier, train, Math.min(count, train.count)), real),
        features: FEATURES,
        realImages: real.count,
      },
    };
  }

  dispose(): void {
    this.classifier?.dispose();
  }

  /** [asked, height, width, channels], pixels in [0, 1]. */
  private draw(generator: LayersModel, fill: FillWithNoise, noise: NoiseGenerator, asked: Int32Array): tf.Tensor4D {
    const { dataset, loaded } = this.run;
    const shape = codingShape(generator).map((size) => size ?? 1);
    const values = new Float32Array(asked.length * tf.util.sizeFromShape(shape));
    fill(values, noise);
    const codings = tf.tensor<tf.Rank>(values, [asked.length, ...shape]);
    const isAsked = asksForClass(loaded.experiment);
    const inputs = isAsked ? [codings, oneHotClasses(asked, dataset.classNames.length)] : [codings];
    const drawn = generator.predict(inputs, { batchSize: asked.length }) as tf.Tensor;
    return tf.reshape<tf.Rank.R4>(asPixels(generator, drawn), imageBatch(asked.length, dataset.train));
  }

  /** How the step draws the generator's codings. */
  private noiseOf(generator: LayersModel): FillWithNoise {
    const shape = codingShape(generator);
    const fill = noiseOfStep(this.run, shape);
    if (fill) return fill;
    throw new ProblemError({
      message: `The generator expected codings of shape [${shape.join(', ')}], and the step draws no noise of just this shape.`,
      remedy: 'Draw the codings by themselves, with normal() or uniform() of the step’s context.',
      blame: 'experiment',
    });
  }

  /** Of the first `count` images of a split. */
  private momentsOf(classifier: ReferenceClassifier, split: DatasetSplit, count: number): FeatureMoments {
    const moments = new FeatureMoments(FEATURES);
    for (let start = 0; start < count; start += BATCH) {
      const indices = Array.from({ length: Math.min(BATCH, count - start) }, (_, i) => start + i);
      this.aside(() => {
        const images = tf.tensor<tf.Rank.R4>(split.gather(indices), imageBatch(indices.length, split));
        moments.add(classifier.look(images).features);
      });
    }
    return moments;
  }

  private theGenerator(): LayersModel {
    const { experiment } = this.run.loaded;
    const { train } = this.run.dataset;
    const generator = generatorOf(experiment);
    const isFed = generator?.inputs.length === (asksForClass(experiment) ? 2 : 1);
    const pixels = generator?.outputs[0]?.shape.slice(1).map((size) => size ?? 0) ?? [];
    if (generator && isFed && tf.util.sizeFromShape(pixels) === tf.util.sizeFromShape([...train.shape]))
      return generator;
    throw new ProblemError({
      message: `There is nothing to judge: none of the models ${Object.keys(experiment.models).join(', ')} is a generator that makes images of the data's size of codings, or of codings and a class.`,
      remedy: 'Judge a run of gan(), conditionalGan() or vae().',
      blame: 'experiment',
    });
  }

  private theClassifier(): ReferenceClassifier {
    const { dataset, engine } = this.run;
    if (!hasClasses(dataset))
      throw new ProblemError({
        message: `Judging expected images of at least two classes, some of them for the test, and ${dataset.name} has none.`,
        remedy: 'Train on a data set with classes.',
        blame: 'environment',
      });
    const classifier = loadClassifier(classifierFile(this.cacheFolder, dataset), dataset, engine);
    if (classifier) return classifier;
    throw new ProblemError({
      message: `There is no reference classifier of ${dataset.name} yet, which tells the classes of images.`,
      remedy:
        'Train it with gibbon classifier, or let a run of a GAN on these data go on until it has counted classes.',
      blame: 'environment',
    });
  }

  /** The user's models may run, with randomness of their own, and throw at a line of theirs. */
  private aside<T>(look: () => T): T {
    const { loaded, trainingStep } = this.run;
    return explained(loaded, () => trainingStep.withNoiseOf(noiseStreams.classCodings, look));
  }
}

/** @throws ProblemError where the weights of a step draw no numbers */
function checkNumbers(images: tf.Tensor4D, step: number): tf.Tensor4D {
  if (images.dataSync().every(Number.isFinite)) return images;
  throw new ProblemError({
    message: `Expected images of the generator after ${step} steps, and got NaN: its weights are no numbers any more.`,
    remedy: 'Ask for an earlier step (--step); the timeline shows where the losses became NaN.',
    blame: 'experiment',
  });
}

const imageBatch = (count: number, { shape }: DatasetSplit) => [count, ...shape] as [number, number, number, number];
