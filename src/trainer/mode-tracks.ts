/** The tracks of how well a generator covers the modes of its data, where the data set says which there are. */
import type { Experiment } from '../authoring/experiment';
import type { Dataset } from '../data/dataset';
import { modedGenerator, modeTags } from '../looking/drawn-modes';
import type { CurvesTrack } from '../protocol/tracks';

/** @returns nothing for an experiment without a generator, or for data whose modes nobody knows */
export function modeTracks(experiment: Experiment, dataset: Dataset): CurvesTrack[] {
  if (!dataset.modes || !modedGenerator(experiment, dataset)) return [];
  return [
    {
      kind: 'curves',
      id: 'modes',
      title: 'Modes covered',
      subtitle: 'those near at least one of 2,500 samples',
      series: [{ tag: modeTags.covered, label: 'modes', role: 'generated' }],
    },
    {
      kind: 'curves',
      id: 'highQuality',
      title: 'High-quality samples',
      subtitle: 'within 3 standard deviations of a mode',
      unit: 'share',
      series: [{ tag: modeTags.highQuality, label: 'share', role: 'generated' }],
    },
  ];
}
