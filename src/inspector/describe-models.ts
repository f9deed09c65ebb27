/** What can be said of an experiment's models before anything runs: sizes, arithmetic, memory, and the lines that made them. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Experiment, TrainedBy } from '../authoring/experiment';
import { applicationsOf } from '../loading/layer-applications';
import type { LayerOrigins } from '../loading/layer-origins';
import { namedLayers, namedWeights, summarizeLayer } from '../loading/model-roles';
import { createSlots, optimizerVariables } from '../loading/optimizer-slots';
import type { SourcePositions } from '../loading/source-positions';
import type { ModelDescription } from '../protocol/inspector-messages';
import { countFlops } from './layer-flops';

/** Describes each model by role. Uses the optimizers up: the experiment must not be trained after it. */
export function describeModels(
  { models, optimizers }: Pick<Experiment, 'models' | 'optimizers'>,
  origins: LayerOrigins,
  positions: SourcePositions,
): ModelDescription[] {
  const slotsOf = new Map(Object.values(optimizers).map((trained) => [trained, slotsPerNumber(trained.optimizer)]));
  return Object.entries(models).map(([role, model]) => {
    const weights = namedWeights({ [role]: model }).map(({ variable, trainable }) => ({
      size: variable.size,
      bytes: variable.size * tf.util.bytesPerElement(variable.dtype),
      trainable,
    }));
    const moved = weights.filter(({ trainable }) => trainable);
    const origin = origins.get(model);
    return {
      role,
      frames: origin ? positions.framesOf(origin) : [],
      parameters: { total: total(weights, 'size'), trainable: total(moved, 'size') },
      ...arithmetic(role, model),
      bytes: {
        weights: total(weights, 'bytes'),
        optimizerSlots: total(moved, 'bytes') * slotsForRole(role, slotsOf),
      },
      layers: namedLayers(role, model).map((named) => summarizeLayer(named, origins, positions)),
    };
  });
}

const total = <Name extends string>(items: readonly Readonly<Record<Name, number>>[], name: Name): number =>
  items.reduce((sum, item) => sum + item[name], 0);

function slotsForRole(role: string, slotsOf: ReadonlyMap<TrainedBy, number>): number {
  return [...slotsOf].reduce((sum, [{ trains }, slots]) => sum + (trains.includes(role) ? slots : 0), 0);
}

function arithmetic(role: string, model: LayersModel): Pick<ModelDescription, 'flopsPerSample' | 'uncounted'> {
  let flopsPerSample = 0;
  const uncounted = new Set<string>();
  for (const { layer, model: owner } of namedLayers(role, model))
    for (const application of applicationsOf(layer, owner)) {
      const flops = countFlops(layer, application);
      if (flops === undefined) uncounted.add(layer.getClassName());
      else flopsPerSample += flops;
    }
  return { flopsPerSample, uncounted: [...uncounted] };
}

/** How many numbers an optimizer keeps for each that it moves, found out with a weight of a single number. */
function slotsPerNumber(optimizer: tf.Optimizer): number {
  const probe = tf.variable(tf.zeros([1]));
  createSlots(optimizer, [probe]);
  const { slots } = optimizerVariables(optimizer);
  probe.dispose();
  return slots.reduce((sum, { variable }) => sum + variable.size, 0);
}
