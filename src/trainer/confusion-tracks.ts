/** The track of which class a model takes for which. Its texts are in English; the panel translates them. */
import type { Experiment } from '../authoring/experiment';
import type { Dataset } from '../data/dataset';
import type { ConfusionTrack } from '../protocol/tracks';
import type { TrainingStep } from '../training/training-step';
import { confusedImages, COUNTS_TAG, rightTag } from '../looking/confusion';

/** @returns nothing for an experiment that tells no classes apart */
export function confusionTrack(
  { classify }: Experiment,
  { classNames }: Dataset,
  step: TrainingStep,
): ConfusionTrack | undefined {
  if (!classify) return undefined;
  return {
    kind: 'confusion',
    id: 'confusion',
    title: 'Confusion',
    subtitle: `${confusedImages(step)} held-out images, share of each class told right`,
    classes: classNames.map((name, index) => ({ name, right: rightTag(index) })),
    counts: COUNTS_TAG,
  };
}
