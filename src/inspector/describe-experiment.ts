/** Builds an experiment's models without data or training, says what they are, and leaves nothing of them behind. */
import * as tf from '@tensorflow/tfjs-core';
import { ProblemError } from '../base/problem';
import { failure, ok, type Result } from '../base/result';
import { bundleExperiment } from '../loading/bundle-experiment';
import type { LayerOrigins } from '../loading/layer-origins';
import { loadExperiment } from '../loading/load-experiment';
import type { RandomnessSource } from '../loading/tfjs-randomness';
import type { ExperimentDescription } from '../protocol/inspector-messages';
import { describeModels } from './describe-models';

export interface InspectorSurroundings {
  readonly scratchFolder: string;
  readonly origins: LayerOrigins;
  readonly randomness: RandomnessSource;
}

/** Shapes don't depend on the seed; any one, said from outside, spares loading the experiment a second time for its own. */
const ANY_SEED = 0;

/** @returns what the models are, or what is wrong with the experiment, at the user's line */
export async function describeExperiment(
  experimentFile: string,
  source: string | undefined,
  { scratchFolder, origins, randomness }: InspectorSurroundings,
): Promise<Result<ExperimentDescription>> {
  tf.engine().startScope();
  try {
    const bundle = await bundleExperiment(experimentFile, source);
    const loaded = await loadExperiment(bundle, { experimentFile, scratchFolder, origins, randomness, seed: ANY_SEED });
    const { experiment, positions } = loaded;
    try {
      const models = describeModels(experiment, origins, positions);
      const { madeAt } = experiment.dataset;
      return ok({
        family: experiment.family,
        models,
        datasetFrames: madeAt ? positions.framesOf(madeAt) : [],
        sources: bundle.sources.map(({ file }) => file),
      });
    } catch (error) {
      // An optimizer or a layer of the user's own is user code, wherever it is called.
      return failure(loaded.explain(error));
    }
  } catch (error) {
    if (error instanceof ProblemError) return failure(error.problem);
    throw error;
  } finally {
    tf.engine().endScope();
    // Weights outlive scopes, and a build that failed halfway leaves some that nothing names.
    for (const variable of Object.values(tf.engine().state.registeredVariables)) variable.dispose();
  }
}
