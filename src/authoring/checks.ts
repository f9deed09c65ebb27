/** Checks of what an experiment is given: each throws one sentence with expected, got and remedy. */
import type * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { DatasetSpec } from '../base/dataset-spec';
import { ExperimentError, formatShape } from './experiment-error';

/** How a value looks in a sentence. */
export const describeValue = (value: unknown): string =>
  value === undefined
    ? 'nothing'
    : typeof value === 'object' && value !== null
      ? `an object (${value.constructor?.name ?? 'Object'})`
      : (JSON.stringify(value) ?? typeof value);

export function checkModel(role: string, model: unknown): asserts model is LayersModel {
  const candidate = model as Partial<LayersModel> | null | undefined;
  if (typeof candidate?.apply === 'function' && Array.isArray(candidate.layers) && candidate.layers.length === 0)
    throw new ExperimentError(`The ${role} expected at least one layer and has none.`, 'Add a layer to it.');
  if (typeof candidate?.apply !== 'function' || !Array.isArray(candidate.inputs) || candidate.inputs.length === 0)
    throw new ExperimentError(
      `The ${role} expected a model with a known input shape, and got ${describeValue(model)}.`,
      'Make it with tf.sequential({ layers: […] }) or tf.model({ … }), and give its first layer an inputShape.',
    );
}

/** Calls the factory and checks what it makes; `name` is for the sentence. */
export function checkOptimizer(name: string, factory: unknown): tf.Optimizer {
  if (typeof factory !== 'function')
    throw new ExperimentError(
      `The optimizer of ${name} expected a function that makes one, and got ${describeValue(factory)}.`,
      'Write optimizer: () => tf.train.rmsprop(0.001), so that every model gets an optimizer of its own.',
    );
  const made: unknown = (factory as () => unknown)();
  if (typeof (made as Partial<tf.Optimizer> | null)?.applyGradients !== 'function')
    throw new ExperimentError(
      `The optimizer of ${name} expected its function to return an optimizer, and got ${describeValue(made)}.`,
      'Return one of tf.train.…, for example tf.train.rmsprop(0.001).',
    );
  return made as tf.Optimizer;
}

/** What an optimizer remembers of each weight belongs to one model. @param trained by phase @throws ExperimentError where two phases share one */
export function checkOwnOptimizers<T extends Readonly<Record<string, { readonly optimizer: tf.Optimizer }>>>(
  trained: T,
): T {
  const phases = Object.entries(trained);
  for (const [at, [phase, { optimizer }]] of phases.entries()) {
    const other = phases.slice(0, at).find(([, one]) => one.optimizer === optimizer);
    if (other)
      throw new ExperimentError(
        `${other[0]} and ${phase} expected an optimizer each, and got the same one.`,
        'Make it within the function, optimizer: () => tf.train.adam(0.001), so that each call makes another.',
      );
  }
  return trained;
}

export function checkCount(name: string, value: unknown, least: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > 0xffffffff)
    throw new ExperimentError(
      `${name} expected a whole number of at least ${least}, and got ${describeValue(value)}.`,
      `Set ${name} to such a number.`,
    );
  return value;
}

export function checkDataset(spec: unknown): asserts spec is DatasetSpec {
  if (typeof spec !== 'object' || spec === null || !('kind' in spec))
    throw new ExperimentError(
      `dataset expected one of Gibbon's data sets, and got ${describeValue(spec)}.`,
      "Write dataset: datasets.fashionMnist(), or datasets.images('folder') for images of your own.",
    );
}

export function checkChoice<T extends string | number | boolean>(
  name: string,
  value: unknown,
  choices: readonly T[],
): T {
  if (!choices.includes(value as T))
    throw new ExperimentError(
      `${name} expected ${choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : choice)).join(' or ')}, and got ${describeValue(value)}.`,
      `Set ${name} to one of these.`,
    );
  return value as T;
}

/** The shapes, batch left out, must be equal; points at the last layer of `producer`. */
export function checkSameShape(
  what: string,
  got: readonly (number | null)[],
  expected: readonly (number | null)[],
  producer: LayersModel,
): void {
  const same = got.length === expected.length && got.every((size, i) => i === 0 || size === expected[i]);
  if (!same)
    throw new ExperimentError(
      `${what}: expected ${formatShape(expected)}, got ${formatShape(got)}.`,
      'Change the layer that makes this shape, or add a reshape layer after it.',
      producer.layers.at(-1),
    );
}

/** @param what names the model in the sentence @param inputs what it is to take, in this order */
export function checkInputs(what: string, model: LayersModel, inputs: readonly string[], remedy: string): void {
  if (model.inputs.length === inputs.length) return;
  throw new ExperimentError(
    `${what} expected ${inputs.length} input${inputs.length === 1 ? '' : 's'} (${inputs.join(', ')}), and takes ${model.inputs.length}.`,
    remedy,
    model.inputLayers.at(-1) ?? model.layers[0],
  );
}

/** The shape of a model's only or first input, [null, …]. */
export const inputShape = (model: LayersModel): readonly (number | null)[] => model.inputs[0]?.shape ?? [];

/** The single output shape of a model, [null, …]. */
export const outputShape = (model: LayersModel): readonly (number | null)[] => model.outputs[0]?.shape ?? [];
