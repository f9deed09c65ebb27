/** What the Confidence panel asks about a discriminator and the generator against it, and what an inspector answers. */
import * as v from 'valibot';
import { count, floatsSchema, measured, tensorSchema } from './plain-tensor';

/** Samples of one wall at most. */
export const MOST_ON_WALL = 96;

/** Samples of the training split, samples that no training has seen, or what the generator makes of codings by chance. */
const whoseSchema = v.picklist(['real', 'heldOut', 'generated']);
export type Whose = v.InferOutput<typeof whoseSchema>;

/**
 * A plane in the space of codings. Through the coding of one generated sample in two directions by chance, at right angles,
 * of which `turn` numbers the pairs; or through those of three.
 */
const sliceSchema = v.object({
  through: v.pipe(
    v.array(count),
    v.check(({ length }) => length === 1 || length === 3, 'Expected one sample or three'),
  ),
  turn: count,
});
export type Slice = v.InferOutput<typeof sliceSchema>;

/** Questions that a panel asks and a host hands on to the inspector of the run. */
export const confidenceQuestions = [
  /** Who judges whom, and among how many samples. */
  v.object({ kind: v.literal('describeConfidence') }),
  /** What the discriminator gives for each sample after step `step`. The newest wins: an older one is answered with null. */
  v.object({ kind: v.literal('judge'), step: count }),
  /** To which class each generated sample belongs, by the data set's reference classifier; null where nobody knows. */
  v.object({ kind: v.literal('classifyGenerated'), step: count }),
  /** Samples by their number as small pictures, and the gradient of the generator's loss on each. */
  v.object({
    kind: v.literal('readWall'),
    step: count,
    whose: whoseSchema,
    indices: v.pipe(v.array(count), v.maxLength(MOST_ON_WALL)),
  }),
  /** One sample and the gradient on it, with all digits. */
  v.object({ kind: v.literal('lookClosely'), step: count, whose: whoseSchema, index: count }),
  /** What the discriminator gives for what is generated in a plane of codings. */
  v.object({ kind: v.literal('sliceCodings'), step: count, slice: sliceSchema }),
  /** What is generated at a place of such a plane. */
  v.object({ kind: v.literal('drawOnSlice'), step: count, slice: sliceSchema, at: v.tuple([v.number(), v.number()]) }),
  /** Of data in a plane: the discriminator everywhere, the points, and where they are pushed. */
  v.object({ kind: v.literal('readPlane'), step: count }),
] as const;
export type ConfidenceQuestion = v.InferOutput<(typeof confidenceQuestions)[number]>;

const confidenceDescriptionSchema = v.variant('kind', [
  v.object({
    kind: v.literal('rivals'),
    /** Models by role. */
    generator: v.string(),
    discriminator: v.string(),
    /** A probability of "real" in [0, 1], or a score without bounds, the larger the more real. */
    gives: v.picklist(['probability', 'score']),
    /** Samples of each kind that are judged. */
    counts: v.object({ real: count, heldOut: count, generated: count }),
    /** Of one sample. */
    sampleShape: v.array(count),
    /** Of the numbers in samples that are shown. */
    range: v.tuple([v.number(), v.number()]),
    classNames: v.array(v.string()),
    /** Both models are told a class, too. */
    isConditional: v.boolean(),
    /** It judges each sample by statistics that were gathered in training, in place of those of a batch. */
    hasBatchNorm: v.boolean(),
    /** Numbers of a coding. */
    codings: count,
    /** Of data in a plane, which have a picture of their own. */
    isPlane: v.boolean(),
    /** The generator draws images from −1 to 1 and the data begin at 0: real samples are judged brought to its range. */
    isScaled: v.boolean(),
    /** The generator's loss is the one that gradients are told of; of a step of the user's own it may be another. */
    isLossKnown: v.boolean(),
  }),
  /** Why there is nothing to show, as a sentence, and what to do. */
  v.object({ kind: v.literal('none'), message: v.string(), remedy: v.string() }),
]);
export type ConfidenceDescription = v.InferOutput<typeof confidenceDescriptionSchema>;
export type Rivals = Extract<ConfidenceDescription, { readonly kind: 'rivals' }>;

const classesSchema = v.custom<Int32Array>((value) => value instanceof Int32Array, 'Expected an Int32Array');

