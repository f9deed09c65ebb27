/**
 * Which models of a run stand against each other: one makes samples of chance, the other says how real each looks. What both
 * take is told from their shapes: a coding or a sample; after it the class, one-hot, of models that the experiment calls conditional.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { takesClass } from '../../authoring/class-input';
import { activationOf, lastComputingLayer } from '../../authoring/softmax';
import { generatorOf } from '../../looking/drawn-classes';
import type { Assembled } from '../../training/assemble-run';

export interface Rivals {
  readonly generator: LayersModel;
  readonly discriminator: LayersModel;
  readonly generatorRole: string;
  readonly discriminatorRole: string;
  /** Of one coding, and of one sample. */
  readonly codingShape: readonly number[];
  readonly sampleShape: readonly number[];
  /** A probability of "real", or a score without bounds. */
  readonly gives: 'probability' | 'score';
  /** Classes that both are told; 0 for none. */
  readonly classes: number;
}

export interface NoRivals {
  readonly message: string;
  readonly remedy: string;
}

type Shape = readonly (number | null)[];

/** Names that a discriminator goes by, the first that there is. */
const DISCRIMINATORS = ['discriminator', 'critic'];

const inputsOf = ({ inputs }: LayersModel): Shape[] => inputs.map(({ shape }) => shape.slice(1));
const fixed = (shape: Shape | undefined): number[] => (shape ?? []).map((size) => size ?? 1);

export function rivalsOf({ loaded, dataset }: Assembled): Rivals | NoRivals {
  const { experiment } = loaded;
  const { models } = experiment;
  const generator = generatorOf(experiment);
  const discriminatorRole = DISCRIMINATORS.find((role) => models[role] !== undefined);
  const discriminator = discriminatorRole === undefined ? undefined : models[discriminatorRole];
  if (!generator || !discriminator || discriminatorRole === undefined)
    return {
      message: `This run has no discriminator against a generator: its models are ${Object.keys(models).join(', ')}.`,
      remedy: 'Open it for a run of gan(), or name the models of your own step generator and discriminator.',
    };
  const { shape } = dataset.train;
  const [sample, ...more] = inputsOf(discriminator);
  const [coding, ...beside] = inputsOf(generator);
  if (sample?.join() !== shape.join())
    return {
      message: `The ${discriminatorRole} takes [${sample?.join(', ')}], and a sample of the data is [${shape.join(', ')}]: what it is fed with only the training step knows.`,
      remedy: 'Have it take a sample of the data as its first input.',
    };
  if (
    discriminator.outputs.length !== 1 ||
    tf.util.sizeFromShape(fixed(discriminator.outputs[0]?.shape.slice(1))) !== 1
  )
    return {
      message: `The ${discriminatorRole} gives [${discriminator.outputs[0]?.shape.slice(1).join(', ')}] for a sample, and no one number that says how real it looks.`,
      remedy: 'Let it end in a dense layer of one unit.',
    };
  if (generator.outputs[0]?.shape.slice(1).join() !== shape.join())
    return {
      message: `The generator makes [${generator.outputs[0]?.shape.slice(1).join(', ')}], and a sample of the data is [${shape.join(', ')}].`,
      remedy: 'Have it make samples of the data’s shape.',
    };
  const classes = dataset.classNames.length;
  const generatorRole = experiment.generator ?? 'generator';
  const isConditional = [generatorRole, discriminatorRole].every((role) => takesClass(experiment, role));
  if (!isConditional && more.length + beside.length > 0)
    return {
      message: `The generator or the ${discriminatorRole} takes a second input, and what belongs together only the training step knows.`,
      remedy: `Where that is the class in both, one-hot, say so: conditional: ['${generatorRole}', '${discriminatorRole}'].`,
    };
  const last = lastComputingLayer(discriminator);
  return {
    generator,
    discriminator,
    generatorRole,
    discriminatorRole,
    codingShape: fixed(coding),
    sampleShape: shape,
    gives: last && activationOf(last) === 'sigmoid' ? 'probability' : 'score',
    classes: isConditional ? classes : 0,
  };
}

/** Whether it uses statistics of a batch while it is trained, and those of the training when somebody looks. */
export const hasBatchNorm = (model: LayersModel): boolean =>
  model.layers.some((layer) =>
    'layers' in layer ? hasBatchNorm(layer as unknown as LayersModel) : layer.getClassName() === 'BatchNormalization',
  );
