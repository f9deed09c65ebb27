/**
 * Which classes a generator draws: images of fixed codings, told apart by the data set's reference classifier. Looks only,
 * with randomness of its own, so that no bit of the training hangs on it.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { oneHotClasses, takesClass } from '../authoring/class-input';
import type { Experiment } from '../authoring/experiment';
import { activationOf, lastComputingLayer } from '../authoring/softmax';
import type { Engine } from '../engine/engine';
import type { Dataset } from '../data/dataset';
import { noiseStreams } from '../loading/tfjs-randomness';
import { NoiseGenerator } from '../noise/noise-generator';
import type { RecordedScalar } from '../store/event-messages';
import { loadClassifier, type ReferenceClassifier } from './reference-classifier';
import type { TrainingStep } from '../training/training-step';

/** Images classified at each look. */
export const CLASSIFIED_IMAGES = 512;

/** Whether the generator takes the class that it is to draw. */
export const asksForClass = (experiment: Experiment): boolean =>
  takesClass(experiment, experiment.generator ?? 'generator');

/** The model whose classes can be counted. */
export const generatorOf = ({ models, generator = 'generator' }: Experiment): LayersModel | undefined =>
  models[generator];

export const classTag = (index: number): string => `classes/${index}`;
/** Share of images that are of the class that the generator was asked for, where it is asked for any. */
export const ASKED_CLASS_TAG = 'classes/asked';
/** How often the classifier itself is right, on the test images of the data set. */
export const CLASSIFIER_ACCURACY_TAG = 'classes/accuracy';

/** The generator whose classes are counted, if they are. */
export const countedGenerator = (
  experiment: Experiment,
  tracks: readonly { kind: string }[],
): LayersModel | undefined =>
  tracks.some((track) => track.kind === 'bands' && !('unavailable' in track)) ? generatorOf(experiment) : undefined;

export interface DrawnClassesParts {
  readonly generator: LayersModel;
  /** Whether it takes the class that it is to draw. */
  readonly isAsked: boolean;
  readonly dataset: Dataset;
  readonly engine: Engine;
  /** Says how the generator's codings are drawn, and lends randomness of its own to whoever looks. */
  readonly step: Pick<TrainingStep, 'noiseOf' | 'withNoiseOf'>;
  readonly seed: number;
  /** Where the classifier is, once somebody has trained it. */
  readonly classifierFile: string;
  /** Told when there is no usable classifier. */
  readonly onMissing: (step: number) => void;
}

export class DrawnClasses {
  private classifier: ReferenceClassifier | undefined;
  private inputs: GeneratorInputs | undefined;

  constructor(private readonly parts: DrawnClassesParts) {}

  /** Shares of the classes at this moment; nothing while there is no classifier. */
  count(step: number): RecordedScalar[] {
    const { dataset, engine, classifierFile, onMissing } = this.parts;
    this.classifier ??= loadClassifier(classifierFile, dataset, engine);
    if (!this.classifier) {
      onMissing(step);
      return [];
    }
    const { classifier } = this;
    const inputs = (this.inputs ??= this.drawInputs());
    if (!inputs) return [];
    const told = this.drawing(inputs, (images) => classifier.classesOf(images));
    const counts = new Int32Array(dataset.classNames.length);
    for (const one of told) counts[one]!++;
    const { asked } = inputs;
    return [
      ...Array.from(counts, (count, index) => ({ tag: classTag(index), value: count / CLASSIFIED_IMAGES })),
      ...(asked ? [{ tag: ASKED_CLASS_TAG, value: shareAsAsked(told, asked) }] : []),
      { tag: CLASSIFIER_ACCURACY_TAG, value: classifier.accuracy },
    ];
  }

  private drawing<T>({ tensors }: GeneratorInputs, look: (images: tf.Tensor4D) => T): T {
    const { generator, dataset, step } = this.parts;
    return step.withNoiseOf(noiseStreams.classCodings, () => {
      const drawn = generator.predict([...tensors], { batchSize: CLASSIFIED_IMAGES }) as tf.Tensor;
      const shape = [CLASSIFIED_IMAGES, ...dataset.train.shape] as [number, number, number, number];
      return look(tf.reshape(asPixels(generator, drawn), shape));
    });
  }

  private drawInputs(): GeneratorInputs | undefined {
    const { generator, isAsked, dataset, step, seed } = this.parts;
    const shape = codingShape(generator);
    const fill = step.noiseOf(shape);
    if (!fill) return undefined;
    const sizes = shape.map((size) => size ?? 1);
    const values = new Float32Array(CLASSIFIED_IMAGES * tf.util.sizeFromShape(sizes));
    fill(values, new NoiseGenerator(seed, noiseStreams.classCodings));
    const codings = tf.keep(tf.tensor<tf.Rank>(values, [CLASSIFIED_IMAGES, ...sizes]));
    const classCount = dataset.classNames.length;
    if (!isAsked) return { tensors: [codings] };
    const asked = classesInTurn(CLASSIFIED_IMAGES, classCount);
    return { tensors: [codings, tf.keep(oneHotClasses(asked, classCount))], asked };
  }
}

/** What a generator draws from: codings, and the classes that it is asked for where it takes one. */
interface GeneratorInputs {
  readonly tensors: readonly tf.Tensor[];
  readonly asked?: Int32Array;
}

/** Each class as often as any other: image i is asked for class i mod classes. */
export const classesInTurn = (count: number, classCount: number, from = 0): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => (from + i) % classCount);

/** @param told and asked of one length @returns in [0, 1] */
export const shareAsAsked = (told: Int32Array, asked: Int32Array): number =>
  told.reduce((right, one, at) => right + (one === asked[at] ? 1 : 0), 0) / told.length;

/** Of one coding. */
export const codingShape = (generator: LayersModel): readonly (number | null)[] =>
  generator.inputs[0]?.shape.slice(1) ?? [];

/** What a generator draws, with pixels in [0, 1]. */
export const asPixels = (generator: LayersModel, drawn: tf.Tensor): tf.Tensor =>
  tf.clipByValue(isSymmetric(generator) ? tf.div(tf.add(drawn, 1), 2) : drawn, 0, 1);

/** Whether its pixels lie in [−1, 1], as those of tanh do. */
export function isSymmetric(generator: LayersModel): boolean {
  const layer = lastComputingLayer(generator);
  return layer !== undefined && activationOf(layer) === 'tanh';
}
