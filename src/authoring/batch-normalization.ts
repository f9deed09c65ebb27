/** Batch normalization in a model that is used but not trained: by which statistics it goes, and that these stay as they are. */
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';

/** What batch normalization goes by in a model that is not trained: the batch that it sees, or its moving averages. */
export type FrozenStatistics = 'batch' | 'movingAverages';

/** Those of a model, within whatever models it is made of. */
export function batchNormalizations(model: LayersModel): layers.Layer[] {
  return model.layers.flatMap((layer) =>
    'layers' in layer && Array.isArray(layer.layers)
      ? batchNormalizations(layer as unknown as LayersModel)
      : layer.getClassName() === 'BatchNormalization'
        ? [layer]
        : [],
  );
}

/**
 * Runs a model in training mode, dropout included, while its moving averages stay as they are.
 * @param run calls the model
 */
export function withFrozenAverages<T>(model: LayersModel, statistics: FrozenStatistics, run: () => T): T {
  const normalizations = batchNormalizations(model);
  return statistics === 'batch' ? keepingAverages(normalizations, run) : byAverages(normalizations, run);
}

/** The layers move their averages as they always do, and are given back those of before. */
function keepingAverages<T>(normalizations: readonly layers.Layer[], run: () => T): T {
  const before = normalizations.flatMap((layer) =>
    // Of a layer that is not trainable these are all of its weights: none of them changes here.
    layer.nonTrainableWeights.map((weight) => ({ weight, value: weight.read().clone() })),
  );
  try {
    return run();
  } finally {
    for (const { weight, value } of before) weight.write(value);
  }
}

function byAverages<T>(normalizations: readonly layers.Layer[], run: () => T): T {
  const restore = normalizations.map((layer) => {
    const { call } = layer;
    layer.call = (inputs, kwargs) => call.call(layer, inputs, { ...kwargs, training: false });
    return () => (layer.call = call);
  });
  try {
    return run();
  } finally {
    for (const back of restore.reverse()) back();
  }
}
