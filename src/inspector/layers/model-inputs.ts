/**
 * What each model of a run is fed with when one sample is looked at: the sample, the coding made of it, or a coding by chance;
 * beside it a class, where a model takes one.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { oneHotClasses, takesClass } from '../../authoring/class-input';
import type { Assembled } from '../../training/assemble-run';
import { noiseStreams } from '../../loading/tfjs-randomness';
import { NoiseGenerator } from '../../noise/noise-generator';

export type Fed = { readonly fed: 'sample' | 'coding' | 'chance' } | { readonly fed: 'nothing'; readonly why: string };

type Shape = readonly (number | null)[];

/** Codings by chance that can be chosen. */
const CHANCES = 10_000;

const inputOf = (model: LayersModel): Shape => model.inputs[0]?.shape.slice(1) ?? [];
const outputOf = (model: LayersModel): Shape => model.outputs[0]?.shape.slice(1) ?? [];
const fits = (wanted: Shape, given: Shape): boolean =>
  wanted.length === given.length && wanted.every((size, axis) => size === null || size === given[axis]);

/** Models in the order in which they are fed: whoever makes codings comes before whoever takes them. */
export function feedings({ loaded, dataset, trainingStep }: Assembled): Map<string, Fed> {
  const { models, encoder: role = 'encoder' } = loaded.experiment;
  const { shape } = dataset.train;
  const fed = new Map<string, Fed>();
  for (const [name, model] of Object.entries(models)) {
    const wanted = inputOf(model);
    const encoder = encoderFor(wanted, models, role);
    if (model.inputs.length > 1 && !takesClass(loaded.experiment, name))
      fed.set(name, {
        fed: 'nothing',
        why: `It takes ${model.inputs.length} inputs, and which belong together only the training step knows.`,
      });
    else if (fits(wanted, shape)) fed.set(name, { fed: 'sample' });
    else if (encoder && encoder !== name) fed.set(name, { fed: 'coding' });
    else if (trainingStep.noiseOf(wanted) ?? isCoding(wanted, name, loaded.experiment))
      fed.set(name, { fed: 'chance' });
    else
      fed.set(name, {
        fed: 'nothing',
        why: `It takes [${wanted.map((size) => size ?? 'any').join(', ')}], which is neither a sample of the data nor anything that another model makes of one.`,
      });
  }
  return fed;
}

const isCoding = (wanted: Shape, name: string, { generator = 'generator' }: { readonly generator?: string }): boolean =>
  name === generator && wanted.every((size) => size !== null);

/** The model whose output another one takes; the encoder first, and of a stack the one just outside. */
function encoderFor(wanted: Shape, models: Readonly<Record<string, LayersModel>>, role: string): string | undefined {
  const names = [role, ...Object.keys(models).filter((name) => name !== role)];
  return names.find((name) => {
    const model = models[name];
    return model !== undefined && model.inputs.length === 1 && fits(wanted, outputOf(model));
  });
}

/** Makes what models take, of samples and codings by their numbers. */
export class ModelInputs {
  readonly fed: ReadonlyMap<string, Fed>;

  constructor(private readonly run: Assembled) {
    this.fed = feedings(run);
  }

  /**
   * @param outputs of the models that ran already, by role
   * @returns for each input [samples, …its shape]; undefined where nobody knows
   */
  of(role: string, samples: readonly number[], outputs: ReadonlyMap<string, tf.Tensor>): tf.Tensor[] | undefined {
    const { dataset, loaded } = this.run;
    const first = this.firstOf(role, samples, outputs);
    if (!first) return undefined;
    if (!takesClass(loaded.experiment, role)) return [first];
    // An image goes with its own class; codings by chance ask for one class after another.
    const classCount = dataset.classNames.length;
    const classes =
      this.fed.get(role)?.fed === 'chance'
        ? samples.map((sample) => sample % classCount)
        : dataset.train.labels(this.wrapped(samples));
    return [first, oneHotClasses(classes, classCount)];
  }

  private firstOf(
    role: string,
    samples: readonly number[],
    outputs: ReadonlyMap<string, tf.Tensor>,
  ): tf.Tensor | undefined {
    const { dataset, loaded } = this.run;
    const { models, encoder = 'encoder' } = loaded.experiment;
    const model = models[role];
    const how = this.fed.get(role);
    if (!model || !how || how.fed === 'nothing') return undefined;
    if (how.fed === 'sample') {
      const images = dataset.train.gather(this.wrapped(samples));
      return tf.tensor<tf.Rank>(images, [samples.length, ...dataset.train.shape]);
    }
    if (how.fed === 'chance') return this.chance(inputOf(model), samples);
    const maker = encoderFor(inputOf(model), models, encoder);
    return maker === undefined ? undefined : outputs.get(maker);
  }

  /** From the first again where there are fewer. */
  private wrapped(samples: readonly number[]): number[] {
    return samples.map((sample) => sample % Math.max(1, this.run.dataset.train.count));
  }

  private chance(shape: Shape, samples: readonly number[]): tf.Tensor {
    const { trainingStep, loaded } = this.run;
    const sizes = shape.map((size) => size ?? 1);
    const size = tf.util.sizeFromShape(sizes);
    const fill = trainingStep.noiseOf(shape) ?? ((out: Float32Array, noise: NoiseGenerator) => noise.normal(out));
    const most = Math.max(...samples.map((sample) => sample % CHANCES)) + 1;
    const all = new Float32Array(most * size);
    fill(all, new NoiseGenerator(loaded.seed, noiseStreams.fixedCodings));
    const values = new Float32Array(samples.length * size);
    samples.forEach((sample, at) => {
      const from = (sample % CHANCES) * size;
      values.set(all.subarray(from, from + size), at * size);
    });
    return tf.tensor<tf.Rank>(values, [samples.length, ...sizes]);
  }
}
