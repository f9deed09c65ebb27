/**
 * Names by role for everything in a model: `discriminator/dense_1/kernel`, never tfjs' running numbers, so that a state
 * fits a model that is built again.
 */
import type * as tf from '@tensorflow/tfjs-core';
import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import { TiedDense } from '../authoring/tied-dense';
import type { LayerSummary, ModelSummary } from '../protocol/manifest';
import { applicationsOf } from './layer-applications';
import type { LayerOrigins } from './layer-origins';
import type { SourcePositions } from './source-positions';

export interface NamedVariable {
  readonly name: string;
  /** Looked up at each use: a layer may replace its variable's value, never the variable. */
  readonly variable: tf.Variable;
  readonly trainable: boolean;
}

export interface NamedLayer {
  readonly name: string;
  readonly layer: layers.Layer;
  /** The model that it is directly in. */
  readonly model: LayersModel;
}

/** tfjs' own name for a layer that the user left unnamed: dense_Dense12. */
const automaticName = /^([a-z0-9_]+)_[A-Z][A-Za-z0-9]*\d+$/;

/** The layers of a model in source order, nested models flattened; input layers, which do nothing, left out. */
export function namedLayers(role: string, model: LayersModel): NamedLayer[] {
  const named: NamedLayer[] = [];
  const counts = new Map<string, number>();
  for (const layer of model.layers) {
    if (layer.getClassName() === 'InputLayer') continue;
    const automatic = automaticName.exec(layer.name)?.[1];
    const base = automatic ?? layer.name;
    const count = (counts.get(base) ?? 0) + 1;
    counts.set(base, count);
    const name = `${role}/${automatic || count > 1 ? `${base}_${count}` : base}`;
    if ('layers' in layer && Array.isArray(layer.layers)) named.push(...namedLayers(name, layer as LayersModel));
    else named.push({ name, layer, model });
  }
  return named;
}

/** All weights of the models by name; a weight that two models share has the name of the first. */
export function namedWeights(models: Readonly<Record<string, LayersModel>>): NamedVariable[] {
  const named = new Map<tf.Variable, NamedVariable>();
  const taken = new Set<string>();
  for (const [role, model] of Object.entries(models)) {
    // A layer that was frozen before it was built has weights that still call themselves trainable.
    const trainable = new Set(model.trainableWeights);
    for (const { name: layerName, layer } of namedLayers(role, model))
      for (const weight of layer.weights) {
        // LayerVariable.read() returns the live variable.
        const variable = weight.read() as tf.Variable;
        if (named.has(variable)) continue;
        const base = `${layerName}/${weight.originalName.split('/').slice(1).join('/') || weight.originalName}`;
        let name = base;
        for (let i = 2; taken.has(name); i++) name = `${base}_${i}`;
        taken.add(name);
        named.set(variable, { name, variable, trainable: trainable.has(weight) });
      }
  }
  return [...named.values()];
}

/** What people see of the models: layers with shapes, parameters and the lines that made them. */
export function summarizeModels(
  models: Readonly<Record<string, LayersModel>>,
  origins: LayerOrigins,
  positions: SourcePositions,
): ModelSummary[] {
  const weights = namedWeights(models);
  const tiedTo = (layer: layers.Layer): Pick<LayerSummary, 'tiedTo'> => {
    const kernel = layer instanceof TiedDense ? layer.kernel : undefined;
    const name = weights.find(({ variable }) => variable === kernel)?.name;
    return name === undefined ? {} : { tiedTo: name };
  };
  return Object.entries(models).map(([role, model]) => ({
    role,
    layers: namedLayers(role, model).map((named) => ({
      ...summarizeLayer(named, origins, positions),
      ...tiedTo(named.layer),
    })),
  }));
}

export function summarizeLayer(
  { name, layer, model }: NamedLayer,
  origins: LayerOrigins,
  positions: SourcePositions,
): LayerSummary {
  const own = origins.get(layer);
  const frames = own ? positions.framesOf(own) : [];
  // Layers of a model that was read from a file lead to the call that read it.
  const { madeAt } = model as { readonly madeAt?: unknown };
  return {
    name,
    className: layer.getClassName(),
    // A layer that is applied more than once has as many shapes; the last is what the model goes on with.
    outputShape: [...(applicationsOf(layer, model).at(-1)?.outputShape ?? [])],
    parameters: layer.countParams(),
    frames: frames.length === 0 && madeAt instanceof Error ? positions.framesOf(madeAt) : frames,
  };
}
