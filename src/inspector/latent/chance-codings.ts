/**
 * Codings by chance, always the same ones, and what a generator makes of them. The first are those of the run's wall of
 * samples, so that a picture there is a point here. Where the generator is asked for a class, that is a part of the coding:
 * its last numbers, 1 for the class and 0 elsewhere, so that a way between two codings leads from class to class, too.
 */
import * as tf from '@tensorflow/tfjs-core';
import { oneHotClasses, takesClass } from '../../authoring/class-input';
import type { Experiment } from '../../authoring/experiment';
import { activationOf, lastComputingLayer } from '../../authoring/softmax';
import { codingsByChance } from '../../looking/codings-by-chance';
import { loadClassifier, type ReferenceClassifier } from '../../looking/reference-classifier';
import { asksForClass, asPixels, classesInTurn, codingShape, generatorOf } from '../../looking/drawn-classes';
import { noiseStreams } from '../../loading/tfjs-randomness';
import type { Assembled } from '../../training/assemble-run';
import { numbersFrom, whole } from './coded-samples';
import type { CodingsSource } from './latent-source';

const CHANCES = 10_000;

/** undefined for an experiment without a generator that takes a coding, or a coding and a class. @param classifierFile where the reference classifier would be */
export function chanceCodings(
  { loaded, dataset, engine, trainingStep }: Assembled,
  classifierFile: string | undefined,
): CodingsSource | undefined {
  const { experiment, seed } = loaded;
  const generator = generatorOf(experiment);
  const shape = generator ? codingShape(generator).map((size) => size ?? 1) : [];
  const classCount = dataset.classNames.length;
  const isAsked = asksForClass(experiment);
  if (!generator || shape.length === 0 || generator.inputs.length !== (isAsked ? 2 : 1)) return undefined;
  const noise = tf.util.sizeFromShape(shape);
  const codings = noise + (isAsked ? classCount : 0);
  const drawn = codingsByChance(shape, CHANCES, trainingStep, seed, noiseStreams.fixedCodings);
  /** [indices, codings] */
  const of = (indices: readonly number[]): tf.Tensor2D => {
    const chosen = new Float32Array(indices.length * noise);
    indices.forEach((index, at) => chosen.set(drawn.subarray(index * noise, (index + 1) * noise), at * noise));
    const random = tf.tensor2d(chosen, [indices.length, noise]);
    const classes = indices.map((index) => index % classCount);
    return isAsked ? tf.concat2d([random, oneHotClasses(classes, classCount)], 1) : random;
  };
  const generate = (given: tf.Tensor2D): Generated => {
    const [count] = given.shape;
    const random = tf.reshape(tf.slice(given, [0, 0], [count, noise]), [count, ...shape]);
    const asked = isAsked ? [tf.slice(given, [0, noise], [count, classCount])] : [];
    return { raw: generator.predict([random, ...asked], whole(given)) as tf.Tensor, asked };
  };
  const draw = (given: tf.Tensor2D) => asPixels(generator, generate(given).raw);
  const believe = discriminatorOf(experiment);
  let classifier: ReferenceClassifier | undefined;
  return {
    described: {
      kind: 'chance',
      codings,
      ...(isAsked && { classes: classCount }),
      count: CHANCES,
      decoder: experiment.generator ?? 'generator',
      sampleShape: generator.outputs[0]?.shape.slice(1).map((size) => size ?? 1) ?? [],
    },
    stretch: (start, count) => {
      const given = of(numbersFrom(start, count));
      const generated = generate(given);
      return {
        codings: given,
        made: asPixels(generator, generated.raw),
        scalars: believe ? { real: believe(generated) } : {},
      };
    },
    classesOf: (start, count, made) => {
      if (isAsked) return classesInTurn(count, classCount, start);
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

/** Images as the generator gives them out, and what it was asked for beside its codings. */
interface Generated {
  readonly raw: tf.Tensor;
  readonly asked: readonly tf.Tensor[];
}

/** What the discriminator gives for images, where that is a probability. */
function discriminatorOf(experiment: Experiment): ((generated: Generated) => tf.Tensor1D) | undefined {
  const role = 'discriminator';
  const model = experiment.models[role];
  const layer = model && lastComputingLayer(model);
  const isTold = takesClass(experiment, role);
  // Told of a class where no generator is asked for one, it can't be asked about codings by chance.
  if (!layer || activationOf(layer) !== 'sigmoid' || model.inputs.length !== (isTold ? 2 : 1)) return undefined;
  if (isTold && !asksForClass(experiment)) return undefined;
  return ({ raw, asked }) => {
    const inputs = isTold ? [raw, ...asked] : [raw];
    return tf.reshape<tf.Rank.R1>(model.predict(inputs, whole(raw)) as tf.Tensor, [-1]);
  };
}
