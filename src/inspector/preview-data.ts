/** Loads the data of an experiment, without training on it, and says what it looks like. */
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { bundleExperiment } from '../loading/bundle-experiment';
import { loadExperiment } from '../loading/load-experiment';
import { previewOf } from '../looking/dataset-preview';
import type { DatasetPreview } from '../protocol/dataset-preview';
import type { DataPlaces } from '../protocol/trainer-job';
import { loadDataOf } from '../training/load-data';
import { usualValidation } from '../training/training-step';
import type { InspectorSurroundings } from './describe-experiment';

/**
 * @param source what the file is taken to hold, where that isn't on disk
 * @throws ProblemError: what is wrong with the experiment, or with its data
 */
export async function previewData(
  experimentFile: string,
  source: string | undefined,
  dataPlaces: DataPlaces,
  { scratchFolder, origins, randomness }: InspectorSurroundings,
  onActivity: (activity: string) => void,
): Promise<DatasetPreview> {
  tf.engine().startScope();
  try {
    const bundle = await bundleExperiment(experimentFile, source);
    const loaded = await loadExperiment(bundle, { experimentFile, scratchFolder, origins, randomness });
    const { experiment, seed } = loaded;
    const dataset = await loadDataOf(loaded, path.dirname(experimentFile), dataPlaces, onActivity);
    const validation = Math.min(experiment.validation ?? usualValidation(dataset), dataset.train.count);
    return previewOf(dataset, { validation, seed, isAugmented: experiment.dataset.kind === 'augmented' });
  } finally {
    tf.engine().endScope();
    for (const variable of Object.values(tf.engine().state.registeredVariables)) variable.dispose();
  }
}
