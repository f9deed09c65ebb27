/** What is asked about attacks on a run's classifier, and what an inspector answers. */
import * as v from 'valibot';
import { count, floatsSchema, tensorSchema } from './plain-tensor';

/** Images that are shown at a time, at most. */
export const MOST_SHOWN = 48;

/** How far, how long and where to; what is left out is the attack's own. */
export const attackOptionsSchema = v.object({
  epsilon: v.number(),
  norm: v.optional(v.picklist(['linf', 'l2'])),
  steps: v.optional(count),
  stepSize: v.optional(v.number()),
  /** Class that images are to be taken for, by its number. */
  target: v.optional(count),
  /** Probability of the target at which an image is left as it is. */
  confidence: v.optional(v.number()),
});
export type AskedOptions = v.InferOutput<typeof attackOptionsSchema>;

export const attackQuestions = [
  /** What can be attacked, and how; or why nothing can be. */
  v.object({ kind: v.literal('describeAttacks') }),
  /**
   * Images in their order from place `from` on, of class `label` or of all, and what the classifier takes them for after
   * `step` steps. The newest such question wins: an older one is answered with null.
   */
  v.object({
    kind: v.literal('showImages'),
    step: count,
    label: v.optional(count),
    from: count,
    count: v.pipe(count, v.minValue(1), v.maxValue(MOST_SHOWN)),
  }),
  /**
   * Attacks one image, by its number, with the weights after `step` steps: what becomes of it, step by step and layer by
   * layer. The newest such question wins.
   */
  v.object({
    kind: v.literal('attackOne'),
    step: count,
    image: count,
    attack: v.string(),
    options: attackOptionsSchema,
    seed: count,
  }),
  /** Attacks `count` images, from the first or `from` on, with the weights after `step` steps. The newest wins. */
  v.object({
    kind: v.literal('attackMany'),
    step: count,
    attack: v.string(),
    options: attackOptionsSchema,
    from: v.optional(count),
    count,
    seed: count,
  }),
] as const;
export type AttackQuestion = v.InferOutput<(typeof attackQuestions)[number]>;

const attacksDescriptionSchema = v.object({
  /** Role of the model that tells classes apart. */
  role: v.string(),
  classNames: v.array(v.string()),
  /** Images that can be attacked: test images; the held-out ones where there are none, and where nothing is held out all. */
  images: count,
  split: v.picklist(['test', 'validation', 'train']),
  sampleShape: v.array(count),
  range: v.tuple([v.number(), v.number()]),
  attacks: v.array(
    v.object({
      name: v.string(),
      title: v.string(),
      source: v.string(),
      targeted: v.picklist(['always', 'optional', 'never']),
      /** The usual one first. */
      norms: v.array(v.picklist(['linf', 'l2'])),
      /** Steps that it usually takes. */
      steps: count,
      /** Probability of the target at which it usually stops. */
      confidence: v.number(),
    }),
  ),
});
export type DescribedAttack = AttacksDescription['attacks'][number];
export type AttacksDescription = v.InferOutput<typeof attacksDescriptionSchema>;

/** All of them, as they were used. */
const usedOptionsSchema = v.object({
  epsilon: v.number(),
  norm: v.picklist(['linf', 'l2']),
  steps: count,
  stepSize: v.number(),
  target: v.optional(count),
  confidence: v.number(),
  randomStart: v.boolean(),
});
export type UsedOptions = v.InferOutput<typeof usedOptionsSchema>;

const shownImagesSchema = v.object({
  step: count,
  /** Images of that class, or in all. */
  all: count,
  from: count,
  /** Their numbers among all of them, and their classes. */
  numbers: v.array(count),
  labels: v.array(count),
  /** [images, …sample shape] */
  images: tensorSchema,
  /** [images, classes] */
  probabilities: tensorSchema,
});
export type ShownImages = v.InferOutput<typeof shownImagesSchema>;

const attackedOneSchema = v.object({
  step: count,
  image: count,
  label: count,
  attack: v.string(),
  options: usedOptionsSchema,
  /** One sample each, as it was and as the attack leaves it. */
  original: floatsSchema,
  adversarial: floatsSchema,
  /** [steps that were taken + 1, classes]: of the original (or of the random start), and after each step. */
  path: tensorSchema,
  /** [classes], of the original. */
  clean: floatsSchema,
  /** [classes], of the original with the same changes at other numbers by chance, and signs by chance: what size alone does. */
  noisy: floatsSchema,
  /** The gradient is 0 everywhere: the attack can't see which way to go. */
  isBlind: v.boolean(),
  /** In the order in which they are called: how far apart layers see both, ‖h(x′) − h(x)‖ / ‖h(x)‖; of the last one its logits. */
  layers: v.array(
    v.object({ name: v.string(), call: count, calls: count, apart: v.number(), apartByNoise: v.number() }),
  ),
});
export type AttackedOne = v.InferOutput<typeof attackedOneSchema>;

const attackedSchema = v.object({
  step: count,
  attack: v.string(),
  options: usedOptionsSchema,
  count,
  /** Images that are told right before, and after. */
  cleanRight: count,
  attackedRight: count,
  /** Images that are taken for the target after it, of those that are not of it. */
  onTarget: v.optional(v.object({ reached: count, of: count })),
  /** Images whose gradient is 0 everywhere, so that the attack can't see which way to go: its figure then proves nothing. */
  blind: count,
});
export type Attacked = v.InferOutput<typeof attackedSchema>;

export interface AttackAnswers {
  readonly describeAttacks: AttacksDescription;
  readonly showImages: ShownImages | null;
  readonly attackOne: AttackedOne | null;
  readonly attackMany: Attacked | null;
}

export const attackAnswerSchemas = {
  describeAttacks: attacksDescriptionSchema,
  showImages: v.nullable(shownImagesSchema),
  attackOne: v.nullable(attackedOneSchema),
  attackMany: v.nullable(attackedSchema),
} as const;

/** `done` of `all` images are attacked. */
export const attackEvents = [v.object({ kind: v.literal('attacking'), done: count, all: count })] as const;
