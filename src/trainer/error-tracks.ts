/** The tracks of what is wrong with reconstructions: a map over the pixels, a curve for each class. English; the panel translates. */
import type { Experiment } from '../authoring/experiment';
import type { Dataset } from '../data/dataset';
import type { CurvesTrack, ImagesTrack } from '../protocol/tracks';
import type { TrainingStep } from '../training/training-step';
import { classErrorTag, classStandardErrorTag, MAP_TAG, SCALE_TAG } from '../looking/reconstruction-errors';

/** What is shown of it: nothing of an experiment that reconstructs nothing, no classes where the data set has none. */
export function errorTracks(
  { reconstruction }: Experiment,
  { train, classNames, samples }: Dataset,
  step: TrainingStep,
): (ImagesTrack | CurvesTrack)[] {
  if (!reconstruction) return [];
  const { count } = reconstruction;
  const [tileHeight = 0, tileWidth = 0] = train.shape;
  const images = new Map<number, number>();
  if (classNames.length > 1)
    for (const label of step.heldOutLabels(count)) images.set(label, (images.get(label) ?? 0) + 1);
  const classes = [...images].sort(([one], [other]) => one - other);
  const map: ImagesTrack = {
    kind: 'images',
    id: MAP_TAG,
    tag: MAP_TAG,
    title: 'Error map',
    subtitle: 'mean squared error of each pixel',
    caption: `${count} held-out images, squared error of each pixel`,
    layout: 'samples',
    columns: 1,
    rows: 1,
    tileWidth,
    tileHeight,
    scale: SCALE_TAG,
  };
  const maps = samples === 'images' ? [map] : [];
  if (classes.length === 0) return maps;
  return [
    ...maps,
    {
      kind: 'curves',
      id: 'errorByClass',
      title: 'Error by class',
      subtitle: `${count} held-out images, mean squared error`,
      series: classes.map(([index, samples]) => ({
        tag: classErrorTag(index),
        label: classNames[index] ?? String(index),
        role: 'plain',
        classIndex: index,
        samples,
        ...(samples > 1 && { standardError: classStandardErrorTag(index) }),
      })),
    },
  ];
}
