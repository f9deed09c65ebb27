/** The codings that an encoder makes of the training samples, in their order. */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Experiment } from '../../authoring/experiment';
import type { Dataset } from '../../data/dataset';
import type { CodingsSource } from './latent-source';

interface Coder {
  encode(samples: tf.Tensor): tf.Tensor;
  decode?(codings: tf.Tensor): tf.Tensor;
}

/** undefined for an experiment that encodes no samples. @param stage name of the one that the training is in */
export function codedSamples(
  experiment: Experiment,
  { train, classNames }: Dataset,
  stage: () => string,
): CodingsSource | undefined {
  const coder = coderOf(experiment, train.shape, stage);
  if (!coder) return undefined;
  const samples = (indices: readonly number[]) =>
    tf.tensor<tf.Rank>(train.gather(indices), [indices.length, ...train.shape]);
  const [first] = train.count > 0 ? [0] : [];
  /** Of one coding: what its numbers are laid out as. */
  const codingShape = tf.tidy(() => coder.encode(samples(first === undefined ? [] : [first])).shape.slice(1));
  const codings = tf.util.sizeFromShape(codingShape);
  const { decode } = coder;
  return {
    described: {
      kind: 'samples',
      codings,
      count: train.count,
      sampleShape: [...train.shape],
      ...(decode && { decoder: 'decoder' }),
    },
    stretch: (start, count) => {
      const images = samples(numbersFrom(start, count));
      const coded = coder.encode(images);
      const flat = tf.reshape<tf.Rank.R2>(coded, [count, codings]);
      return { codings: flat, scalars: decode ? { error: errorsOf(images, decode(coded)) } : {} };
    },
    classesOf: (start, count) => (classNames.length > 1 ? train.labels(numbersFrom(start, count)) : undefined),
    decode: (given) => {
      if (!decode) throw new Error('There is no decoder to ask.');
      return decode(tf.reshape(given, [given.shape[0], ...codingShape]));
    },
    samples,
    dispose: () => undefined,
  };
}

function coderOf(experiment: Experiment, sampleShape: readonly number[], stage: () => string): Coder | undefined {
  const { models, latent, encoder: role = 'encoder' } = experiment;
  if (latent)
    return {
      encode: (samples) => latent.encode(samples, stage()),
      decode: (codings) => latent.decode(codings, stage()),
    };
  const { [role]: encoder, decoder } = models;
  if (!encoder || !takes(encoder, sampleShape)) return undefined;
  const encode = (samples: tf.Tensor) => firstOf(encoder.predict(samples, whole(samples)));
  const fits = decoder && takes(decoder, encoder.outputs[0]?.shape.slice(1) ?? []);
  return fits ? { encode, decode: (codings) => firstOf(decoder.predict(codings, whole(codings))) } : { encode };
}

/** A model with one input that takes samples of such a shape. */
const takes = ({ inputs }: LayersModel, shape: readonly (number | null)[]): boolean =>
  inputs.length === 1 &&
  inputs[0]?.shape.length === shape.length + 1 &&
  inputs[0].shape.slice(1).every((size, axis) => size === null || size === shape[axis]);

/** A variational encoder gives the mean first. */
const firstOf = (outputs: tf.Tensor | tf.Tensor[]): tf.Tensor => {
  const [first] = [outputs].flat();
  if (!first) throw new Error('A model gave nothing out.');
  return first;
};

/** In one batch: how many there are at a time is for whoever asks to say. */
export const whole = ({ shape: [count = 0] }: tf.Tensor): { batchSize: number } => ({ batchSize: Math.max(1, count) });

export const numbersFrom = (start: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => start + i);

/** Mean squared error of each. */
const errorsOf = (samples: tf.Tensor, given: tf.Tensor): tf.Tensor1D => {
  const count = samples.shape[0] ?? 0;
  const squares = tf.squaredDifference(samples, tf.reshape(given, samples.shape));
  return tf.mean<tf.Tensor1D>(tf.reshape(squares, [count, -1]), 1);
};
