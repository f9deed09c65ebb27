/** What is asked about attacks on a run's classifier, and what an inspector answers. */
import * as v from 'valibot';
import { count } from './plain-tensor';

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
  /** Attacks the first `count` test images with the weights after `step` steps. The newest such question wins. */
  v.object({
    kind: v.literal('attackMany'),
    step: count,
    attack: v.string(),
    options: attackOptionsSchema,
    count,
    seed: count,
  }),
] as const;
export type AttackQuestion = v.InferOutput<(typeof attackQuestions)[number]>;

const attacksDescriptionSchema = v.object({
  /** Role of the model that tells classes apart. */
  role: v.string(),
  classNames: v.array(v.string()),
  /** Test images that there are; of the held-out ones where there are none. */
  images: count,
  range: v.tuple([v.number(), v.number()]),
  attacks: v.array(
    v.object({
      name: v.string(),
      title: v.string(),
      source: v.string(),
      targeted: v.picklist(['always', 'optional', 'never']),
      norms: v.array(v.picklist(['linf', 'l2'])),
    }),
  ),
});
export type AttacksDescription = v.InferOutput<typeof attacksDescriptionSchema>;

const attackedSchema = v.object({
  step: count,
  attack: v.string(),
  /** All of them, as they were used. */
  options: v.object({
    epsilon: v.number(),
    norm: v.picklist(['linf', 'l2']),
    steps: count,
    stepSize: v.number(),
    target: v.optional(count),
    confidence: v.number(),
    randomStart: v.boolean(),
  }),
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
  readonly attackMany: Attacked | null;
}

export const attackAnswerSchemas = {
  describeAttacks: attacksDescriptionSchema,
  attackMany: v.nullable(attackedSchema),
} as const;

/** `done` of `all` images are attacked. */
export const attackEvents = [v.object({ kind: v.literal('attacking'), done: count, all: count })] as const;