const judgedGroupSchema = v.object({
  /** [samples] */
  values: floatsSchema,
  /** [samples]; absent where there are no classes, or nobody knows them. */
  classes: v.optional(classesSchema),
});
export type JudgedGroup = v.InferOutput<typeof judgedGroupSchema>;

const judgedSchema = v.object({
  step: count,
  real: judgedGroupSchema,
  heldOut: v.optional(judgedGroupSchema),
  generated: judgedGroupSchema,
  /** Of the generator's loss with respect to each number of generated samples, over the first `samples` of them. */
  gradient: v.object({
    samples: count,
    /** Mean of its size over all numbers. */
    meanSize: measured,
    /** Share of the samples on which it is 0 everywhere: to a float, no way is better than any other. */
    zeroShare: v.number(),
  }),
});
export type Judged = v.InferOutput<typeof judgedSchema>;

const wallSchema = v.object({
  step: count,
  whose: whoseSchema,
  indices: v.array(count),
  /** [indices, …sample shape], a byte a number, over the range of the samples. */
  pictures: v.instance(Uint8Array),
  /** [indices, …sample shape], a byte a number: 128 is 0, 1 and 255 are −1 and 1 times the scale of the sample, 0 is what is no number. */
  gradients: v.instance(Uint8Array),
  /** [indices] each: those scales, and what the discriminator gives. */
  scales: floatsSchema,
  values: floatsSchema,
});
export type Wall = v.InferOutput<typeof wallSchema>;

const closeSchema = v.object({
  step: count,
  whose: whoseSchema,
  index: count,
  value: measured,
  /** Of one sample: its shape. */
  sample: tensorSchema,
  /** Of the generator's loss for this sample alone. */
  gradient: tensorSchema,
});
export type CloseLook = v.InferOutput<typeof closeSchema>;

const sliceAnswerSchema = v.object({
  step: count,
  slice: sliceSchema,
  /** Of the codings: the middle of the left and the right column. */
  across: v.tuple([v.number(), v.number()]),
  /** Of the bottom and the top row. */
  up: v.tuple([v.number(), v.number()]),
  side: count,
  /** [side, side], row-major, the top row first. */
  values: floatsSchema,
  /** Where the samples lie that it goes through: [x, y] each. */
  places: v.array(v.tuple([v.number(), v.number()])),
});
export type SliceAnswer = v.InferOutput<typeof sliceAnswerSchema>;

const drawnOnSliceSchema = v.object({
  at: v.tuple([v.number(), v.number()]),
  value: measured,
  sample: tensorSchema,
});
export type DrawnOnSlice = v.InferOutput<typeof drawnOnSliceSchema>;

const planeSchema = v.object({
  step: count,
  /** Of the data: the middle of the outermost columns, and of the bottom and top rows. */
  across: v.tuple([v.number(), v.number()]),
  up: v.tuple([v.number(), v.number()]),
  side: count,
  /** [side, side], row-major, the top row first. */
  values: floatsSchema,
  /** [points, 2] each. */
  real: floatsSchema,
  generated: floatsSchema,
  /** [arrows, 2] of the first generated points: the gradient of the generator's loss there. */
  gradients: floatsSchema,
  /** Of data that have known modes. */
  modes: v.optional(
    v.object({
      all: count,
      covered: count,
      highQualityShare: v.number(),
      /** Points that were looked at. */
      of: count,
      /** [all]: the points near each. */
      counts: v.array(count),
      /** [all, 2] */
      centres: floatsSchema,
      /** Points up to so far from a centre are near it. */
      reach: v.number(),
    }),
  ),
});
export type Plane = v.InferOutput<typeof planeSchema>;

export interface ConfidenceAnswers {
  readonly describeConfidence: ConfidenceDescription;
  readonly judge: Judged | null;
  readonly classifyGenerated: Int32Array | null;
  readonly readWall: Wall;
  readonly lookClosely: CloseLook;
  readonly sliceCodings: SliceAnswer | null;
  readonly drawOnSlice: DrawnOnSlice;
  readonly readPlane: Plane | null;
}

export const confidenceAnswerSchemas = {
  describeConfidence: confidenceDescriptionSchema,
  judge: v.nullable(judgedSchema),
  classifyGenerated: v.nullable(classesSchema),
  readWall: wallSchema,
  lookClosely: closeSchema,
  sliceCodings: v.nullable(sliceAnswerSchema),
  drawOnSlice: drawnOnSliceSchema,
  readPlane: v.nullable(planeSchema),
} as const;
