/**
 * The tracks of the classes that a generator draws: whether an experiment has them, and in words why it can't. Their texts
 * are in English; the panel translates them.
 */
import type { LayersModel } from '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import type { Experiment } from '../authoring/experiment';
import { holdsNumbers } from '../base/dataset-spec';
import type { Dataset } from '../data/dataset';
import type { BandsTrack, CurvesTrack } from '../protocol/tracks';
import { hasClasses } from '../looking/reference-classifier';
import type { TrainingStep } from '../training/training-step';
import {
  ASKED_CLASS_TAG,
  asksForClass,
  CLASSIFIED_IMAGES,
  CLASSIFIER_ACCURACY_TAG,
  classTag,
  codingShape,
  generatorOf,
} from '../looking/drawn-classes';

/**
 * The classes drawn, and, of a generator that is asked for one, how often it draws that.
 * @returns none for an experiment without a generator, or whose data set has no classes
 */
export function classTracks(
  experiment: Experiment,
  dataset: Dataset,
  step: TrainingStep,
): readonly (BandsTrack | CurvesTrack)[] {
  const generator = generatorOf(experiment);
  if (!generator || !hasClasses(dataset)) return [];
  const isAsked = asksForClass(experiment);
  const obstacle = holdsNumbers(experiment.dataset)
    ? {
        unavailable: 'Not counted: the images are made by the experiment itself, and no classifier is trained on them.',
      }
    : obstacleOf(generator, isAsked, dataset, step);
  const drawn: BandsTrack = {
    kind: 'bands',
    id: 'classes',
    title: 'Classes drawn',
    subtitle: `${CLASSIFIED_IMAGES} fixed codings, by the reference classifier`,
    bands: dataset.classNames.map((label, index) => ({ tag: classTag(index), label })),
    samples: CLASSIFIED_IMAGES,
    accuracy: CLASSIFIER_ACCURACY_TAG,
    ...obstacle,
  };
  return isAsked && !obstacle ? [drawn, askedTrack] : [drawn];
}

const askedTrack: CurvesTrack = {
  kind: 'curves',
  id: 'askedClass',
  title: 'Class as asked',
  subtitle: `${CLASSIFIED_IMAGES} fixed codings, % told to be of the asked class`,
  unit: 'share',
  series: [{ tag: ASKED_CLASS_TAG, label: 'as asked', role: 'generated', samples: CLASSIFIED_IMAGES }],
};

function obstacleOf(
  generator: LayersModel,
  isAsked: boolean,
  dataset: Dataset,
  step: TrainingStep,
): { readonly unavailable: string } | undefined {
  if (generator.inputs.length !== (isAsked ? 2 : 1))
    return { unavailable: 'Not counted: the generator takes more than noise, and what else to give it is not known.' };
  if (!step.noiseOf(codingShape(generator)))
    return { unavailable: 'Not counted: the step draws no noise of just the shape that the generator takes.' };
  const pixels = generator.outputs[0]?.shape.slice(1) ?? [];
  const fits = generator.outputs.length === 1 && product(pixels) === product(dataset.train.shape);
  return fits ? undefined : { unavailable: 'Not counted: the generator’s images are not of the data’s size.' };
}

const product = (shape: readonly (number | null)[]): number => tf.util.sizeFromShape(shape.map((size) => size ?? 0));
