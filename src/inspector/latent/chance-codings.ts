/**
 * Codings by chance, always the same ones, and what a generator makes of them. The first are those of the run's wall of
 * samples, so that a picture there is a point here.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { codingsByChance } from '../../looking/codings-by-chance';
import { loadClassifier, type ReferenceClassifier } from '../../looking/reference-classifier';
import { asPixels, codingShape, generatorOf } from '../../looking/drawn-classes';
import { noiseStreams } from '../../loading/tfjs-randomness';
import type { Assembled } from '../../training/assemble-run';
import { whole } from './coded-samples';
import type { CodingsSource } from './latent-source';

const CHANCES = 10_000;

/** undefined for an experiment without a generator of one input. @param classifierFile where the reference classifier would be */
export function chanceCodings(
  { loaded, dataset, engine, trainingStep }: Assembled,
  classifierFile: string | undefined,
): CodingsSource | undefined {
  const { experiment, seed } = loaded;
  const generator = generatorOf(experiment);
  const shape = generator ? codingShape(generator).map((size) => size ?? 1) : [];
  if (!generator || generator.inputs.length !== 1 || shape.length === 0) return undefined;
  const codings = tf.util.sizeFromShape(shape);
  const values = codingsByChance(shape, CHANCES, trainingStep, seed, noiseStreams.fixedCodings);
  const of = (indices: readonly number[]) => {
    const chosen = new Float32Array(indices.length * codings);
    indices.forEach((index, at) => chosen.set(values.subarray(index * codings, (index + 1) * codings), at * codings));
    return tf.tensor2d(chosen, [indices.length, codings]);
  };
  const draw = (given: tf.Tensor2D) => {
    const drawn = generator.predict(tf.reshape(given, [given.shape[0], ...shape]), whole(given)) as tf.Tensor;
    return asPixels(generator, drawn);
  };
  const believe = discriminatorOf(experiment.models['discriminator']);
  let classifier: ReferenceClassifier | undefined;
  return {
    described: {
      kind: 'chance',
      codings,
      count: CHANCES,
      decoder: experiment.generator ?? 'generator',
      sampleShape: generator.outputs[0]?.shape.slice(1).map((size) => size ?? 1) ?? [],
    },
    stretch: (start, count) => {
      const drawnOf = tf.slice(tf.tensor2d(values, [CHANCES, codings]), [start, 0], [count, codings]);
      const raw = generator.predict(tf.reshape(drawnOf, [count, ...shape]), whole(drawnOf)) as tf.Tensor;
      return {
        codings: drawnOf,
        made: asPixels(generator, raw),
        scalars: believe ? { real: believe(raw) } : {},
      };
    },
    classesOf: (_start, count, made) => {
      if (!made || classifierFile === undefined) return undefined;
      classifier ??= loadClassifier(classifierFile, dataset, engine);
      return classifier?.classesOf(
        tf.reshape(made, [count, ...dataset.train.shape] as [number, number, number, number]),
      );
    },
    decode: draw,
    samples: (indices) => draw(of(indices)),
    dispose: () => classifier?.dispose(),
  };
}

/** What it gives for images, where that is a probability. */
function discriminatorOf(model: LayersModel | undefined): ((images: tf.Tensor) => tf.Tensor1D) | undefined {
  const isProbability = model?.layers.at(-1)?.getConfig()['activation'] === 'sigmoid';
  if (!model || !isProbability || model.inputs.length !== 1) return undefined;
  return (images) => tf.reshape<tf.Rank.R1>(model.predict(images, whole(images)) as tf.Tensor, [-1]);
}
