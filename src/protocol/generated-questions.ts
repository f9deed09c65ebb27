/** What is asked about the images that a run's generator draws, and what an inspector answers. */
import * as v from 'valibot';
import { count } from './plain-tensor';

export const generatedQuestions = [
  /**
   * Draws `count` images by chance with the weights after `step` steps, and has the data set's reference classifier look at
   * them; a generator that takes a class is asked for each in turn. The newest such question wins.
   */
  v.object({ kind: v.literal('judgeGenerated'), step: count, count, seed: count }),
] as const;
export type GeneratedQuestion = v.InferOutput<(typeof generatedQuestions)[number]>;

const judgedSchema = v.object({
  step: count,
  /** Images that were drawn. */
  count,
  /** How many of them fell to each class. */
  classes: v.array(v.object({ name: v.string(), images: count })),
  /** How many are of the class that was asked for, where the generator takes one. */
  asAsked: v.optional(count),
  /** Share of the data set's test images whose class the classifier tells. */
  classifierAccuracy: v.number(),
  /** Fréchet distance between the features of these images and those of real ones that nobody trained on. */
  distance: v.object({
    value: v.number(),
    /** The same for as many real training images in place of the generated ones: what no generator needs to be below. */
    ofReal: v.number(),
    /** Numbers that describe an image: the outputs of the classifier's last hidden layer. */
    features: count,
    /** Test images that it is measured to. */
    realImages: count,
  }),
});
export type JudgedImages = v.InferOutput<typeof judgedSchema>;

export interface GeneratedAnswers {
  readonly judgeGenerated: JudgedImages | null;
}

export const generatedAnswerSchemas = { judgeGenerated: v.nullable(judgedSchema) } as const;

/** `done` of `all` images are drawn. */
export const generatedEvents = [v.object({ kind: v.literal('judging'), done: count, all: count })] as const;
