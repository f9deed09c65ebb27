/** The tracks of a run's timeline, from what its experiment says can be seen and what a first step has shown. */
import type { Dataset } from '../data/dataset';
import type { HeatTrack, Track } from '../protocol/tracks';
import type { LoadedExperiment } from '../loading/load-experiment';
import type { PictureDrawer } from '../looking/picture-drawer';
import { beliefTags } from '../looking/beliefs';
import { type Observation, REGULARIZATION, type TrainingStep } from '../training/training-step';
import { classTracks } from './class-tracks';
import { confusionTrack } from './confusion-tracks';
import { errorTracks } from './error-tracks';
import { modeTracks } from './mode-tracks';

/** @param layerTracks the first stands over the pictures, which it explains; the others below them */
export function describeTracks(
  { experiment, positions }: LoadedExperiment,
  observation: Observation,
  dataset: Dataset,
  step: TrainingStep,
  drawer: PictureDrawer,
  layerTracks: readonly HeatTrack[],
): Track[] {
  const place = positions.framesOf(experiment.madeAt)[0];
  const where = place ? { place } : {};
  const recorded = Object.keys(observation.scalars);
  const curves =
    experiment.curves.length > 0
      ? [...experiment.curves, ...(recorded.includes(REGULARIZATION) ? [regularizationCurve] : [])]
      : curvesOf(recorded);
  const classes = classTracks(experiment, dataset, step);
  const confusion = confusionTrack(experiment, dataset, step);
  return [
    ...curves.map((track): Track => ({ kind: 'curves', ...track, series: [...track.series], ...where })),
    ...(observation.beliefs.real || observation.beliefs.generated
      ? [
          {
            kind: 'beliefs',
            id: 'beliefs',
            title: 'What D believes',
            subtitle: 'probability of “real”',
            ...beliefTags,
            ...where,
          } satisfies Track,
        ]
      : []),
    ...(confusion ? [{ ...confusion, ...where }] : []),
    ...layerTracks.slice(0, 1),
    ...classes.map((track): Track => ({ ...track, ...where })),
    ...modeTracks(experiment, dataset).map((track): Track => ({ ...track, ...where })),
    ...drawer.pictures.map((picture): Track => {
      const { tag, title, subtitle, caption, layout, columnsAreClasses } = picture;
      const measures = drawer.measure(picture);
      const named = columnsAreClasses ? { columnNames: dataset.classNames.slice(0, measures.columns) } : {};
      return { kind: 'images', id: tag, tag, title, subtitle, caption, layout, ...measures, ...named, ...where };
    }),
    ...errorTracks(experiment, dataset, step).map((track): Track => ({ ...track, ...where })),
    ...layerTracks.slice(1),
  ];
}

/** What layers add to the losses: the experiment knows nothing of it. */
const regularizationCurve = {
  id: REGULARIZATION,
  title: 'Regularization',
  subtitle: 'added to the loss by layers',
  series: [{ tag: REGULARIZATION, label: 'penalty', role: 'plain' as const }],
};

/** A user-written step records under names of its own: one track shows them all. */
const curvesOf = (names: readonly string[]) => [
  {
    id: 'recorded',
    title: 'Recorded',
    subtitle: 'numbers that the step returns',
    series: names.map((tag) => ({ tag, label: tag, role: 'plain' as const })),
  },
];
